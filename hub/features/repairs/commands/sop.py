"""Writing down how a kind of work is done. What is published is never changed: the next version replaces it."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy
from hub.features.repairs.events import SopDrafted, SopPublished, SopRetired
from hub.features.repairs.models import Sop, SopStep, SopVersion
from hub.features.repairs.queries.sop import items_of, latest
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.sop import ANY, parse

LONGEST_CHANGE = 300


@command
def open_sop(actor: Actor, kind: Kind, urgency: str = ANY) -> int:
    """The checklist of a kind of work, made when there is none yet; answers its id."""
    require(policy.may_write_sops(actor))
    found = db.session.scalar(select(Sop).where(Sop.kind == kind, Sop.urgency == urgency))
    if found is None:
        found = Sop(kind=kind, urgency=urgency, made_by=actor.user_id, made_at=clock.now())
        db.session.add(found)
        db.session.flush()
        record(SopDrafted(sop_id=found.id, kind=kind))
    return found.id


@command
def draft(actor: Actor, sop_id: int, text: str) -> None:
    """Keep what is written so far, as long as it can be read as steps; nothing changes for the work."""
    require(policy.may_write_sops(actor))
    sop = _row(sop_id)
    parse(text)
    sop.draft, sop.draft_by, sop.draft_at = text.strip(), actor.user_id, clock.now()
    record(SopDrafted(sop_id=sop_id, kind=sop.kind))


@command
def publish(actor: Actor, sop_id: int, change: str) -> int:
    """The draft becomes the next version, in force for work that begins from now on; answers its number."""
    require(policy.may_write_sops(actor))
    sop = _row(sop_id)
    if sop.draft is None:
        raise RuleBroken(_l("先写好草稿，再发布。"), "change")
    items, before = parse(sop.draft), latest(sop_id)
    if before is not None and items_of(before.id) == items:
        raise RuleBroken(_l("和第 %(n)s 版一模一样，不用再发布。", n=before.number), "change")
    if not change.strip():
        raise RuleBroken(_l("请写一句改了什么、为什么。"), "change")
    version = SopVersion(
        sop_id=sop_id,
        number=before.number + 1 if before else 1,
        change=change.strip()[:LONGEST_CHANGE],
        published_by=actor.user_id,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    for position, item in enumerate(items, 1):
        db.session.add(
            SopStep(version_id=version.id, position=position, text=item.text, must=item.must, photo=item.photo)
        )
    sop.draft = sop.draft_by = sop.draft_at = sop.retired_at = None
    record(SopPublished(sop_id=sop_id, kind=sop.kind, number=version.number))
    return version.number


@command
def retire(actor: Actor, sop_id: int, *, again: bool = False) -> None:
    """Work that begins from now on gets none, or (`again`) gets it again; twice changes nothing."""
    require(policy.may_write_sops(actor))
    sop = _row(sop_id)
    if (sop.retired_at is None) is again:
        return
    sop.retired_at = None if again else clock.now()
    record(SopRetired(sop_id=sop_id, kind=sop.kind, again=again))


def _row(sop_id: int) -> Sop:
    sop = db.session.scalar(select(Sop).where(Sop.id == sop_id).with_for_update())
    if sop is None:
        raise NotFound
    return sop
