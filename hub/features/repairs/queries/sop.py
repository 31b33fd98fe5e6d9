"""Checklists as the office writes and reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs import policy
from hub.features.repairs.models import Sop, SopStep, SopVersion
from hub.features.repairs.rules.places import KINDS, URGENCIES, Kind, Urgency
from hub.features.repairs.rules.sop import ANY, Change, Item, compare, parse
from hub.people.models import User


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """A published version in a list."""

    id: int
    number: int
    change: str
    published_at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class SopCard:
    """One checklist: what is in force, what was, what is being written."""

    id: int
    kind: Kind
    kind_name: object
    urgency_name: object | None  # None: for every urgency
    retired: bool
    draft: str | None
    draft_at: datetime | None
    versions: tuple[VersionLine, ...]  # the latest first
    items: tuple[Item, ...]  # of the latest version

    @property
    def in_force(self) -> VersionLine | None:
        return self.versions[0] if self.versions and not self.retired else None


@dataclass(frozen=True, kw_only=True)
class VersionCard:
    """One version, beside an earlier one if there is one."""

    sop: SopCard
    version: VersionLine
    items: tuple[Item, ...]
    before: VersionLine | None
    changes: tuple[Change, ...]


def sops(actor: Actor) -> list[SopCard]:
    """All, in the order of kinds; for staff."""
    require(policy.is_staff(actor) or policy.may_write_sops(actor))
    order = list(Kind)
    found = [_card(row) for row in db.session.scalars(select(Sop).order_by(Sop.urgency.desc()))]
    return sorted(found, key=lambda card: order.index(card.kind))


def sop(actor: Actor, sop_id: int) -> SopCard:
    """For staff; NotFound when there is none."""
    require(policy.is_staff(actor) or policy.may_write_sops(actor))
    row = db.session.get(Sop, sop_id)
    if row is None:
        raise NotFound
    return _card(row)


def version(actor: Actor, sop_id: int, number: int, beside: int | None = None) -> VersionCard:
    """One version and what changed since `beside`, or since the one before it. NotFound when there is none."""
    card = sop(actor, sop_id)
    known = {line.number: line for line in card.versions}
    if number not in known or (beside is not None and beside not in known):
        raise NotFound
    before = known.get(number - 1 if beside is None else beside)
    items = items_of(known[number].id)
    return VersionCard(
        sop=card,
        version=known[number],
        items=items,
        before=before,
        changes=compare(items_of(before.id), items) if before else (),
    )


def drafted(actor: Actor, sop_id: int) -> tuple[SopCard, tuple[Change, ...]]:
    """The draft beside what is in force; NotFound when nothing is being written."""
    card = sop(actor, sop_id)
    if card.draft is None:
        raise NotFound
    return card, compare(card.items, parse(card.draft))


def items_of(version_id: int) -> tuple[Item, ...]:
    """The steps as they are written."""
    query = select(SopStep).where(SopStep.version_id == version_id).order_by(SopStep.position)
    return tuple(Item(row.text, row.must, row.photo) for row in db.session.scalars(query))


def latest(sop_id: int) -> SopVersion | None:
    """The version published last. Unchecked: for commands."""
    query = select(SopVersion).where(SopVersion.sop_id == sop_id).order_by(SopVersion.number.desc()).limit(1)
    return db.session.scalar(query)


def in_force(kind: str, urgency: str) -> SopVersion | None:
    """What work that begins now is done by: the checklist for this urgency before the one for all. Unchecked."""
    newest = select(func.max(SopVersion.number)).where(SopVersion.sop_id == Sop.id).correlate(Sop).scalar_subquery()
    query = (
        select(SopVersion)
        .join(Sop, Sop.id == SopVersion.sop_id)
        .where(
            Sop.kind == kind,
            Sop.urgency.in_((urgency, ANY)),
            Sop.retired_at.is_(None),
            SopVersion.number == newest,
        )
        .order_by(Sop.urgency == ANY)
        .limit(1)
    )
    return db.session.scalar(query)


def _card(row: Sop) -> SopCard:
    query = (
        select(SopVersion, User.nickname)
        .outerjoin(User, User.id == SopVersion.published_by)
        .where(SopVersion.sop_id == row.id)
        .order_by(SopVersion.number.desc())
    )
    versions = tuple(
        VersionLine(id=v.id, number=v.number, change=v.change, published_at=v.published_at, by=by or "")
        for v, by in db.session.execute(query)
    )
    kind = Kind(row.kind)
    return SopCard(
        id=row.id,
        kind=kind,
        kind_name=KINDS[kind],
        urgency_name=None if row.urgency == ANY else URGENCIES[Urgency(row.urgency)],
        retired=row.retired_at is not None,
        draft=row.draft,
        draft_at=row.draft_at,
        versions=versions,
        items=items_of(versions[0].id) if versions else (),
    )
