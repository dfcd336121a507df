"""What the pictures are made from: exports of one release."""

import calendar
import datetime
import io
import json
import urllib.parse
import urllib.request

import pandas as pd

TIERS = {"PRIMARY": "primary", "OFFICIAL": "official", "TRADE_PRESS": "trade press", "MEDIA": "media", "COPY": "copies", "BLOG_OR_FORUM": "blogs or forums"}


class Lode:
    """The release that was the latest when it was first asked."""

    def __init__(self, address):
        self.address = address.rstrip("/")
        question = urllib.parse.urlencode({"query": "{ release { version sequence root } }"})
        with urllib.request.urlopen(f"{self.address}/graphql?{question}", timeout=60) as response:
            self.release = json.load(response)["data"]["release"]

    def export(self, kind, filter=None, fields=None):
        """All rows that meet a GraphQL filter, as texts; what is missing is an empty text."""
        asked = {"at": self.release["version"], "filter": json.dumps(filter or {})}
        if fields:
            asked["fields"] = fields
        url = f"{self.address}/export/{kind}.csv?{urllib.parse.urlencode(asked)}"
        with urllib.request.urlopen(url, timeout=60) as response:
            rows = response.headers["Dataset-Rows"]
            frame = pd.read_csv(io.BytesIO(response.read()), dtype=str, keep_default_na=False)
        if rows and len(frame) != int(rows):
            raise ValueError(f"{url}: {len(frame)} rows (expected: {rows})")
        return frame

    def citations(self, ids):
        """Every citation of these records, with the tier of its source."""
        frame = self.export("citations", {"subjectId": {"in": sorted(ids)}})
        tiers = self.export("sources", fields="id,tier,kind")
        return frame.merge(tiers, left_on="source_id", right_on="id", suffixes=("", "_of_source"))

    def source_note(self, ids):
        """Who says so, in figures: documents by tier, and how many records rest on citations of low confidence alone."""
        cited = self.citations(ids)
        sources = cited.drop_duplicates("source_id")
        counts = sources["tier"].value_counts()
        tiers = ", ".join(f"{counts[tier]} {name}" for tier, name in TIERS.items() if tier in counts)
        low = sum(cited[cited["stance"] == "SUPPORTS"].groupby("subject_id")["confidence"].agg(lambda levels: set(levels) == {"LOW"}))
        return f"{len(sources)} sources ({tiers}). {low} of {len(ids)} records rest on citations of low confidence alone."


def days(date):
    """The first and the last day that a date of the dataset can mean: of `2011`, `2011-03`, `2011-03-30`, `2018/2019`."""
    first, _, last = date.partition("/")
    return _bounds(first)[0], _bounds(last or first)[1]


def _bounds(date):
    parts = [int(part) for part in date.split("-")]
    year, month, day = parts + [None] * (3 - len(parts))
    last = day or calendar.monthrange(year, month or 12)[1]
    return datetime.date(year, month or 1, day or 1), datetime.date(year, month or 12, last)


def years(date):
    """A day as a number of years: 1 January 2011 is 2011.0."""
    return round(date.year + (date.timetuple().tm_yday - 1) / (366 if calendar.isleap(date.year) else 365), 4)


def span(date):
    """The beginning and the end of a date, as numbers of years."""
    first, last = days(date)
    return years(first), years(last + datetime.timedelta(days=1))
