"""Who may be asked to mediate."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import db
from hub.features.cases.models import Case
from hub.features.cases.queries.people import holders
from hub.people.models import User
from hub.people.roles import Role

TRUSTED = (Role.CHAIR, Role.COMMITTEE, Role.OBSERVER, Role.MANAGER, Role.DESK, Role.VOLUNTEER_LEAD)


def mediators(case: Case) -> list[tuple[int, str]]:
    """(id, nickname): committee, neighbourhood committee, office, volunteers; not whom it is about, nor who told."""
    ids = holders(TRUSTED) - {case.about_user_id, case.reporter_id}
    query = select(User.id, User.nickname).where(User.id.in_(ids)).order_by(User.id)
    return [(user_id, name) for user_id, name in db.session.execute(query)]
