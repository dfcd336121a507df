"""The deals around Lynas."""

import textwrap

import style
from exports import days, span

NAME = "lynas"
TITLE = "Lynas and its partners: what was agreed, and when"
PROJECT = "project:lynas-mt-weld-gebeng"
WIDTH = 124


def data(lode):
    """Every event of the deals of the project, with what contradicts it."""
    rows = lode.export("deal_events_flat", {"projectId": {"eq": PROJECT}})
    deals = sorted(set(rows["deal_id"]))
    against = {}
    for row in lode.export("citations", {"subjectId": {"in": deals}, "stance": {"eq": "CONTRADICTS"}}).itertuples(index=False):
        against.setdefault((row.subject_id, row.field), []).append(row.asserted)
    events = [
        {"deal": row.deal_id, "date": row.date, "type": row.type, "description": row.description, "amount": row.amount, "currency": row.currency,
         "qualifier": row.qualifier, "usd": int(row.usd_amount or 0), "disputed": against.get((row.deal_id, f"events[{row.key}]"), [])}
        for row in rows.itertuples(index=False)]
    dated = sorted((event for event in events if event["date"]), key=lambda event: (days(event["date"]), event["deal"], event["type"]))
    return {"events": dated, "undated": len(events) - len(dated), "ids": deals}


def draw(lode, data):
    rows = [(event, _lines(event)) for event in data["events"]]
    height = sum(len(lines) + 0.75 for _, lines in rows)
    made, axes = style.figure(TITLE, lode.release, width=11, height=1.0 + 0.165 * height)
    made.subplots_adjust(left=0.01, right=0.99, top=1 - 0.5 / made.get_figheight(), bottom=0.32 / made.get_figheight())
    axes.axis("off")
    first, last = span(data["events"][0]["date"])[0], span(data["events"][-1]["date"])[1]
    first, last = int(first), int(last) + 1
    depth = lambda year: height * (year - first) / (last - first)
    for year in range(first, last + 1):
        axes.plot([0.055, 0.062], [depth(year)] * 2, color=style.GREY, linewidth=0.8)
        axes.text(0.05, depth(year), year, ha="right", va="center", fontsize=8, color=style.GREY)
    axes.plot([0.062] * 2, [0, height], color=style.GREY, linewidth=0.8)
    top = 0
    for event, lines in rows:
        begin, end = (depth(year) for year in span(event["date"]))
        colour = style.VERMILION if event["disputed"] else style.BLUE
        axes.plot([0.062] * 2, [begin, max(end, begin + 0.12)], color=colour, linewidth=4, solid_capstyle="butt")
        middle, at = (begin + end) / 2, top + 0.5
        axes.plot([0.066, 0.1, 0.112], [middle, at, at], color=style.PALE, linewidth=0.8)
        if event["usd"]:
            axes.scatter(0.128, at, s=event["usd"] / 1e6 * 0.75, color=style.SKY, linewidths=0, alpha=0.75, clip_on=False)
        axes.text(0.165, at, event["date"], va="center", fontsize=8, fontweight="bold")
        axes.text(0.245, at, lines[0], va="center", fontsize=8, fontweight="bold")
        for line, told in enumerate(lines[1:], start=1):
            axes.text(0.245, at + line, told, va="center", fontsize=8, color=style.VERMILION if told.startswith(("disputed", "  ")) else style.INK)
        top += len(lines) + 0.75
    axes.set_xlim(0, 1)
    axes.set_ylim(height, -0.3)
    return made


def _lines(event):
    head = event["type"].replace("_", " ").lower() + (" · " + _money(event) if event["amount"] else "")
    told = textwrap.wrap(event["description"], WIDTH)
    disputed = [line for claim in event["disputed"] for line in textwrap.wrap("disputed: a source " + claim, WIDTH, subsequent_indent="  ")]
    return [head, *told, *disputed]


def _money(event):
    words = {"ABOUT": "about ", "AT_LEAST": "at least ", "AT_MOST": "at most "}
    amount = f"{event['currency']} {float(event['amount']) / 1e6:,.4g} million"
    return words.get(event["qualifier"], "") + amount


def text(lode, data):
    disputed = sum(bool(event["disputed"]) for event in data["events"])
    return {
        "alt": f"A time line from {data['events'][0]['date']} to {data['events'][-1]['date']}, with amounts as circles",
        "shows": f"The {len(data['events'])} dated events of the {len(data['ids'])} deals about Mt Weld and Gebeng. A mark on the line is as long as its date is vague: a day, or a month. "
                 "The area of a circle is the amount in US dollars.",
        "caveats": [
            "Amounts tell what an event is about: a loan granted, what was still owed, interest put off. Do not add them up; money that counts is in the investments.",
            f"Disputed by a source, which is kept beside them: {disputed}. Without a date, and not shown: {data['undated']}.",
            "Deals with others than Japan are among them. What the sources that were read do not tell is not here."],
        "ids": data["ids"],
    }
