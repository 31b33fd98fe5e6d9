"""The way in for web servers: `python wsgi.py` serves the hub, `wsgi:app` is for servers of your own.

The only module that knows which concurrency library is in use, so it must come first: eventlet and gevent replace
parts of the standard library, and whatever was imported before would keep the old ones. What it sets up and why:
docs/decisions/0003-serving.md.
"""

# ruff: noqa: E402

from __future__ import annotations

import os
import warnings

MODE = os.environ.get("HUB_ASYNC_MODE") or "eventlet"
if MODE == "eventlet":
    # psycopg's wait in C would hold up everybody for as long as one query runs; this one waits in Python
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
    # eventlet announces its own retirement; it was chosen knowing that
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
elif MODE == "gevent":
    from gevent import monkey

    monkey.patch_all()

import fcntl
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import ClosingIterator

from hub import create_app
from hub.config import Config
from hub.core import access, jobs

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]

MOST_CONNECTIONS = 20_000  # eventlet's own default of 1,024 would let every further phone hang
MOST_THREADS = 2_000  # threading mode: one for every open socket
SILENT_S = 60  # a connection that stays silent (Socket.IO pings every 25 s) or takes nothing is given up
KEEP_ALIVE_S = 75
GRACE_S = 10  # what requests in hand get when the server is told to stop
LONGEST_LINE = 8_192

log = structlog.get_logger("hub.serving")


class Doorman:
    """Around the whole app: trusts a reverse proxy on this machine, is fair to all, and counts who is inside.

    Whoever connects from another machine cannot name another address, scheme or host for itself.
    """

    def __init__(self, inner: WSGI, pause: Callable[[], object] | None = None) -> None:
        self.plain = inner
        self.proxied: WSGI = ProxyFix(inner, x_for=1, x_proto=1, x_host=1)
        self.pause = pause
        self.inside = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self.pause:
            self.pause()  # whoever pipelines request after request lets the others go between
        if environ.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "HTTP_X_FORWARDED_FOR" in environ:
            environ["hub.trusted_proxy"] = True
            inner = self.proxied
        else:
            inner = self.plain
        if environ.get("HTTP_UPGRADE"):
            # permessage-deflate compresses for each phone apart and costs 2.7 times the memory: seem not to hear it
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            return inner(environ, start_response)  # a live socket stays for hours; nobody waits for it at closing time
        self.inside += 1
        try:
            return ClosingIterator(inner(environ, start_response), self._leave)
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        self.inside -= 1


def serve(app: Flask) -> None:
    """Listen on HUB_HOST:HUB_PORT until SIGTERM or SIGINT; requests in hand are finished first."""
    config: Config = app.config["HUB"]
    os.umask(0o077)  # database, uploads and keys are for this user alone
    room = raise_file_limit()
    lock = only_one(config)
    log.info("serving", host=config.host, port=config.port, mode=config.async_mode, env=config.env)
    {"eventlet": _eventlet, "gevent": _gevent, "threading": _threads}[config.async_mode](app, config, room)
    log.info("stopped")
    lock.close()


def raise_file_limit() -> int:
    """Ask for as many open files as we may have; answers how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 1_000
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_CONNECTIONS
    soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(100, min(MOST_CONNECTIONS, soft - 300))


def only_one(config: Config) -> Any:
    """SQLite allows one serving process; a second one on the same data folder is refused with a clear word."""
    lock = (config.instance / "serving.lock").open("a")
    if config.sqlite:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(
                f"The hub is already running on {config.instance}. "
                "With SQLite one process serves; for more, set HUB_DATABASE_URL to PostgreSQL."
            )
    return lock


def listen(config: Config) -> socket.socket:
    """The listening socket. Accepted sockets inherit TCP_NODELAY: without it pages over 16 KB wait 44 ms."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        door = socket.create_server((config.host, config.port), family=family, backlog=1024)
    except OSError as error:
        where = f"{config.host}:{config.port}"
        sys.exit(f"Cannot listen on {where}: {error.strerror}. HUB_HOST and HUB_PORT choose another.")
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def on_stop_signal(tell: Callable[[], object]) -> None:
    """Call `tell` at the first SIGTERM or SIGINT; the next one ends the process at once."""

    def heard(_number: int, _frame: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        tell()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, heard)


