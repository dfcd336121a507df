"""How much of the world's supply comes from one country."""

import textwrap

import style

NAME = "concentration"
TITLE = "Supply in few hands: shares of the world, in percent"
STEPS = {"share-of-world-mining": "mined", "share-of-world-production": "produced", "share-of-world-refining": "refined", "share-of-world-magnets": "made",
         "top-three-refiners-share": "refined by three countries"}
MARKS = {"EXACT": "o", "ABOUT": "o", "AT_LEAST": "^", "AT_MOST": "v"}


def data(lode):
    """Shares as sources state them, and China's part of rare earths mined, worked out from tonnes of the same year."""
    shares = lode.export("observations_flat", {"indicator": {"in": list(STEPS)}})
    shares = shares[shares["subject_id"].str.startswith("country:")]
    mined = lode.export("observations", {"indicator": {"eq": "mine-production"}, "mineralId": {"eq": "mineral:rare-earth-elements"}, "product": {"eq": "as oxide"},
                                         "subjectId": {"in": ["country:CN", "country:001"]}})
    tonnes = {(row.subject_id, row.period): float(row.value) for row in mined.itertuples(index=False)}
    both = sorted(year for country, year in tonnes if country == "country:CN" and ("country:001", year) in tonnes)
    return {
        "shares": [
            {"mineral": row.mineral_name, "country": row.subject_name, "step": row.indicator, "product": row.product, "period": row.period,
             "value": float(row.value), "low": float(row.value_low) if row.value_low else None, "high": float(row.value_high) if row.value_high else None,
             "qualifier": row.qualifier}
            for row in shares.sort_values("id").itertuples(index=False)],
        "mined": [
            {"year": year, "china": tonnes["country:CN", year], "world": tonnes["country:001", year],
             "share": round(100 * tonnes["country:CN", year] / tonnes["country:001", year], 1)} for year in both],
        "ids": sorted([*shares["id"], *mined["id"]]),
    }


def _rows(data):
    """One row for each mineral, country and step, that with the largest newest share at the top; each with its values by period."""
    rows = {}
    for share in data["shares"]:
        product = share["product"].replace(", projected", "").replace("projected", "")
        words = [product or share["mineral"], "" if share["country"] == "World" else share["country"], STEPS[share["step"]]]
        if share["step"] == "share-of-world-magnets":
            words = ["permanent magnets", share["country"], "made"]
        if share["step"] == "top-three-refiners-share":
            words = [_three(share), STEPS[share["step"]]]
        name = ", ".join(word for word in words if word)
        rows.setdefault(name[0].upper() + name[1:], []).append(share)
    for values in rows.values():
        values.sort(key=lambda share: share["period"])
    return sorted(rows.items(), key=lambda row: ([share["value"] for share in row[1] if "projected" not in share["product"]] or [row[1][-1]["value"]])[-1])


def _three(share):
    return share["mineral"] or share["product"].split(";")[0].capitalize()


def draw(lode, data):
    rows = _rows(data)
    made, (left, right) = style.figure(TITLE, lode.release, width=11.5, height=(height := 1.7 + 0.34 * len(rows)), ncols=2, gridspec_kw={"width_ratios": [1.9, 1]})
    made.subplots_adjust(left=0.295, right=0.985, top=1 - 1.2 / height, bottom=0.7 / height, wspace=0.12)
    points = []
    for y, (_, values) in enumerate(rows):
        left.plot([share["value"] for share in values], [y] * len(values), color=style.SKY, linewidth=1.2, zorder=1)
        for share in values:
            projected = "projected" in share["product"]
            if share["low"] is not None:
                left.plot([share["low"], share["high"]], [y, y], color=style.BLUE, linewidth=5, alpha=0.35, solid_capstyle="butt", zorder=1)
            colour = style.ORANGE if projected else style.BLUE
            left.plot(share["value"], y, MARKS[share["qualifier"]], color=colour, markersize=6.5, markerfacecolor="white" if share["qualifier"] == "ABOUT" else colour)
            points.append((share["value"], y))
    left.set_xlim(0, 104)
    left.set_ylim(-0.7, len(rows) - 0.3)
    left.set_yticks(range(len(rows)), [textwrap.fill(name, 44) for name, _ in rows], color=style.INK, fontsize=8.5)
    left.set_title("As sources state them", loc="left", fontsize=9, color=style.GREY)
    left.grid(axis="y", color=style.PALE, linewidth=0.5)
    labels = style.Labels(left, points)
    for y, (_, values) in enumerate(rows):
        for share in values:
            labels.put(f"{share['value']:g} ({share['period']})", (share["value"], y), places=[place for place in style.PLACES if abs(place[1]) < 6], fontsize=7.5,
                       color=style.ORANGE if "projected" in share["product"] else style.BLUE)
    _mined(right, data["mined"])
    _key(made)
    return made


def _mined(axes, mined):
    years, shares = [int(row["year"]) for row in mined], [row["share"] for row in mined]
    axes.plot(years, shares, "o", color=style.BLUE, markerfacecolor="white", markersize=6.5)
    for before, after in zip(mined, mined[1:]):
        if int(after["year"]) - int(before["year"]) == 1:
            axes.plot([int(before["year"]), int(after["year"])], [before["share"], after["share"]], color=style.SKY, linewidth=1.2, zorder=1)
    for year, share in zip(years, shares):
        axes.annotate(f"{share:.0f}", (year, share), (4, 7), textcoords="offset points", ha="center", fontsize=8, color=style.BLUE)
    axes.set_ylim(0, 104)
    axes.set_xlim(min(years) - 0.5, max(years) + 0.5)
    axes.xaxis.set_major_locator(style.plt.MultipleLocator(5))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
    axes.set_title("China's part of rare earths mined,\nworked out from tonnes", loc="left", fontsize=9, color=style.GREY)


def _key(made):
    entries = [("o", style.BLUE, style.BLUE, "exact"), ("o", style.BLUE, "white", "about"), ("v", style.BLUE, style.BLUE, "at most"), ("o", style.ORANGE, style.ORANGE, "projected"),
               ("_", style.BLUE, style.BLUE, "range of the source")]
    handles = [style.plt.Line2D([], [], marker=mark, linestyle="", color=colour, markerfacecolor=face, markersize=6, markeredgewidth=4 if mark == "_" else 1,
                                alpha=0.4 if mark == "_" else 1, label=name) for mark, colour, face, name in entries]
    made.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.003, 1 - 0.35 / made.get_figheight()), ncol=5, frameon=False, fontsize=8, handletextpad=0.1, columnspacing=1.2)


def _listed(years):
    """The years as text, with `to` between the first and the last of a run."""
    runs = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in runs)


def text(lode, data):
    about = sum(share["qualifier"] == "ABOUT" for share in data["shares"])
    years = [int(row["year"]) for row in data["mined"]]
    gaps = [year for year in range(years[0], years[-1]) if year not in years]
    return {
        "alt": "Dots for shares of single countries in the supply of the world, by mineral and step",
        "shows": f"Left, {len(data['shares'])} shares of the world's mining, production, refining or magnets as sources state them. Right, China's mine output of rare earths divided by "
                 "that of the world, both in tonnes of oxide.",
        "caveats": [
            f"{about} of the shares are about. Sources define production in different ways, so that two years of one row may not compare.",
            "The right side is worked out here. Tonnes of China and of the world may come from editions of different years, which revise each other"
            + (f"; the dataset lacks one of the two for {_listed(gaps)}." if gaps else "."),
            "The dataset holds what was found on the way, not a series for every mineral. A mineral that is not here may be as concentrated."],
        "ids": data["ids"],
    }
