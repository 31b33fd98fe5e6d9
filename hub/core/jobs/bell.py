"""The bells of a serving process: APScheduler for what comes with time, Redis for what other processes wrote down."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import redis
import structlog
from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from hub.config import Config
from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.i18n import lazy as _l
from hub.core.jobs import claims, periodic
from hub.core.jobs.runner import Runner

CHANNEL = "hub.tasks"
LOOK_S = 2  # how late an errand may be that falls due with time, or that another process wrote down
REDIS_AWAY_S = 5.0
SWEEP_S = 24 * 3600

log = structlog.get_logger(__name__)

periodic.every(seconds=SWEEP_S, name="tasks.sweep", title=_l("清理办完的后台任务"))(claims.sweep)


def start(app: Flask, runner: Runner | None = None) -> BackgroundScheduler:
    """Begin ringing and running; the server calls this once."""
    runner = runner or Runner(app)
    scheduler = BackgroundScheduler(
        timezone="Asia/Shanghai",
        # a bell that is late rings all the same: what it is for is in the database
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    with app.app_context():
        states = {state.name: state for state in periodic.states()}
    for entry in periodic.JOBS.values():
        job = scheduler.add_job(
            periodic.ring, "interval", seconds=entry.seconds, args=[app, entry], id=entry.name, name=entry.name
        )
        due = states[entry.name].next_at
        if due is not None:  # a server that is restarted often must not begin to count anew each time
            soonest = clock.now() + timedelta(seconds=min(entry.seconds, 5))
            job.modify(next_run_time=min(max(due, soonest), clock.now() + timedelta(seconds=entry.seconds)))
    scheduler.add_job(runner.look, "interval", seconds=LOOK_S, id="tasks.look", max_instances=2)
    scheduler.add_job(runner.beat, "interval", seconds=max(1, int(runner.lease_s / 4)), id="tasks.beat")
    app.extensions["hub-task-bells"] = [runner.wake]
    config: Config = app.config["HUB"]
    if config.redis_url:
        ring_all(app)
        threading.Thread(target=_listen, args=[config.redis_url, runner], daemon=True, name="tasks.bell").start()
    scheduler.add_listener(lambda _event: runner.stop(), EVENT_SCHEDULER_SHUTDOWN)
    scheduler.start()
    return scheduler


def ring_all(app: Flask) -> None:
    """Let this process tell the others, when there is Redis, that something was written down."""
    url = app.config["HUB"].redis_url
    if url:
        teller = _Teller(url)
        app.extensions.setdefault("hub-task-bells", []).append(teller.ring)


class _Teller:
    """Says so in Redis, in a thread: no page waits for a Redis that is away, and many words in one moment are one."""

    def __init__(self, url: str) -> None:
        self.redis = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
        self.saying = False

    def ring(self) -> None:
        if not self.saying:
            self.saying = True
            threading.Thread(target=self._say, daemon=True, name="tasks.tell").start()

    def _say(self) -> None:
        self.saying = False  # what comes from here on is said again
        try:
            self.redis.publish(CHANNEL, str(SYSTEM.kind))
        except (redis.RedisError, OSError):
            log.warning("tasks_not_told")  # the others look every two seconds anyway


def _listen(url: str, runner: Runner) -> None:
    while not runner.stopped:
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=2) as client, client.pubsub() as heard:
                heard.subscribe(CHANNEL)
                for message in heard.listen():
                    if runner.stopped:
                        return
                    if message["type"] == "message":
                        runner.wake()
        except (redis.RedisError, OSError):
            time.sleep(REDIS_AWAY_S)
