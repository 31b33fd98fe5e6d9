"""What one account has told, for the copy of its data that it may take along; and whom news concern, for flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.cases.models import Case, Mediation, MediationParty, Step, Verdict
from hub.features.cases.queries import people
from hub.features.cases.queries.cards import headline, number
from hub.features.cases.queries.sight import mediation_visible_to, visible_to
from hub.features.cases.rules.stages import Party


def told_by(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Cases under this account's name, what it added and how it judged; its mediations. Never what others noted."""
    own = select(Case).where(Case.reporter_id == actor.user_id, visible_to(actor)).order_by(Case.received_at)
    cases = list(db.session.scalars(own))
    ids = [case.id for case in cases]
    steps = select(Step).where(Step.case_id.in_(ids), Step.party == Party.REPORTER, Step.act == "words")
    verdicts = select(Verdict).where(Verdict.case_id.in_(ids), Verdict.noted_by_id.is_(None))
    sides = (
        select(MediationParty, Mediation)
        .join(Mediation, Mediation.id == MediationParty.mediation_id)
        .where(MediationParty.user_id == actor.user_id, mediation_visible_to(actor))
        .order_by(Mediation.opened_at)
    )
    return {
        "cases": [
            {
                "case": number(one.id),
                "at": one.received_at.isoformat(),
                "kind": one.kind,
                "stage": one.stage,
                "text": one.words,
            }
            for one in cases
        ],
        "case_words": [
            {"case": number(one.case_id), "at": one.at.isoformat(), "text": one.words}
            for one in db.session.scalars(steps.order_by(Step.id))
        ],
        "case_verdicts": [
            {"case": number(one.case_id), "at": one.at.isoformat(), "score": one.score, "comment": one.words}
            for one in db.session.scalars(verdicts.order_by(Verdict.id))
        ],
        "mediations": [
            {
                "case": number(one.id),
                "at": one.opened_at.isoformat(),
                "name": side.name,
                "outcome": one.state,
                "text": one.agreement or "",
            }
            for side, one in db.session.execute(sides)
        ],
    }


@dataclass(frozen=True)
class Listeners:
    """Whom news of a case concern, as user ids; whom it is about is in none of them."""

    number: str
    headline: str
    reporter_id: int | None
    owner_ids: frozenset[int]  # who is responsible, or while nobody is the first group of its circle
    lead_ids: frozenset[int]
    committee_ids: frozenset[int]


def listeners(case_id: int) -> Listeners:
    """Unchecked: for flows, not for pages."""
    case = db.session.get_one(Case, case_id)
    owners = {case.owner_id} if case.owner_id is not None else people.handlers(case)
    return Listeners(
        number(case.id),
        headline(case.words),
        case.reporter_id,
        frozenset(owners) - {case.about_user_id},
        frozenset(people.leads(case)),
        frozenset(people.overseers(case)),
    )


def accused(case_id: int) -> int | None:
    """Whom it is about. Unchecked: for flows that take back what that person must not read."""
    return db.session.scalar(select(Case.about_user_id).where(Case.id == case_id))


def called(mediation_id: int) -> tuple[int, list[int]]:
    """(mediator, sides with an account). Unchecked: for flows."""
    found = db.session.get_one(Mediation, mediation_id)
    sides = select(MediationParty.user_id).where(
        MediationParty.mediation_id == mediation_id, MediationParty.user_id.is_not(None)
    )
    return found.mediator_id, [user_id for user_id in db.session.scalars(sides) if user_id is not None]
