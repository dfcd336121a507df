"""How all pictures look: few colours that colour-blind readers tell apart (after Okabe and Ito), no frames, labels beside what they name."""

import hashlib
import json

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.transforms import Bbox

BLUE, ORANGE, VERMILION, GREEN, SKY, PURPLE = "#0072B2", "#C67F00", "#D55E00", "#009E73", "#56B4E9", "#B4588C"
INK, GREY, PALE = "#222222", "#767676", "#DDDDDD"

plt.rcParams.update({
    "svg.hashsalt": "lode",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": GREY,
    "axes.edgecolor": PALE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "axes.axisbelow": True,
    "path.simplify": False,
})


def figure(title, release, width=9.5, height=5.5, **grid):
    """A figure with its title at the left, and below what it is made of."""
    made, axes = plt.subplots(figsize=(width, height), **grid)
    made.suptitle(title, x=0.012, y=1 - 0.12 / height, ha="left", va="top", fontsize=12, fontweight="bold")
    made.text(0.012, 0.08 / height, f"Lode {release['version']}, root {release['root'][:12]}…, CC BY 4.0", ha="left", va="bottom", fontsize=7, color=GREY)
    return made, axes


def table(axes, cells, rows, columns, most):
    """Numbers in a grid, darker for more: `cells` has for a row and a column a text and a depth from 0 to `most`."""
    shades = plt.get_cmap("Blues")
    for (row, column), (text, depth) in cells.items():
        x, y = columns.index(column), rows.index(row)
        axes.add_patch(plt.Rectangle((x - 0.48, y - 0.44), 0.96, 0.88, facecolor=shades(0.08 + 0.82 * depth / most), linewidth=0))
        axes.text(x, y, text, ha="center", va="center", fontsize=7.5 if len(str(text)) < 6 else 6.8, color="white" if depth > 0.55 * most else INK)
    axes.set_xlim(-0.5, len(columns) + 0.6)
    axes.set_ylim(-0.5, len(rows) - 0.5)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)


def digest(data):
    """What ties a picture to its data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def save(made, path, data):
    made.savefig(path, metadata={"Date": None, "Creator": None, "Description": "data " + digest(data)})
    plt.close(made)


PLACES = [(0, 5, "center", "bottom"), (0, -5, "center", "top"), (6, 0, "left", "center"), (-6, 0, "right", "center"),
          (5, 4, "left", "bottom"), (-5, 4, "right", "bottom"), (5, -4, "left", "top"), (-5, -4, "right", "top"),
          (0, 13, "center", "bottom"), (0, -13, "center", "top"), (13, 10, "left", "bottom"), (-13, 10, "right", "bottom"),
          (13, -10, "left", "top"), (-13, -10, "right", "top"), (0, 22, "center", "bottom"), (0, -22, "center", "top")]


class Labels:
    """Puts each label beside its point, where it lies on no point and on no other label."""

    def __init__(self, axes, points, size=4):
        self.axes = axes
        self.renderer = axes.figure.canvas.get_renderer()
        self.taken = []
        for point in points:
            self.take(point, point, size)

    def take(self, begin, end, size=1):
        """Keeps labels off what is drawn from one point to another."""
        (left, bottom), (right, top) = (self.axes.transData.transform(point) for point in (begin, end))
        self.taken.append(Bbox([[min(left, right) - size, min(bottom, top) - size], [max(left, right) + size, max(bottom, top) + size]]))

    def put(self, text, point, places=PLACES, **looks):
        """Puts a label at the first place that is free; the last one tried if there is none."""
        for dx, dy, across, along in places:
            label = self.axes.annotate(text, point, (dx, dy), textcoords="offset points", ha=across, va=along, **looks)
            box = label.get_window_extent(self.renderer).expanded(1.02, 1.05)
            if not any(box.overlaps(other) for other in self.taken) and self.axes.bbox.x0 - 5 <= box.x0 and box.x1 <= self.axes.bbox.x1 + 5:
                self.taken.append(box)
                return True
            label.remove()
        return False
