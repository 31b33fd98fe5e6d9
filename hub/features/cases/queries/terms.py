"""How long the office gives itself."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import db
from hub.features.cases.models import CaseTerms
from hub.features.cases.rules import due
from hub.features.cases.rules.kinds import Kind


def terms(kind: Kind) -> due.Terms:
    """What holds for this kind now."""
    found = db.session.get(CaseTerms, str(kind))
    return due.Terms(found.reply_days, found.solve_days) if found else due.terms(kind)


def all_terms() -> dict[Kind, due.Terms]:
    """Of every kind."""
    rows = {row.kind: due.Terms(row.reply_days, row.solve_days) for row in db.session.scalars(select(CaseTerms))}
    return {kind: rows.get(str(kind), due.terms(kind)) for kind in Kind}
