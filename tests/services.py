"""PostgreSQL and Redis for tests: found on this machine, started on free loopback ports, ended by their own id.

A test says `@pytest.mark.needs("postgresql")`; where that is missing it is skipped, and with CI=true it fails, because
there `make test` should have installed it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "deploy"))

import system  # noqa: E402 - deploy/system.py: what the machine has

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


# --- a missing component ----------------------------------------------------------------------------------------------


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if not system.PARTS[name].here():
                pytest.skip(f"needs {system.PARTS[name].what}: apt-get install {' '.join(system.PARTS[name].debian)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    return fail_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    return fail_if_skipped((yield))


def fail_if_skipped(report: Any, strict: bool | None = None) -> Any:
    """In CI a skipped test is a test that was not run: a failure."""
    if (IN_CI if strict is None else strict) and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"CI skips nothing. {reason}"
    return report


# --- processes --------------------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of the loopback address that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait for it, or fail by its name."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    pytest.fail(f"{what}: not within {seconds} s")


def stop(process: subprocess.Popen[Any], gently: int = signal.SIGTERM) -> None:
    """End this one process; harshly if it does not listen."""
    if process.poll() is None:
        process.send_signal(gently)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Postgres:
    """A server of our own; `database()` makes an empty one and answers its URL."""

    port: int
    password: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def database(self, template: str = "template0") -> str:
        name = f"hub{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")  # type: ignore[arg-type]
        return self.url(name)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL in a temporary folder, on a random loopback port."""
    programs = system.postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    # not in pytest's own folder: that one is closed to the user under whom PostgreSQL must run if we are root
    folder = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    server = Postgres(free_port(), secrets.token_urlsafe(16))
    secret = folder / "password"
    secret.write_text(server.password)
    if as_user:
        shutil.chown(secret, "postgres", "postgres")
    made = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret]
    made += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    subprocess.run([str(p) for p in made], check=True, capture_output=True, cwd=folder, **as_user)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": server.port,
        "unix_socket_directories": folder,
        "fsync": "off",
        "max_connections": 200,
    }
    command = [str(programs / "postgres"), "-D", str(folder / "data")]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **as_user)
    try:
        until(server.answers, "PostgreSQL starts")
        yield server
    finally:
        stop(process, signal.SIGINT)  # its "fast" shutdown
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis that keeps nothing, on a random loopback port."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs Redis: apt-get install redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path_factory.mktemp("redis"))
    client = redis.Redis(port=port, socket_timeout=2)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    try:
        until(answers, "Redis starts")
        client.close()
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(process)
