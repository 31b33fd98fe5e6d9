"""Real servers on this machine that stand in for a mail server, WeChat and push services."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask
from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.inbox.models import ChannelChoice, Delivery, EmailAddress, WeChatBinding


def set_up(app: Flask, **changes: Any) -> None:
    """This instance with these settings."""
    app.config["HUB"] = replace(app.config["HUB"], **changes)
    app.extensions.pop("hub-news-channels", None)


# --- mail -------------------------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """A mail server. `answers` are given to DATA in turn, then 250; `refuse` to RCPT."""

    answers: list[str] = field(default_factory=list)
    refuse: str = ""
    letters: list[Any] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.letters.append(envelope)
        return answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(password: str = "") -> Iterator[Mailbox]:
    """aiosmtpd in a thread; with `password` it wants hub/password first."""
    mailbox = Mailbox(port=free_port())

    def knows(_server: Any, _session: Any, _envelope: Any, _how: Any, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (b"hub", password.encode()), handled=False)

    more = {"authenticator": knows, "auth_required": True, "auth_require_tls": False} if password else {}
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, **more)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield server.getsockname()[1]


# --- HTTP -------------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Standin:
    """An HTTP server whose answers are a function of the request."""

    answer: Callable[[Asked], Answer]
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def http_server(answer: Callable[[Asked], Answer]) -> Iterator[Standin]:
    """`answer` decides; every request is kept."""
    standin = Standin(answer)

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
            standin.asked.append(asked)
            status, headers, body = standin.answer(asked)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _any

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standin.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield standin
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


# --- people who can be reached ----------------------------------------------------------------------------------------


@command
def _reachable(_actor: Actor, user_id: int, channel: str, address: str, reach: str) -> None:
    from hub.core import clock, crypto

    if channel == "email":
        db.session.add(EmailAddress(user_id=user_id, address=address, confirmed_at=clock.now()))
    if channel == "wechat":
        index = crypto.index(address, "openid")
        db.session.add(WeChatBinding(user_id=user_id, openid=address, openid_index=index, bound_at=clock.now()))
    db.session.merge(ChannelChoice(user_id=user_id, channel=channel, reach=reach))


def reachable(user_id: int, channel: str, address: str = "", reach: str = "all") -> int:
    """This person gets news by this channel."""
    from hub.core.authz import SYSTEM

    _reachable(SYSTEM, user_id, channel, address, reach)
    return user_id


def deliveries(**where: Any) -> list[Delivery]:
    """As they are now."""
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).filter_by(**where).order_by(Delivery.id)))


def states(**where: Any) -> list[str]:
    return [row.state for row in deliveries(**where)]
