"""Where somebody was and when is not kept for ever; that a point was visited is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.files import StoredFile
from hub.features.rounds import queries
from hub.features.rounds.events import WalkersForgotten
from hub.features.rounds.models import Outing, Round, Stop

AT_ONCE = 500


@command
def forget_old(actor: Actor) -> int:
    """Visits older than the set time lose their person; answers how many stops and outings that were."""
    require(actor.kind == "system")
    before = clock.now() - timedelta(days=queries.manners().keep_days)
    old = select(Stop).where(Stop.by_id.is_not(None), Stop.visited_at < before).limit(AT_ONCE)
    stops = list(db.session.scalars(old))
    for stop in stops:
        stop.by_id = None
    walked = select(Outing).where(Outing.walker_id.is_not(None), Outing.ends_at < before).limit(AT_ONCE)
    outings = list(db.session.scalars(walked))
    for outing in outings:
        outing.walker_id = None
    _unsign({stop.outing_id for stop in stops} | {outing.id for outing in outings})
    if stops or outings:
        record(WalkersForgotten(user_id=None, count=len(stops) + len(outings)))
    return len(stops) + len(outings)


@command
def forget_walker(_actor: Actor, user_id: int) -> None:
    """Everything that says where this account was. For flows."""
    stops = list(db.session.scalars(select(Stop).where(Stop.by_id == user_id)))
    for stop in stops:
        stop.by_id = None
    for outing in db.session.scalars(select(Outing).where(Outing.walker_id == user_id)):
        outing.walker_id = None
    for walk in db.session.scalars(select(Round).where(Round.walker_id == user_id)):
        walk.walker_id = None
    _unsign({stop.outing_id for stop in stops})
    record(WalkersForgotten(user_id=user_id, count=len(stops)))


def _unsign(outing_ids: set[int]) -> None:
    """Photos stay as proof; who sent them goes."""
    subjects = [f"outing:{number}" for number in outing_ids]
    for photo in db.session.scalars(select(StoredFile).where(StoredFile.subject.in_(subjects))):
        photo.uploaded_by = None
