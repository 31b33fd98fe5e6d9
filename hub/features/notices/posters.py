"""The poster: one notice on A4, set once for each version and kept until it is old."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import segno
from flask import current_app

from hub.core import clock, files, printing
from hub.core.authz import SYSTEM, Actor
from hub.core.i18n import speaking
from hub.features.notices import queries
from hub.features.notices.rules.notice import Stage
from hub.people.queries.office import office

KEPT = timedelta(days=7)
# text of up to so many characters is set so large that it can be read from two steps away
SIZES = ((160, "huge"), (330, "large"), (480, "medium"))
PER_LINE = 12  # a line of its own takes room, however short it is
LONG_TITLE = 14


def poster(actor: Actor, notice_id: int, root: str) -> Path:
    """The PDF's file; NotFound when this actor may not read the notice."""
    row = queries.readable(actor, notice_id)
    card = queries.card(SYSTEM, row.id)
    bureau = office()
    base = bureau.public_address.rstrip("/") or root
    address = f"{base}/notices/{row.id}"
    weight = len(card.body) + PER_LINE * card.body.count("\n")
    size = next((name for most, name in SIZES if weight <= most and not card.photos), "small")
    with speaking("zh_CN"):  # it hangs where everybody passes
        html = current_app.jinja_env.get_template("print/notice.html").render(
            card=card,
            office=bureau,
            size=f"{size} long" if len(card.title) > LONG_TITLE else size,
            qr=segno.make(address, error="m").svg_data_uri(scale=4, border=0),
            draft=card.stage in (Stage.DRAFT, Stage.SCHEDULED),
            signed=_day(card.updated_at or clock.now()),
            until=_day(card.until_at) if card.until_at else "",
            address=address,
        )
    name = hashlib.sha256(html.encode()).hexdigest()[:24]
    path = folder() / f"{row.id}-{name}.pdf"
    if not path.exists():
        pictures = {f"/files/{photo.name}": files.path_of(photo.name) for photo in card.photos}
        printing.pdf(html, "poster.css", path, pictures)
    return path


def _day(moment: datetime) -> str:
    here = clock.local(moment)
    return f"{here.year} 年 {here.month} 月 {here.day} 日"


def folder() -> Path:
    """Where posters lie."""
    return Path(current_app.config["HUB"].instance) / "posters"


def sweep() -> None:
    """Remove old ones; a poster can be set again."""
    old = (clock.now() - KEPT).timestamp()
    for path in folder().glob("*.pdf"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()
