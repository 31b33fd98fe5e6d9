"""Browsers that take push messages. Only script can ask a browser, so these answer script."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, jsonify, request

from hub.core import web
from hub.core.problems import RuleBroken
from hub.features.inbox.channels import push
from hub.features.inbox.commands import addresses

bp = Blueprint("push", __name__, url_prefix="/me/news/push")


@bp.get("/key")
def key() -> Any:
    """This instance's public key, as browsers want it."""
    return jsonify(key=base64.urlsafe_b64encode(push.public_key()).rstrip(b"=").decode())


@bp.post("/subscriptions")
def subscribe() -> Any:
    """A browser's door and its keys."""
    sent = request.form
    endpoint, p256dh, auth = (sent.get(name, "")[:1000] for name in ("endpoint", "p256dh", "auth"))
    label = browser(request.headers.get("User-Agent", ""))
    try:
        addresses.subscribe(web.current_actor(), endpoint, p256dh, auth, label)
    except RuleBroken as problem:
        return jsonify(problem=problem.message), 422
    return jsonify(ok=True), 201


def browser(agent: str) -> str:
    """Which of my devices this is, in a word or two."""
    machine = next((name for mark, name in MACHINES if mark in agent), "")
    program = next((name for mark, name in PROGRAMS if mark in agent), "")
    return " · ".join(filter(None, (program, machine))) or "?"


MACHINES = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("Linux", "Linux")),
)
PROGRAMS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
