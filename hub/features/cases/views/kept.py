"""What only the browser keeps: the code of a case, in its own signed cookie, for half an hour. And received photos."""

from __future__ import annotations

from flask import request, session

from hub.core import clock, files, web
from hub.core.authz import GUEST, Actor

FOLLOWED, SLIP = "case", "case-slip"
MINUTES = 30


def keep(name: str, code: str) -> None:
    """Until it is forgotten, or half an hour has passed."""
    session[name] = [code, clock.now().timestamp()]


def kept(name: str) -> str:
    """The code, or nothing."""
    found = session.get(name)
    if not isinstance(found, list) or len(found) != 2 or found[1] < clock.now().timestamp() - MINUTES * 60:
        return ""
    return str(found[0])


def forget(name: str) -> None:
    """Leave nothing in this browser."""
    session.pop(name, None)


def photos(actor: Actor = GUEST) -> files.Received:
    """The photos of this request. A reporter's are received as a guest's, so that no photo says who told."""
    if request.method != "POST":
        return files.Received()
    return files.receive(actor, *files.sent_photos())


def accepted(received: files.Received) -> tuple[str, ...]:
    """Their names for the command; RuleBroken on field "photos" when one of them cannot be used."""
    files.refuse(received)
    return received.names


def own_photos() -> files.Received:
    """Of somebody who acts under their name."""
    return photos(web.current_actor())
