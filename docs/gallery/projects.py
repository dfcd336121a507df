"""Projects by mineral and stage."""

import math

import style

NAME = "projects"
TITLE = "Projects by mineral and stage"
LEAST = 5
STAGES = {
    "GRASSROOTS_EXPLORATION": "grassroots\nexploration", "ADVANCED_EXPLORATION": "advanced\nexploration", "FEASIBILITY": "feasibility",
    "MINE_DEVELOPMENT": "mine\ndevelopment", "PRODUCTION": "production", "PROCESSING": "processing", "RECYCLING": "recycling",
    "RESEARCH": "research", "INFRASTRUCTURE": "infra-\nstructure"}


def data(lode):
    """How many projects there are of each mineral and stage; one of several minerals counts for each of them."""
    rows = lode.export("projects_by_mineral")
    counts = {mineral: dict.fromkeys(STAGES, 0) for mineral in sorted(set(rows["mineral_name"]))}
    for mineral, stage in zip(rows["mineral_name"], rows["project_stage"]):
        counts[mineral][stage] += 1
    projects = lode.export("projects", fields="id,status")
    return {
        "projects": len(projects), "several": int((rows["project_id"].value_counts() > 1).sum()),
        "unknown": int((projects["status"] == "UNKNOWN").sum()), "counts": counts, "ids": sorted(projects["id"])}


def _shown(data):
    totals = {mineral: sum(stages.values()) for mineral, stages in data["counts"].items()}
    return {mineral: total for mineral, total in sorted(totals.items(), key=lambda pair: (pair[1], pair[0])) if total >= LEAST}


def draw(lode, data):
    shown = _shown(data)
    made, axes = style.figure(TITLE, lode.release, width=9, height=1.6 + 0.26 * len(shown))
    made.subplots_adjust(left=0.2, right=0.985, top=0.87, bottom=0.055)
    minerals, stages = list(shown), list(STAGES)
    counts = {(mineral, stage): (count, math.sqrt(count)) for mineral in minerals for stage, count in data["counts"][mineral].items() if count}
    style.table(axes, counts, minerals, stages, max(depth for _, depth in counts.values()))
    for y, mineral in enumerate(minerals):
        axes.text(len(stages) + 0.4, y, shown[mineral], ha="right", va="center", fontsize=8, fontweight="bold")
    axes.set_xticks([*range(len(stages)), len(stages) + 0.25], [*STAGES.values(), "all"], fontsize=8)
    axes.set_yticks(range(len(minerals)), minerals, color=style.INK)
    return made


def text(lode, data):
    shown = _shown(data)
    largest = max((count, mineral, stage) for mineral, stages in data["counts"].items() for stage, count in stages.items())
    others = {mineral: sum(stages.values()) for mineral, stages in data["counts"].items() if mineral not in shown}
    return {
        "alt": f"A table of numbers of projects by mineral and stage; {largest[1].lower()}, {largest[2].lower().replace('_', ' ')}, is the largest",
        "shows": f"{data['projects']} projects by the {len(shown)} minerals that at least {LEAST} of them name. The darker a cell, the more projects.",
        "caveats": [
            f"{data['several']} projects name several minerals and count once for each of them, so that rows must not be added up.",
            "Rare earths stand in several rows: as a whole, and as single elements where a source names them.",
            f"The stage is the one of the newest source read. What became of {data['unknown']} projects is unknown.",
            f"Not shown are {len(others)} minerals with {min(others.values())} to {max(others.values())} projects each. JOGMEC's list is fuller than those of other agencies."],
        "ids": data["ids"],
    }
