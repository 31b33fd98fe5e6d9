"""Sets one page of HTML as PDF; run as a script in a process of its own, it imports nothing of the hub.

Arguments: the HTML, the style sheet, a list of pictures (JSON: address → file), the PDF to write. Nothing else is
fetched, whatever the HTML asks for: no network, no file of the server.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

BASE = "hub:/"


def main(html: Path, style: Path, pictures: Path, out: Path) -> None:
    """Write the PDF whole or not at all."""
    os.nice(10)
    os.umask(0o077)
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known: dict[str, str] = json.loads(pictures.read_text())

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = known.get(url.removeprefix(BASE[:-1]))
            if path is None:
                raise ValueError("not ours")
            return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": "image/jpeg"})

    fonts = FontConfiguration()
    styles = [CSS(filename=str(style), font_config=fonts)]
    page = HTML(string=html.read_text(), base_url=BASE, url_fetcher=Fetcher(allowed_protocols=("data",)))
    fresh = out.with_suffix(".part")
    page.write_pdf(str(fresh), stylesheets=styles, font_config=fonts)
    fresh.rename(out)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
