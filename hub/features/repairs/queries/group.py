"""Reports that were merged: who waits through them, whom they let in, how many households they stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import or_, select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Affected, Merger, Repair
from hub.features.repairs.rules.merging import below
from hub.people.models import Occupancy, Ownership, User


def bonds(*mains: int) -> dict[int, int]:
    """The open mergers of everything these cases lead: report → the report it was merged into."""
    query = (
        select(Merger.repair_id, Merger.into_id)
        .join(Repair, Repair.id == Merger.repair_id)
        .where(Merger.split_at.is_(None), Repair.duplicate_of_id.in_(mains))
    )
    return dict(db.session.execute(query).all())


def merged_into(repair: Repair) -> frozenset[int]:
    """All reports that hang on this one, also while it hangs on another itself."""
    return below(bonds(repair.duplicate_of_id or repair.id), repair.id)


def waits_through(actor: Actor, repair: Repair) -> bool:
    """Whether this actor, or their household, reported the same thing in a report that was merged into this one."""
    under = merged_into(repair)
    if not under or not actor.signed_in:
        return False
    own = or_(Repair.requester_id == actor.user_id, Repair.unit_id.in_(actor.unit_ids))
    return db.session.scalar(select(Repair.id).where(Repair.id.in_(under), own).limit(1)) is not None


def knows_requester(actor: Actor, repair: Repair) -> bool:
    """The office and whoever does the job, also the job that this report was merged into."""
    if policy.knows_requester(actor, repair) or repair.duplicate_of_id is None:
        return policy.knows_requester(actor, repair)
    return policy.knows_requester(actor, db.session.get_one(Repair, repair.duplicate_of_id))


def households(mains: Collection[int]) -> dict[int, int]:
    """Main case → households affected besides its requester's, each once, however often its people spoke.

    Only of cases that others were merged into. A caller whose home is not known counts as one.
    """
    reports = (
        select(Repair.duplicate_of_id, Repair.id, Repair.requester_id, Merger.unit_id)
        .join(Merger, Merger.repair_id == Repair.id)
        .where(Repair.duplicate_of_id.in_(mains), Merger.split_at.is_(None))
    )
    found = db.session.execute(reports).all() if mains else []
    if not found:
        return {}
    leads = {report: main or 0 for main, report, _, _ in found} | {main or 0: main or 0 for main, _, _, _ in found}
    homes: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    for _, report, requester, unit in found:
        homes[leads[report]].add(_home(unit, requester) or ("report", report))
    waiting = select(Affected.repair_id, Affected.user_id, Affected.unit_id).where(Affected.repair_id.in_(leads))
    for report, user, unit in db.session.execute(waiting):
        homes[leads[report]].add(_home(unit, user) or ("user", user))
    return {main: len(known - own) for (main, known), own in zip(homes.items(), _own(homes), strict=True)}


def _home(unit: int | None, user: int | None) -> tuple[str, int] | None:
    return ("unit", unit) if unit else ("user", user) if user else None


def _own(mains: Collection[int]) -> list[set[tuple[str, int]]]:
    """The homes of each main case's own requester, in the same order."""
    own = {main: set[tuple[str, int]]() for main in mains}
    query = select(Repair.id, Repair.requester_id, Repair.unit_id).where(Repair.id.in_(mains))
    for main, requester, unit in db.session.execute(query):
        own[main] |= {("unit", unit or 0), ("user", requester or 0)}
    for tie in (Ownership, Occupancy):
        ties = (
            select(Repair.id, tie.unit_id)
            .join(User, User.id == Repair.requester_id)
            .join(tie, tie.person_id == User.person_id)
            .where(Repair.id.in_(mains), tie.until.is_(None))
        )
        for main, unit in db.session.execute(ties):
            own[main].add(("unit", unit))
    return list(own.values())
