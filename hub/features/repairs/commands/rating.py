"""The requester's verdict, and the talk that follows a low one."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about, move
from hub.features.repairs.events import RatingAnswered, RepairRated
from hub.features.repairs.models import Rating
from hub.features.repairs.rules.promises import LOW_SCORE
from hub.features.repairs.rules.stages import FIXED, Party, Stage


@command
def rate(actor: Actor, repair_id: int, score: int, comment: str = "") -> int:
    """Confirm that it is fixed and say how it went, once a round; answers the rating's id.

    It may also come after silence has confirmed. Whoever reported the same thing rates on their own report, once the
    main case is fixed; that confirms nothing for the others. A low score does not undo the repair (that is
    `reopened`): it stands on the board until the office has answered it.
    """
    repair = queries.row(actor, repair_id)
    require(Party.REQUESTER in policy.parties(actor, repair), _l("请报修的邻居来评价。"))
    if not 1 <= score <= 5:
        raise RuleBroken(_l("请选 1 到 5 星。"), "score")
    work = queries.row(SYSTEM, repair.duplicate_of_id) if repair.duplicate_of_id else repair
    if Stage(work.stage) not in FIXED:
        raise RuleBroken(_l("修好以后才能评价。"))
    if _of_round(repair_id, repair.round) is not None:
        raise RuleBroken(_l("您已经评价过了，谢谢。"))
    assignee_id = work.assignee_id
    if repair.stage == Stage.DONE:
        record(move(actor, repair, Stage.CONFIRMED))
    else:
        repair.version += 1
    rating = Rating(
        repair_id=repair_id,
        round=repair.round,
        user_id=actor.user_id,
        assignee_id=assignee_id,
        score=score,
        comment=comment.strip(),
        at=clock.now(),
    )
    db.session.add(rating)
    db.session.flush()
    record(RepairRated(**about(repair), rating_id=rating.id, score=score, low=score <= LOW_SCORE))
    return rating.id


@command
def answer(actor: Actor, repair_id: int, words: str) -> None:
    """The office answers the verdict of this round; the requester reads it on the page."""
    repair = queries.row(actor, repair_id)
    require(policy.may_handle(actor))
    rating = _of_round(repair_id, repair.round)
    if rating is None or rating.answered_at is not None:
        raise NotFound
    if not words.strip():
        raise RuleBroken(_l("请写下给邻居的答复。"), "answer")
    rating.answer, rating.answered_by, rating.answered_at = words.strip(), actor.user_id, clock.now()
    repair.version += 1
    record(RatingAnswered(**about(repair), rating_id=rating.id))


def _of_round(repair_id: int, number: int) -> Rating | None:
    return db.session.scalar(select(Rating).where(Rating.repair_id == repair_id, Rating.round == number))
