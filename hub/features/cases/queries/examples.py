"""Examples on their way to the public page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.cases.models import Case, Example
from hub.features.cases.queries.sight import visible_to


@dataclass(frozen=True)
class Draft:
    """A redacted text beside its case."""

    told: str
    answered: str
    mine: bool
    public: bool


def draft(actor: Actor, case_id: int) -> Draft | None:
    """Of a case this actor may see."""
    query = select(Example).join(Case, Case.id == Example.case_id).where(Case.id == case_id, visible_to(actor))
    found = db.session.scalar(query)
    if found is None:
        return None
    return Draft(found.told, found.answered, found.written_by_id == actor.user_id, found.approved_at is not None)
