"""Photos that come with a form: checked and kept before the write begins, so that no error loses one."""

from __future__ import annotations

from flask import request

from hub.core import files, web

NONE = files.Received()


def received() -> files.Received:
    """The photos of this request, those sent now and those kept from an earlier answer."""
    if request.method != "POST":
        return NONE
    return files.receive(web.current_actor(), *files.sent_photos())


def accepted(photos: files.Received) -> tuple[str, ...]:
    """Their names for the command; RuleBroken on field "photos" when one of them cannot be used."""
    files.refuse(photos)
    return photos.names
