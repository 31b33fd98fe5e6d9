"""Sets and prints activation letters; run as a script in a process of its own, it imports nothing of the hub.

Arguments: the sheet (JSON, see `queries.letters.sheet`), the PDF to write, a file for the progress, the root folder.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

AT_A_TIME = 25


def main(sheet: Path, out: Path, progress: Path, root: Path) -> None:
    """Write the PDF; `progress` says meanwhile how many letters of the whole batch are done."""
    os.nice(10)
    os.umask(0o077)
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

    data: dict[str, Any] = json.loads(sheet.read_text())
    fonts = FontConfiguration()
    styles = [CSS(filename=str(root / "static" / "css" / "letter.css"), font_config=fonts)]
    page = template(root)
    letters, before = data.pop("letters"), data.pop("before")
    parts: list[Document] = []
    for start in range(0, len(letters), AT_A_TIME):
        progress.write_text(str(before + start))
        parts.append(rendered(page, data, letters[start : start + AT_A_TIME], styles, fonts))
    progress.write_text(str(before + len(letters)))
    whole = parts[0].copy([sheet for part in parts for sheet in part.pages])
    fresh = out.with_suffix(".part")
    whole.write_pdf(str(fresh))
    fresh.rename(out)


def template(root: Path) -> Any:
    """The letter's Jinja template, alone."""
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(root / "templates"), autoescape=True).get_template("print/letters.html")


def rendered(page: Any, data: dict[str, Any], letters: list[dict[str, str]], styles: Any, fonts: Any) -> Any:
    """Some letters, laid out."""
    import segno
    from weasyprint import HTML

    for letter in letters:
        letter["qr"] = segno.make(letter["address"], error="m").svg_data_uri(scale=4, border=0)
    return HTML(string=page.render(letters=letters, **data)).render(stylesheets=styles, font_config=fonts)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
