"""Makes the gallery: its pictures, the figures behind them, and its page.

    python3 docs/gallery/make.py [ADDRESS of a Lode] [FOLDER of the documents]
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

import concentration
import exports
import investment
import lynas
import projects
import reliance
import style
import world

PICTURES = [reliance, investment, projects, world, lynas, concentration]
HEAD = """# Gallery

Six pictures of release {version}, made from [exports](exports.md) by [make.py](gallery/make.py). This page and the figures behind the pictures
([data.json](gallery/data.json)) are written by the same run, and `.ci/guides` compares them with what a running Lode exports, so that none of them can
fall behind a release. [questions.sql](gallery/questions.sql) asks DuckDB for the same figures in the [archive](exports.md#whole-releases) of the release. With Python, pandas and
Matplotlib:

```text
python3 docs/gallery/make.py http://localhost:8080
```

The pictures are under [CC BY 4.0](../dataset/LICENSE) like the dataset. Cite them as *Lode, release {version}, root {root}*.
"""


def page(told):
    """A section of the page."""
    lines = [f"## {told['title']}", "", f"![{told['alt']}](gallery/{told['name']}.svg)", "", told["shows"], ""]
    lines += [f"- {caveat}" for caveat in told["caveats"]]
    return "\n".join([*lines, "", f"Release {told['release']}. {told['sources']}"])


def laid_out(value, depth=0):
    """JSON with a line for each figure of a picture, or for each row of it."""
    compact = lambda item: json.dumps(item, ensure_ascii=False)
    if isinstance(value, dict) and value and depth < 2:
        parts = [compact(key) + ": " + laid_out(item, depth + 1) for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + "\n}"
    if isinstance(value, list) and value and depth < 3:
        return "[\n" + ",\n".join(map(compact, value)) + "\n]"
    return compact(value)


def main(address="http://localhost:8080", folder=pathlib.Path(__file__).parent.parent):
    lode, documents = exports.Lode(address), pathlib.Path(folder)
    (documents / "gallery").mkdir(parents=True, exist_ok=True)
    figures, sections = {"release": lode.release}, [HEAD.format(**lode.release).rstrip()]
    for picture in PICTURES:
        data = picture.data(lode)
        style.save(picture.draw(lode, data), documents / "gallery" / f"{picture.NAME}.svg", data)
        told = picture.text(lode, data)
        sections.append(page({**told, "name": picture.NAME, "title": picture.TITLE, "release": lode.release["version"], "sources": lode.source_note(told["ids"])}))
        figures[picture.NAME] = data
    (documents / "gallery" / "data.json").write_text(laid_out(figures) + "\n")
    (documents / "gallery.md").write_text("\n\n".join(sections) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
