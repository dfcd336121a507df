"""Investment by agency and year."""

import math
import textwrap
from decimal import Decimal

import style

NAME = "investment"
TITLE = "Money that counts in totals, by agency and year of its value date, in million US dollars"
UNDATED = "undated"


def data(lode):
    """Sums of whole dollars by agency and year, with how many amounts are missing from them."""
    rows = lode.export("investments_flat")
    counted = rows[rows["count_in_totals"] == "true"]
    cells = {}
    for row in counted.itertuples(index=False):
        cell = cells.setdefault((row.agency_name, row.value_date[:4] or UNDATED), {"usd": 0, "rows": 0, "missing": 0})
        cell["usd"] += int(Decimal(row.usd_amount or 0))
        cell["rows"] += 1
        cell["missing"] += not row.usd_amount
    known = counted[counted["usd_amount"] != ""]
    return {
        "cells": [{"agency": agency, "year": year, **cell} for (agency, year), cell in sorted(cells.items())],
        "rows": len(rows), "counted": len(counted), "missing": int((counted["usd_amount"] == "").sum()),
        "ceilings": _sum(known[known["stage"] == "UP_TO"]), "guarantees": _sum(known[known["instrument"] == "DEBT_GUARANTEE"]),
        "inexact": _sum(known[known["qualifier"] != "EXACT"]), "shared": _sum(known[known["count_note"].str.startswith("shared")]),
        "ids": sorted(known["id"]),
    }


def _sum(rows):
    return {"rows": len(rows), "usd": sum(int(Decimal(usd)) for usd in rows["usd_amount"])}


def draw(lode, data):
    cells = data["cells"]
    sums = _sums(cells)
    agencies = sorted((agency for agency in sums if sums[agency]), key=sums.get)
    dated = sorted({int(cell["year"]) for cell in cells if cell["year"] != UNDATED and cell["usd"]})
    columns = [str(year) for year in range(dated[0], dated[-1] + 1)] + [UNDATED]
    made, axes = style.figure(TITLE, lode.release, width=12, height=1.3 + 0.28 * len(agencies))
    made.subplots_adjust(left=0.24, right=0.985, top=0.9, bottom=0.06)
    depth = lambda cell: max(0, math.log10(max(cell["usd"], 1)) - 6)
    shown = {(cell["agency"], cell["year"]): (_millions(cell["usd"]) + ("+" if cell["missing"] else ""), depth(cell)) for cell in cells if cell["agency"] in agencies and cell["rows"]}
    style.table(axes, shown, agencies, columns, max(map(depth, cells)))
    for y, agency in enumerate(agencies):
        axes.text(len(columns) + 0.55, y, _millions(sums[agency]), ha="right", va="center", fontsize=8, fontweight="bold")
    axes.set_xticks([*range(len(columns)), len(columns) + 0.3], [*columns[:-1], "un-\ndated", "all"], fontsize=8)
    axes.set_yticks(range(len(agencies)), ["\n".join(textwrap.wrap(agency, 48)) for agency in agencies], fontsize=7.5, color=style.INK)
    return made


def _sums(cells):
    sums = {}
    for cell in cells:
        sums[cell["agency"]] = sums.get(cell["agency"], 0) + cell["usd"]
    return sums


def _millions(usd):
    return f"{usd / 1e6:,.0f}" if usd >= 9.5e5 else "<1"


def text(lode, data):
    told = lambda part: f"{part['usd'] / 1e6:,.1f} million ({part['rows']} records)"
    all_of_them = sum(cell["usd"] for cell in data["cells"])
    return {
        "alt": "A table of sums by agency and year, darker for more money",
        "shows": f"The {data['counted']} of {data['rows']} investments that count in totals, {all_of_them / 1e6:,.1f} million US dollars in all, in the dollars of "
                 "each year. The darker a cell, the more money, on a logarithmic scale. A `+` says that an amount is missing from the cell.",
        "caveats": [
            "This is what the dataset itemises, not what the agencies spent. Only JOGMEC is covered as fully as open sources allow; do not rank agencies by it.",
            f"{data['rows'] - data['counted']} records do not count (umbrella budgets, letters of interest, parts of another record) and are not shown; "
            f"{data['missing']} that count have no amount in US dollars.",
            f"Ceilings, the most that may be spent: {told(data['ceilings'])}. Guarantees, which are liabilities and no payments: {told(data['guarantees'])}. "
            f"Amounts shared with a partner and counted whole: {told(data['shared'])}.",
            f"About, at least or at most: {told(data['inexact'])}.",
            "The year is that of the value date: of announcement, signing or payment, and in a few cases of the beginning or end of the project."],
        "ids": data["ids"],
    }
