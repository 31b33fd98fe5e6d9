"""Loads the demo community in one transaction, so that it is there whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import Fact, command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.flows.demo import accounts, complaints, compound, desk, machines, notices, outside, rounds, telling
from hub.flows.demo.life import Life
from hub.people import passwords
from hub.people.models import Unit

SEED = 20_251_121


@dataclass(frozen=True, kw_only=True)
class DemoLoaded(Fact):
    """The made-up community was put into an empty instance."""

    said = _l("装入了演示数据")

    scale: int
    units: int
    repairs: int


def load(scale: int = 1) -> DemoLoaded:
    """Fill an empty instance; RuleBroken if it already holds a register."""
    password_hash = passwords.hashed(accounts.PASSWORD)
    return _load(SYSTEM, scale, password_hash)


@command
def _load(actor: Actor, scale: int, password_hash: str) -> DemoLoaded:
    if db.session.scalar(select(func.count()).select_from(Unit)):
        raise RuleBroken("这个数据目录里已经有房屋名册，演示数据只装进空的目录。")
    random = Random(SEED)
    stones = compound.build(random, scale)
    cast = accounts.build(random, stones, password_hash)
    accounts.rosters(cast)
    life, now = Life(random, stones, cast), clock.now()
    made = life.play(now, scale)
    desk.write_sops(life, now)
    life.today(now)
    machines.build(life, now)
    desk.one_thing_three_times(life, now)
    outside.speak(life.actor(cast.manager), now)
    notices.tell(random, stones, cast, now)
    complaints.play(random, stones, cast, life.actor, now)
    rounds.walk(Random(SEED), stones, cast, now)
    _have_read(now - timedelta(days=2))
    telling.build(random, cast.demo, now)
    fact = DemoLoaded(scale=scale, units=len(stones.flats) + len(stones.shops), repairs=made)
    record(fact)
    return fact


def _have_read(before: datetime) -> None:
    """People look at their phones; only what is new is still unread."""
    db.session.execute(update(InboxEntry).where(InboxEntry.created_at < before).values(read_at=before))
