"""What one account has told about repairs, for the copy of its data that it may take along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub.core.audit import AuditRow
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.i18n import money
from hub.features.repairs.models import Affected, Checklist, Rating, Repair, RepairQuote, SopStep, Step, Tick
from hub.features.repairs.rules.costs import QuoteState
from hub.people.models import User
from hub.people.queries.about_me import Look


def told_by(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Reports, steps, ratings, ticks, answers to quotes and "me too" of this account, plain values, oldest first."""
    reports = db.session.scalars(select(Repair).where(Repair.requester_id == actor.user_id).order_by(Repair.id))
    steps = db.session.scalars(select(Step).where(Step.user_id == actor.user_id).order_by(Step.id))
    ratings = db.session.scalars(select(Rating).where(Rating.user_id == actor.user_id).order_by(Rating.id))
    joined = db.session.scalars(select(Affected).where(Affected.user_id == actor.user_id).order_by(Affected.id))
    ticks = db.session.execute(
        select(Tick, Checklist.repair_id, SopStep.text)
        .join(Checklist, Checklist.id == Tick.checklist_id)
        .join(SopStep, SopStep.id == Tick.step_id)
        .where(Tick.by == actor.user_id)
        .order_by(Tick.id)
    )
    quotes = db.session.scalars(
        select(RepairQuote).where(RepairQuote.answered_by == actor.user_id).order_by(RepairQuote.id)
    )
    return {
        "reports": [
            {
                "repair": one.id,
                "reported_at": one.reported_at.isoformat(),
                "kind": one.kind,
                "stage": one.stage,
                "description": one.description,
                "place": one.place_note,
                "visit_on": one.visit_on.isoformat() if one.visit_on else None,
            }
            for one in reports
        ],
        "steps": [
            {"repair": one.repair_id, "at": one.at.isoformat(), "stage": one.now, "note": one.note} for one in steps
        ],
        "ratings": [
            {"repair": one.repair_id, "at": one.at.isoformat(), "score": one.score, "comment": one.comment}
            for one in ratings
        ],
        "ticks": [
            {"repair": repair_id, "at": tick.at.isoformat(), "text": text, "note": tick.note}
            for tick, repair_id, text in ticks
        ],
        "quotes": [
            {
                "repair": one.repair_id,
                "at": one.answered_at.isoformat() if one.answered_at else None,
                "amount": money(one.total),
                "yes": one.state != QuoteState.DECLINED,
                "answer": one.answer,
            }
            for one in quotes
        ],
        "affected": [{"repair": one.repair_id, "since": one.since.isoformat()} for one in joined],
    }


def phone_looks(actor: Actor) -> list[Look]:
    """Who read my number on one of my reports, newest first."""
    repair_id = AuditRow.data["repair_id"].as_integer()
    query = (
        select(AuditRow.at, User.nickname, AuditRow.data)
        .outerjoin(User, User.id == AuditRow.user_id)
        .where(
            AuditRow.fact == "RequesterPhoneSeen",
            repair_id.in_(select(Repair.id).where(Repair.requester_id == actor.user_id)),
        )
        .order_by(AuditRow.id.desc())
        .limit(50)
    )
    return [Look(row.at, row.nickname or "", row.data["reason"], "repair") for row in db.session.execute(query)]
