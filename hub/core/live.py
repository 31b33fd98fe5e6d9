"""Live updates. Sockets carry news, HTTP carries truth.

A topic is "kind:id". Joining asks the same sight check as the page, with the rights of that moment; losing the right
(sign-out, ban, move-out) evicts. `patch` renders a partial without any viewer, once for each language; `nudge` only
says that something is new and lets each browser ask again with its own rights.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, request
from flask_socketio import SocketIO, disconnect, join_room, leave_room

from hub.config import Config
from hub.core import web
from hub.core.authz import Actor, may_see
from hub.core.i18n import LOCALES, speaking

log = structlog.get_logger(__name__)

socketio = SocketIO()

MOST_TOPICS = 200
MOST_SOCKETS_PER_SESSION = 12
LARGEST_MESSAGE = 16 * 1024
REMEMBERED_S = 600.0


class Sockets:
    """Who is connected to this process: socket id → its actor at connection, and the topics it watches."""

    def __init__(self) -> None:
        self.actors: dict[str, Actor] = {}
        self.topics: dict[str, set[str]] = {}
        self.said: dict[str, float] = {}  # topic → monotonic time of the last news about it

    def note(self, topic: str) -> None:
        """Remember that there was news about `topic`, for pages that were on their way to a phone at that moment."""
        now = time.monotonic()
        self.said.pop(topic, None)
        self.said[topic] = now
        for oldest, when in list(self.said.items())[:2]:  # in order of age; one comes, at most two go
            if when < now - REMEMBERED_S:
                del self.said[oldest]

    def missed(self, topics: set[str], age_s: float) -> set[str]:
        """Those of `topics` about which something was said since a page of this age was asked for."""
        if age_s > REMEMBERED_S:
            return topics
        since = time.monotonic() - age_s
        return {topic for topic in topics if self.said.get(topic, 0.0) >= since}

    def of(self, chosen: Callable[[Actor], bool]) -> list[str]:
        return [sid for sid, actor in self.actors.items() if chosen(actor)]

    def forget(self, sid: str) -> None:
        self.actors.pop(sid, None)
        self.topics.pop(sid, None)


def sockets() -> Sockets:
    """The registry of this process."""
    registry: Sockets = current_app.extensions.setdefault("hub-sockets", Sockets())
    return registry


def init_app(app: Flask, async_mode: str) -> None:
    """Attach Socket.IO; with Redis, several processes hear one another."""
    config: Config = app.config["HUB"]
    socketio.init_app(
        app,
        async_mode=async_mode,
        message_queue=config.redis_url,
        cors_allowed_origins=_same_origin,
        max_http_buffer_size=LARGEST_MESSAGE,
        ping_interval=25,
        ping_timeout=20,
        manage_session=False,
        logger=False,
        engineio_logger=False,
    )


def _same_origin(origin: str, environ: dict[str, Any]) -> bool:
    """Only pages of this very host may open a socket."""
    host = environ.get("HTTP_X_FORWARDED_HOST") if environ.get("hub.trusted_proxy") else environ.get("HTTP_HOST")
    return bool(host) and urlsplit(origin).netloc == host


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


@socketio.on("connect")
def _connected(_auth: Any = None) -> bool:
    actor = web.load_actor()
    if not actor.signed_in:
        return False
    mine = sockets().of(lambda other: other.session_id == actor.session_id)
    if len(mine) >= MOST_SOCKETS_PER_SESSION:
        return False
    sockets().actors[_sid()] = actor
    sockets().topics[_sid()] = set()
    return True


@socketio.on("disconnect")
def _gone(*_reason: Any) -> None:
    sockets().forget(_sid())


@socketio.on("watch")
def _watch(message: Any) -> dict[str, list[str]]:
    """Join the topics this person may see now; answers {"allowed": […]}. Topics no longer named are left.

    With `age` (ms since the page was asked for) the answer has "missed": topics with news since, to ask again.
    """
    actor = web.load_actor()  # afresh: rights at connection may have gone since
    if not actor.signed_in:
        disconnect()
        return {"allowed": []}
    asked = message.get("topics") if isinstance(message, dict) else None
    wanted = {t for t in asked[:MOST_TOPICS] if isinstance(t, str)} if isinstance(asked, list) else set()
    allowed = {topic for topic in wanted if may_see(actor, topic)}
    sid, registry = _sid(), sockets()
    registry.actors[sid] = actor
    try:
        for topic in registry.topics.get(sid, set()) - allowed:
            for locale in LOCALES:
                leave_room(_room(topic, locale))
        for topic in allowed:
            join_room(_room(topic, actor.locale))
    except (KeyError, ValueError):  # it hung up while we were asking for its rights
        registry.forget(sid)
        return {"allowed": []}
    registry.topics[sid] = allowed
    answer = {"allowed": sorted(allowed)}
    age = message.get("age") if isinstance(message, dict) else None
    if isinstance(age, int | float):
        alone = not current_app.config["HUB"].redis_url  # what other processes said is not known here
        answer["missed"] = sorted(registry.missed(allowed, age / 1000 + 0.5) if alone else allowed)
    return answer


def _room(topic: str, locale: str) -> str:
    return f"{topic}|{locale}"


def patch(topic: str, element: str, version: int, template: str, **card: Any) -> None:
    """Send `template`, rendered with nothing but `card`, to all who watch `topic`, in place of element `element`."""
    sockets().note(topic)
    for locale in LOCALES:
        if not _heard(_room(topic, locale)):
            continue
        with current_app.test_request_context(), speaking(locale):
            html = current_app.jinja_env.get_template(template).render(**card)
        socketio.emit(
            "patch",
            {"topic": topic, "id": element, "html": html, "version": version},
            to=_room(topic, locale),
        )


def heard(topic: str) -> bool:
    """False when surely nobody watches `topic`, so that nothing need be worked out to be shown."""
    return any(_heard(_room(topic, locale)) for locale in LOCALES)


def nudge(topic: str, version: int = 0, spread_ms: int = 0) -> None:
    """Tell watchers of `topic` that something is new; they ask again within `spread_ms`."""
    sockets().note(topic)
    for locale in LOCALES:
        if _heard(_room(topic, locale)):
            socketio.emit("nudge", {"topic": topic, "version": version, "spread": spread_ms}, to=_room(topic, locale))


def _heard(room: str) -> bool:
    """False when surely nobody listens: only this process has sockets and none is in the room."""
    if current_app.config["HUB"].redis_url:
        return True
    return bool(socketio.server and room in socketio.server.manager.rooms.get("/", {}))


def evict_user(user_id: int, keep_session: int | None = None) -> None:
    """Close this person's sockets (ban, role loss, password change), but those of `keep_session`."""
    _evict(lambda actor: actor.user_id == user_id and actor.session_id != keep_session)


def evict_session(session_id: int) -> None:
    """Close the sockets of one sign-in."""
    _evict(lambda actor: actor.session_id == session_id)


def _evict(chosen: Callable[[Actor], bool]) -> None:
    if socketio.server is None:
        return
    for sid in sockets().of(chosen):
        socketio.emit("evicted", {}, to=sid)
        sockets().forget(sid)
        socketio.server.disconnect(sid)


def recheck_user(user_id: int) -> None:
    """Rights have changed without the sign-in ending (moved out, role changed): leave what may no longer be seen."""
    for sid in sockets().of(lambda actor: actor.user_id == user_id):
        socketio.emit("rewatch", {}, to=sid)
        for topic in sockets().topics.get(sid, set()):
            for locale in LOCALES:
                socketio.server.leave_room(sid, _room(topic, locale), namespace="/")
        sockets().topics[sid] = set()
