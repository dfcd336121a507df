"""Japan's reliance on China for rare earths."""

import re

import style
from exports import days, span

NAME = "reliance"
TITLE = "How much of its rare earths Japan takes from China, in percent"
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
MARKS = {"EXACT": "o", "ABOUT": "o", "AT_LEAST": "^", "AT_MOST": "v"}
LOOKS = {"import-share-from-country": (style.BLUE, "share of imports"), "supply-share-from-country": (style.ORANGE, "share of supply"),
         "dependence-target": (style.GREEN, "target")}


def data(lode):
    """Every value, as long as its period, and every citation that contradicts one with a percentage of its own."""
    frame = lode.export("observations", {
        "indicator": {"in": list(LOOKS)}, "subjectId": {"eq": "country:JP"}, "partnerId": {"eq": "country:CN"},
        "mineralId": {"eq": "mineral:rare-earth-elements"}})
    values = [
        {"id": row.id, "series": row.series, "measure": row.indicator, "product": row.product, "period": row.period,
         "value": float(row.value), "qualifier": row.qualifier}
        for row in frame.sort_values(["period", "id"]).itertuples(index=False)]
    cited = lode.export("citations", {"subjectId": {"in": [value["id"] for value in values]}, "stance": {"eq": "CONTRADICTS"}})
    disputes = [
        {"subject": row.subject_id, "asserted": row.asserted, "value": float(found[0])}
        for row in cited.itertuples(index=False) if len(found := PERCENT.findall(row.asserted)) == 1]
    return {"values": values, "disputes": disputes, "unread": len(cited) - len(disputes)}


def draw(lode, data):
    made, axes = style.figure(TITLE, lode.release, height=5.8)
    made.subplots_adjust(left=0.05, right=0.985, top=0.875, bottom=0.11)
    middles = {}
    for value in data["values"]:
        begin, end = span(value["period"])
        middles[value["id"]] = ((begin + end) / 2, value["value"])
        colour = LOOKS[value["measure"]][0]
        axes.plot([begin, end], [value["value"]] * 2, color=colour, linewidth=1.6, solid_capstyle="butt", alpha=0.55)
        axes.plot(*middles[value["id"]], MARKS[value["qualifier"]], color=colour, markersize=6,
                  markerfacecolor="white" if value["qualifier"] == "ABOUT" else colour)
    for points in _series(data).values():
        axes.plot(*zip(*(middles[value["id"]] for value in points)), color=LOOKS[points[0]["measure"]][0], linewidth=0.8, alpha=0.8, zorder=1)
    against = [((middles[dispute["subject"]][0]), dispute["value"]) for dispute in data["disputes"]]
    for dispute, point in zip(data["disputes"], against):
        axes.plot([point[0]] * 2, [point[1], middles[dispute["subject"]][1]], color=style.VERMILION, linewidth=1, linestyle=":")
        axes.plot(*point, "x", color=style.VERMILION, markersize=7, markeredgewidth=1.8)
    axes.set_xlim(min(span(value["period"])[0] for value in data["values"]) - 0.5, max(span(value["period"])[1] for value in data["values"]) + 0.5)
    axes.set_ylim(min(y for _, y in [*middles.values(), *against]) - 5, 100)
    axes.grid(axis="y", color=style.PALE, linewidth=0.6)
    axes.xaxis.set_major_locator(style.plt.MultipleLocator(2))
    _label(axes, data, middles, against)
    _key(made)
    return made


def _series(data):
    """The points of each line that has two or more, in the order of their periods."""
    lines = {}
    for value in data["values"]:
        lines.setdefault(value["series"], []).append(value)
    return {name: points for name, points in lines.items() if len(points) > 1}


def _label(axes, data, middles, against):
    labels = style.Labels(axes, list(middles.values()) + against)
    for dispute, point in zip(data["disputes"], against):
        labels.take(point, middles[dispute["subject"]])
    for value in data["values"]:
        begin, end = span(value["period"])
        labels.take((begin, value["value"]), (end, value["value"]))
    for value in data["values"]:
        text = f"{value['value']:g}" + (f" {value['product']}" if value["product"] else "")
        labels.put(text, middles[value["id"]], fontsize=7.5, color=LOOKS[value["measure"]][0])
    for dispute, point in zip(data["disputes"], against):
        labels.put(f"{dispute['value']:g}", point, fontsize=7.5, color=style.VERMILION)


def _key(made):
    entries = [(colour, "o", name, colour) for colour, name in LOOKS.values()]
    entries.append((style.VERMILION, "x", "contradicting source", style.VERMILION))
    grey = style.GREY
    entries += [(grey, "o", "exact", grey), (grey, "o", "about", "white"), (grey, "^", "at least", grey), (grey, "v", "at most", grey)]
    handles = [style.plt.Line2D([], [], color=colour, marker=mark, linestyle="", markersize=6, markerfacecolor=face,
                                markeredgewidth=1.8 if mark == "x" else 1, label=name)
               for colour, mark, name, face in entries]
    made.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.003, 0.945), ncol=8, frameon=False, fontsize=8,
                handletextpad=0.1, columnspacing=1.2)


def _told(value):
    return f"{value['value']:g} % of {value['period']}"


def text(lode, data):
    values = data["values"]
    whole = [value for value in values if (days(value["period"])[1] - days(value["period"])[0]).days in (364, 365)]
    told = [value for value in whole if value["measure"] == "supply-share-from-country" and not value["product"]]
    inexact = sum(value["qualifier"] != "EXACT" for value in values)
    return {
        "alt": f"{len(values)} shares between {values[0]['period'][:4]} and {values[-1]['period'][:4]}, with contradicting values as crosses",
        "shows": f"{len(values)} values, each as long as the period that it is for: {len(whole)} are for a whole year, the others for months, half-years "
                 f"or several years. Crosses are {len(data['disputes'])} values of sources that contradict the one they are tied to.",
        "caveats": [
            "Shares of imports by weight, of supply, and with finished goods are different measures. Thin lines join the points of one `series`, "
            f"of which {len(_series(data))} have two or more; nothing else may be joined.",
            f"{inexact} of the values are about, at least or at most; where two values of a year differ, both sources are kept.",
            f"The story of Japan's programme is often told by shares of supply, in orange: {', '.join(_told(value) for value in told)}."],
        "ids": [value["id"] for value in values],
    }
