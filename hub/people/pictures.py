"""QR codes for pages and for paper. Pure."""

from __future__ import annotations

import segno


def qr(text: str) -> str:
    """A data: address of an SVG, black on white."""
    return str(segno.make(text, error="m").svg_data_uri(scale=6, border=2, dark="#000", light="#fff"))
