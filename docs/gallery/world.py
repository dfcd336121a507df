"""Projects and offices on the map of the world."""

import math

import style

NAME = "world"
TITLE = "Where the projects and offices are"
ACCURACY = {"SITE": ("the site itself", style.BLUE, style.BLUE), "REGION": ("middle of a region", style.BLUE, "white"),
            "COUNTRY": ("country only", style.ORANGE, style.ORANGE)}
NORTH, SOUTH = 78, -58
A = (1.340264, -0.081106, 0.000893, 0.003796)


def data(lode):
    """Points as the dataset has them; a project without coordinates counts at the middle of its country."""
    projects = lode.export("projects", fields="id,country_id,latitude,longitude,location_accuracy")
    countries = lode.export("countries", {"kind": {"eq": "COUNTRY"}})
    offices = lode.export("offices", fields="id,city,latitude,longitude,closed")
    placed = projects[projects["latitude"] != ""]
    rest = projects[projects["latitude"] == ""].groupby("country_id").size()
    cited = lode.citations(set(placed["id"]))
    recalled = cited[(cited["field"] == "location") & (cited["verification"] == "RECALLED")]["subject_id"].nunique()
    countries["projects"] = countries["id"].map(projects["country_id"].value_counts()).fillna(0)
    countries = countries.sort_values(["projects", "id"], ascending=[False, True])
    return {
        "projects": [[row.id, row.longitude, row.latitude, row.location_accuracy] for row in placed.itertuples(index=False)],
        "unplaced": {country: int(count) for country, count in rest.items()},
        "offices": [[row.city, row.longitude, row.latitude, bool(row.closed)] for row in offices.itertuples(index=False) if row.latitude],
        "countries": [[row.id, row.longitude, row.latitude] for row in countries.itertuples(index=False) if row.latitude and SOUTH < float(row.latitude) < NORTH],
        "nowhere": int((offices["latitude"] == "").sum()), "recalled": int(recalled), "ids": sorted(placed["id"]),
    }


def place(longitude, latitude):
    """Where a place lies in the Equal Earth projection, which keeps areas true."""
    across, along = math.radians(float(longitude)), math.asin(math.sqrt(3) / 2 * math.sin(math.radians(float(latitude))))
    square = along * along
    slope = 9 * A[3] * square**4 + 7 * A[2] * square**3 + 3 * A[1] * square + A[0]
    return (2 * math.sqrt(3) * across * math.cos(along) / (3 * slope),
            along * (A[3] * square**4 + A[2] * square**3 + A[1] * square + A[0]))


def draw(lode, data):
    made, axes = style.figure(TITLE, lode.release, width=11, height=6.0)
    made.subplots_adjust(left=0.01, right=0.99, top=0.935, bottom=0.085)
    axes.set_aspect("equal")
    axes.axis("off")
    _graticule(axes)
    centres = {country: place(longitude, latitude) for country, longitude, latitude in data["countries"]}
    for country, count in data["unplaced"].items():
        axes.scatter(*centres[country], marker="s", s=70, facecolor="white", edgecolor=style.ORANGE, linewidth=1.2, zorder=3)
        axes.text(*centres[country], count, fontsize=6, ha="center", va="center_baseline", zorder=3.1)
    for accuracy, (_, edge, face) in ACCURACY.items():
        points = [place(longitude, latitude) for _, longitude, latitude, found in data["projects"] if found == accuracy]
        if points:
            axes.scatter(*zip(*points), s=16, facecolor=face, edgecolor=edge, linewidth=0.9, alpha=0.85, zorder=4)
    for _, longitude, latitude, closed in data["offices"]:
        axes.scatter(*place(longitude, latitude), marker="^", s=60 if closed else 28, facecolor="white" if closed else style.VERMILION,
                     edgecolor=style.VERMILION, linewidth=1, zorder=4.5 if closed else 5)
    _label(axes, data, centres)
    _key(axes)
    return made


def _graticule(axes):
    looks = {"color": style.PALE, "linewidth": 0.5, "zorder": 0}
    along = range(SOUTH, NORTH + 1, 2)
    for longitude in range(-180, 181, 30):
        axes.plot(*zip(*[place(longitude, latitude) for latitude in along]), **looks)
    for latitude in range(-30, 61, 30):
        axes.plot(*zip(*[place(longitude, latitude) for longitude in range(-180, 181, 5)]), **looks)
    edge = [*[(-180, latitude) for latitude in along], *[(180, latitude) for latitude in reversed(along)], (-180, SOUTH)]
    axes.plot(*zip(*[place(*point) for point in edge]), color="#BBBBBB", linewidth=0.8, zorder=0)
    axes.set_xlim(-place(180, 0)[0] * 1.005, place(180, 0)[0] * 1.005)
    axes.set_ylim(place(0, SOUTH)[1] - 0.02, place(0, NORTH)[1] + 0.02)


def _label(axes, data, centres):
    """Cities that have an office, then codes of countries, those with most projects first, as long as there is room."""
    points = [place(longitude, latitude) for _, longitude, latitude, *_ in data["projects"]]
    offices = {city: place(longitude, latitude) for city, longitude, latitude, _ in data["offices"]}
    labels = style.Labels(axes, points + list(offices.values()), size=3)
    for country in data["unplaced"]:
        labels.take(centres[country], centres[country], size=7)
    for city, point in offices.items():
        labels.put(city, point, fontsize=7, color=style.VERMILION, zorder=6)
    for country, point in centres.items():
        labels.put(country[-2:], point, places=[(0, 0, "center", "center"), *style.PLACES[:8]], fontsize=5.5, color="#9A9A9A")


def _key(axes):
    line = style.plt.Line2D
    handles = [line([], [], marker="o", linestyle="", color=style.BLUE, markersize=5, label="project: the site itself"),
               line([], [], marker="o", linestyle="", color=style.BLUE, markerfacecolor="white", markersize=5, label="project: middle of a region"),
               line([], [], marker="s", linestyle="", color=style.ORANGE, markerfacecolor="white", markersize=8, label="projects of which only the country is placed"),
               line([], [], marker="^", linestyle="", color=style.VERMILION, markersize=6, label="office"),
               line([], [], marker="^", linestyle="", color=style.VERMILION, markerfacecolor="white", markersize=6, label="office that closed")]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.005), ncol=5, frameon=False, fontsize=8, handletextpad=0.2, columnspacing=1.4)


def _decimals(number):
    return len(number.partition(".")[2])


def text(lode, data):
    rough = sum(max(_decimals(longitude), _decimals(latitude)) <= 1 for _, longitude, latitude, _ in data["projects"])
    sites = sum(accuracy == "SITE" for *_, accuracy in data["projects"])
    return {
        "alt": "A world map without coasts: codes of countries, projects as points, offices as triangles",
        "shows": f"{len(data['projects'])} projects that have coordinates: {sites} by the site itself (full points), {len(data['projects']) - sites} by the middle of a "
                 f"region (rings). Squares hold {sum(data['unplaced'].values())} more projects of which only the country is placed. Triangles are the "
                 f"{len(data['offices'])} offices of agencies that the dataset knows. Letters are the codes of countries at their rough middles, in the Equal Earth projection.",
        "caveats": [
            f"{rough} of the points have one decimal at most, about 11 km. Those of {data['recalled']} projects are recalled, not read in a source.",
            "A ring is no address: the deposit may be anywhere in the region. Points of nearby projects lie on each other.",
            "A project on the high seas counts for the country whose agency runs it."],
        "ids": data["ids"],
    }