def _eventlet(app: Flask, config: Config, room: int) -> None:
    import eventlet.hubs
    import eventlet.wsgi

    doorman = Doorman(app.wsgi_app, partial(eventlet.sleep, 0))
    app.wsgi_app = doorman  # type: ignore[method-assign]
    door = listen(config)
    options: dict[str, Any] = {"log_output": False, "debug": False, "url_length_limit": LONGEST_LINE}
    options |= {"max_size": room, "keepalive": KEEP_ALIVE_S, "socket_timeout": SILENT_S}
    # a signal arrives in whichever green thread happens to run, so it only rings; the main one answers
    bell, button = os.pipe()
    os.set_blocking(button, False)
    signal.set_wakeup_fd(button)
    on_stop_signal(lambda: None)
    scheduler = jobs.start(app)
    server = eventlet.spawn(eventlet.wsgi.server, door, app, **options)
    server.link(lambda _gone: os.write(button, b"."))
    eventlet.hubs.trampoline(bell, read=True)
    server.kill()
    scheduler.shutdown(wait=False)
    with eventlet.Timeout(GRACE_S, False):
        while doorman.inside:
            eventlet.sleep(0.05)


def _gevent(app: Flask, config: Config, room: int) -> None:
    from gevent import spawn
    from gevent.pool import Pool
    from gevent.pywsgi import WSGIServer

    app.wsgi_app = Doorman(app.wsgi_app)  # type: ignore[method-assign]
    server = WSGIServer(listen(config), app, spawn=Pool(room), log=None, environ={"wsgi.multithread": True})
    on_stop_signal(lambda: spawn(server.stop, GRACE_S))
    scheduler = jobs.start(app)
    server.serve_forever(stop_timeout=GRACE_S)
    scheduler.shutdown(wait=False)


def _threads(app: Flask, config: Config, room: int) -> None:
    from threading import Thread

    from gunicorn.app.base import BaseApplication
    from gunicorn.workers.gthread import ThreadWorker

    app.wsgi_app = Doorman(app.wsgi_app)  # type: ignore[method-assign]
    host = f"[{config.host}]" if ":" in config.host else config.host
    listen(config).close()  # gunicorn would try for five seconds and end in many lines

    class Worker(ThreadWorker):
        def handle_exit(self, sig: int, frame: Any) -> None:
            """Told to stop: hang up the live sockets, or each would use up the whole grace; phones come back."""
            Thread(target=app.extensions["socketio"].server.eio.disconnect, daemon=True).start()
            super().handle_exit(sig, frame)

    class Server(BaseApplication):
        """gunicorn inside this process: one worker with threads, so that live sockets share one memory."""

        def load_config(self) -> None:
            for name, value in {
                "bind": f"{host}:{config.port}",
                "worker_class": Worker,
                "workers": 1,
                "threads": MOST_THREADS,
                "worker_connections": room,
                "keepalive": KEEP_ALIVE_S,
                "graceful_timeout": GRACE_S,
                "limit_request_line": LONGEST_LINE - 2,
                "backlog": 1024,
                "loglevel": "warning",
                "forwarded_allow_ips": "",
                "control_socket_disable": True,
                "worker_tmp_dir": str(config.instance),
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            jobs.start(app)  # here, in the worker: threads do not survive a fork
            return app

    Server().run()


warnings.filterwarnings("ignore", message="Using fork", category=DeprecationWarning)
try:
    app = create_app(serving=True)
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is missing; `make install` installs what the hub needs.")
access.init_app(app)
if __name__ == "__main__":
    serve(app)
else:
    app.wsgi_app = Doorman(app.wsgi_app)  # type: ignore[method-assign]
    jobs.start(app)
