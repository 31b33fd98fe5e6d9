"""Who may see which case: one condition for lists, counts, pages, photos, live topics and the record.

Whom a case is about never sees it, whatever rights they hold.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true

from hub.core import audit
from hub.core.audit import AuditRow
from hub.core.authz import Actor, sees
from hub.core.authz import Permission as P
from hub.core.crypto import index
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.cases import policy
from hub.features.cases.models import Case, Example, Mediation, MediationParty
from hub.features.cases.rules.kinds import Circle
from hub.people import codes


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The reporter by name; the office in its circle; the owner; the committee what was put before it."""
    if actor.kind == "system":
        return true()
    if not actor.signed_in:
        return false()
    seen: list[ColumnElement[bool]] = [Case.reporter_id == actor.user_id, Case.owner_id == actor.user_id]
    if actor.can(P.CASES_HANDLE) or actor.can(P.CASES_LEAD):
        seen.append(Case.circle == Circle.OFFICE)
    if actor.can(P.CASES_LEAD):
        seen.append(Case.circle == Circle.LEAD)
    if actor.can(P.CASES_OVERSEE):
        seen.append(or_(Case.circle == Circle.COMMITTEE, Case.escalated_at.is_not(None)))
    return and_(not_about(actor), or_(*seen))


def not_about(actor: Actor) -> ColumnElement[bool]:
    """The condition that stands before every other."""
    if actor.user_id is None:
        return true()
    return or_(Case.about_user_id.is_(None), Case.about_user_id != actor.user_id)


def get(actor: Actor, case_id: int) -> Case:
    """The row to read; NotFound when there is none for this actor."""
    return _found(actor, case_id, lock=False)


def row(actor: Actor, case_id: int) -> Case:
    """The row to change, locked until the command ends; NotFound when there is none for this actor."""
    return _found(actor, case_id, lock=True)


def _found(actor: Actor, case_id: int, *, lock: bool) -> Case:
    query = select(Case).where(Case.id == case_id, visible_to(actor))
    case = db.session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise NotFound
    return case


def by_code(typed: str, *, lock: bool = False) -> Case:
    """The case this code opens; NotFound for a wrong one. Whoever shows the code acts as `policy.FOLLOWER`."""
    code = codes.normal(typed)
    if code is None:
        raise NotFound
    query = select(Case).where(Case.code_index == fingerprint(code))
    case = db.session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise NotFound
    return case


def fingerprint(code: str) -> str:
    """How a code is kept: keyed, so that a stolen database does not let anybody try codes."""
    return index(code, "case-code")


@sees("case")
def sees_case(actor: Actor, case_id: int) -> bool:
    """Live topic, photos, links."""
    return db.session.scalar(select(Case.id).where(Case.id == case_id, visible_to(actor))) is not None


@sees("cases")
def sees_queue(actor: Actor, _number: int) -> bool:
    """The topic "cases:0" of the office's queue."""
    return policy.may_note(actor)


# --- mediation --------------------------------------------------------------------------------------------------------


def mediation_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The parties and the mediator; nobody else, not even whoever arranged it."""
    if actor.kind == "system":
        return true()
    if not actor.signed_in:
        return false()
    sides = select(MediationParty.mediation_id).where(MediationParty.user_id == actor.user_id)
    return or_(Mediation.mediator_id == actor.user_id, Mediation.id.in_(sides))


def mediation_row(actor: Actor, mediation_id: int) -> Mediation:
    """To read or change, locked; NotFound for everybody who is no part of it."""
    query = select(Mediation).where(Mediation.id == mediation_id, mediation_visible_to(actor)).with_for_update()
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


@sees("mediation")
def sees_mediation(actor: Actor, mediation_id: int) -> bool:
    """Its photos and its live topic."""
    query = select(Mediation.id).where(Mediation.id == mediation_id, mediation_visible_to(actor))
    return db.session.scalar(query) is not None


# --- the record of deeds ----------------------------------------------------------------------------------------------


@audit.kept_from
def not_for(actor: Actor) -> ColumnElement[bool] | None:
    """Entries this person must not read: of cases about themselves; and who was told of a mediation."""
    link, subject = AuditRow.data["link"].as_string(), AuditRow.data["subject"].as_string()
    hidden: list[ColumnElement[bool]] = [
        func.coalesce(link, "").like("/mediations/%"),
        func.coalesce(subject, "").like("mediation:%"),
    ]
    about = list(db.session.scalars(select(Case.id).where(Case.about_user_id == actor.user_id)))
    if about:
        hidden.append(func.coalesce(AuditRow.data["case_id"].as_integer(), 0).in_(about))
        for case_id in about:
            hidden.append(func.coalesce(subject, "") == f"case:{case_id}")
            hidden.append(func.coalesce(link, "").in_((f"/cases/{case_id}",)))
    return not_(or_(*hidden))


def examples_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Unapproved examples: whoever sees the case they tell of."""
    return Example.case_id.in_(select(Case.id).where(visible_to(actor)))
