"""A real server in a process of its own, on a free loopback port, with its own data folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from hub import create_app
from hub.config import Config
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.people.views import TOKEN
from tests.conftest import SECRET
from tests.factories import PASSWORD, World
from tests.services import ROOT, free_port, until

EVERYWHERE = [
    pytest.param(("eventlet", "sqlite"), id="eventlet-sqlite"),
    pytest.param(("threading", "sqlite"), id="threading-sqlite"),
    pytest.param(("eventlet", "postgresql"), id="eventlet-postgresql", marks=pytest.mark.needs("postgresql")),
]


@dataclass
class Running:
    """`python wsgi.py` and what a test needs to know of it."""

    folder: Path
    mode: str
    config: Config
    app: Flask
    phones: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.config.port}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
            "HUB_HOST": self.config.host,
            "HUB_PORT": str(self.config.port),
            "HUB_INSTANCE": str(self.folder),
            "HUB_DATABASE_URL": self.config.database_url,
            "HUB_SECRET_KEY": SECRET,
            "HUB_ASYNC_MODE": self.mode,
            "HUB_ENV": "test",
        }

    def start(self) -> None:
        """Answers once it serves."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "wsgi.py"], cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        until(self.serves, "the server answers")

    def serves(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail("the server ended:\n" + self.log()[-4000:])
        try:
            return requests.get(self.url + "/healthz", timeout=2).status_code == 200
        except requests.ConnectionError:
            return False

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> int:
        """End it as a supervisor would; answers its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        """kill -9, its worker included: nothing can be tidied up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def browser(self) -> Browser:
        return Browser(self)


class Browser(requests.Session):
    """One phone: cookies, a kept connection, the form of a page."""

    def __init__(self, running: Running) -> None:
        super().__init__()
        self.running = running
        self.trust_env = False

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        kwargs.setdefault("timeout", 40)
        kwargs.setdefault("allow_redirects", False)
        return super().request(method, self.running.url + url, *args, **kwargs)

    def login_form(self) -> dict[str, str]:
        """What the sign-in form holds before anybody types: its key against doubles, its CSRF token."""
        page = self.get("/login")
        assert page.status_code == 200, page.text[:500]
        hidden = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.text)
        pairs = [(re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in hidden]
        return {name.group(1): value.group(1) if value else "" for name, value in pairs if name}

    def submit(self, form: dict[str, str], phone: str) -> bool:
        """Sign in: a real command that writes two rows. True if the server said that it is done."""
        answer = self.post("/login", data={**form, "phone": phone, "password": PASSWORD})
        return answer.status_code == 303 and "hub" in self.cookies

    def sign_in(self, phone: str) -> None:
        assert self.submit(self.login_form(), phone)

    def ticket(self) -> str:
        """The fingerprint under which the database knows this sign-in."""
        serializer = self.running.app.session_interface.get_signing_serializer(self.running.app)  # type: ignore[attr-defined]
        return token_hash(serializer.loads(self.cookies["hub"])[TOKEN])


@pytest.fixture(scope="module", params=EVERYWHERE)
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A hub with a few neighbours, served in each of the ways that we promise."""
    mode, database = request.param
    with serving(request, tmp_path_factory.mktemp("hub"), mode, database) as running:
        yield running


class serving:
    """Make a data folder with neighbours, start the server, and end it whatever happens."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, mode: str, database: str) -> None:
        url = request.getfixturevalue("postgres").database() if database == "postgresql" else ""
        config = Config.from_env(
            {
                "HUB_INSTANCE": str(folder),
                "HUB_DATABASE_URL": url,
                "HUB_SECRET_KEY": SECRET,
                "HUB_PORT": str(free_port()),
                "HUB_ENV": "test",
            }
        )
        self.running = Running(folder, mode, config, create_app(config))

    def __enter__(self) -> Running:
        with self.running.app.app_context():
            db.create_all()
            neighbours(self.running, 8)
            db.session.remove()
            db.engine.dispose()
        self.running.start()
        return self.running

    def __exit__(self, *_: object) -> None:
        process = self.running.process
        if process and process.poll() is None:
            self.running.stop()
        with self.running.app.app_context():
            db.engine.dispose()


def neighbours(running: Running, how_many: int) -> None:
    """Accounts that can sign in."""
    world = World(running.app)
    for _ in range(how_many):
        world.user()
    running.phones = [f"139000{n:05d}" for n in range(1, how_many + 1)]
