"""Saying that something is broken."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy
from hub.features.repairs.commands import clockwork, dispatch
from hub.features.repairs.commands.moving import about, write_down
from hub.features.repairs.events import ClientReported, RepairReported
from hub.features.repairs.models import ApiClient, ClientReport, Repair
from hub.features.repairs.queries.labels import label
from hub.features.repairs.queries.people import office_person
from hub.features.repairs.queries.places import guests_may_report, known_place
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Party
from hub.people import phones

PARTIES = {"desk": Party.DESK, "plan": Party.SYSTEM}


@dataclass(frozen=True)
class Followed:
    """A guest's report: its id, and the secret with which its stage may be watched; the repair keeps only its hash."""

    repair_id: int
    token: str


@command
def report(actor: Actor, what: Report, photos: Sequence[str] = ()) -> int:
    """A neighbour reports: a public place, or a flat of their own. Answers the repair's id."""
    require(actor.signed_in)
    require(what.unit_id is None or what.unit_id in actor.unit_ids, _l("只能为自己家报修。"))
    return _create(actor, Repair(requester_id=actor.user_id, source="app"), what, photos).id


@command
def report_for_caller(actor: Actor, what: Report, caller: Caller, photos: Sequence[str] = ()) -> int:
    """The desk writes down what somebody says on the telephone or at the counter."""
    require(policy.may_handle(actor))
    repair = Repair(reported_by_id=actor.user_id, desk_id=actor.user_id, source="desk")
    repair.caller_name, repair.caller_phone = caller.name or None, _number(caller.phone)
    return _create(actor, repair, what, photos).id


@command
def report_as_guest(actor: Actor, code: str, description: str, caller: Caller, photos: Sequence[str] = ()) -> Followed:
    """Without signing in, by the label on a machine; NotFound when the label is unknown or retired."""
    place = label(code)
    require(guests_may_report(), _l("本小区没有开放免登录报修，请登录或打电话给物业。"))
    token = secrets.token_urlsafe(24)
    repair = Repair(guest_token_hash=token_hash(token), label_id=place.id, source="guest")
    repair.caller_name, repair.caller_phone = caller.name or None, _number(caller.phone)
    made = _create(actor, repair, replace(place.report, description=description), photos)
    return Followed(made.id, token)


@command
def report_by_client(actor: Actor, client_id: int, what: Report, caller: Caller) -> int:
    """A program with a key reports a public place for somebody outside. Answers the repair's id."""
    client = db.session.get(ApiClient, client_id)
    require(client is not None and client.revoked_at is None and client.scope == "write")
    require(what.spot is not None)
    repair = Repair(source="open311")
    repair.caller_name, repair.caller_phone = caller.name or None, _number(caller.phone)
    made = _create(actor, repair, what, ())
    db.session.add(ClientReport(repair_id=made.id, client_id=client_id))
    record(ClientReported(repair_id=made.id, client_id=client_id))
    return made.id


def _create(actor: Actor, repair: Repair, what: Report, photos: Sequence[str], by: datetime | None = None) -> Repair:
    if not what.description.strip():
        raise RuleBroken(_l("请写一下哪里坏了。"), "description")
    place, now = known_place(what), clock.now()
    repair.unit_id, repair.spot, repair.place_note = what.unit_id, what.spot, what.place_note.strip()
    repair.building_id, repair.entrance_id, repair.floor = place
    repair.kind, repair.urgency, repair.description = what.kind, what.urgency, what.description.strip()
    repair.visit_on, repair.visit_part, repair.subject = what.visit_on, what.visit_part, what.subject or None
    repair.stage, repair.stage_since, repair.reported_at, repair.version = "submitted", now, now, 1
    repair.desk_id = repair.desk_id or office_person()
    db.session.add(repair)
    db.session.flush()
    clockwork.begin(repair, now, by)
    party = PARTIES.get(repair.source, Party.REQUESTER)
    write_down(actor, repair, "", photos, was=None, party=party)
    record(
        RepairReported(
            **about(repair), source=repair.source, kind=repair.kind, urgency=repair.urgency, subject=what.subject
        )
    )
    dispatch.at_once(repair)
    return repair


def _number(phone: str) -> str | None:
    if not phone.strip():
        return None
    try:
        return phones.normal(phone)
    except ValueError as error:
        raise RuleBroken(_l("请填写正确的电话号码。"), "phone") from error
