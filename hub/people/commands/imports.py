"""Accepting an import: the one place that writes what a spreadsheet says into the register."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import Base, db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people.events import RegisterImported
from hub.people.importing import naming
from hub.people.importing.combine import Parsed
from hub.people.importing.plan import plan
from hub.people.importing.proposal import CREATED, ENDED, UPDATED, OwnerPlan, Plan, UnitPlan
from hub.people.models import Building, Entrance, ImportRun, Ownership, ParkingSpace, Person, Phase, Unit
from hub.people.queries import snapshot


@dataclass(frozen=True)
class Accepted:
    """`run_id` is None when the file said nothing new and nothing was written."""

    run_id: int | None
    plan: Plan


def propose(parsed: Parsed, as_of: date | None = None) -> Plan:
    """What accepting would do, now. Reads only."""
    return plan(parsed, snapshot.register(), snapshot.indexes(parsed), as_of or clock.today())


@command
def accept(
    actor: Actor,
    parsed: Parsed,
    file_name: str,
    as_of: date | None = None,
    *,
    seen: str | None = None,
    skip_bad: bool = False,
) -> Accepted:
    """Write the file into the register, all or nothing.

    `as_of` (default today) is the day on which changed ownerships end and begin; `seen` the digest of the plan that was
    shown. RuleBroken when the register has moved since, or when rows are bad and `skip_bad` is not given.
    """
    require_permission(actor, Permission.REGISTER_MANAGE)
    day = as_of or clock.today()
    if day > clock.today():
        raise RuleBroken(_l("变更日期不能在将来。"), "as_of")
    proposal = propose(parsed, day)
    if seen is not None and proposal.digest != seen:
        raise RuleBroken(_l("您查看之后清册有了变动，请重新核对后再确认。"))
    if proposal.errors and not skip_bad:
        raise RuleBroken(_l("还有错误没有更正，什么都没有写入。"))
    if not proposal.changes_anything:
        return Accepted(None, proposal)
    changes = _Writer(proposal).write()
    run = ImportRun(
        at=clock.now(),
        by_user=actor.user_id,
        file_name=file_name[:120],
        as_of=day,
        units_created=proposal.count("units", CREATED),
        units_updated=proposal.count("units", UPDATED),
        owners_created=proposal.count("owners", CREATED),
        owners_updated=proposal.count("owners", UPDATED, ENDED),
        changes=json.dumps(changes, ensure_ascii=False),
    )
    db.session.add(run)
    db.session.flush()
    ended = tuple(sorted({int(o.person) for o in proposal.owners if o.verb == ENDED}))
    record(
        RegisterImported(
            run_id=run.id,
            units_created=run.units_created,
            units_updated=run.units_updated,
            owners_created=run.owners_created,
            owners_updated=run.owners_updated,
            ended=ended,
        )
    )
    return Accepted(run.id, proposal)


class _Writer:
    """Carries out a plan in bulk and keeps what undoing it will need."""

    def __init__(self, proposal: Plan) -> None:
        self.plan = proposal
        self.created: dict[str, list[int]] = {}
        self.before: dict[str, dict[str, dict[str, Any]]] = {}
        self.after: dict[str, dict[str, dict[str, Any]]] = {}
        self.unit_ids = {unit.code: unit.id for unit in proposal.units if unit.id is not None}

    def write(self) -> dict[str, Any]:
        fresh = [unit for unit in self.plan.units if unit.verb == CREATED]
        self._places(fresh)
        self._units(fresh)
        for unit in self.plan.units:
            if unit.verb == UPDATED and unit.id is not None:
                self._change(Unit, unit.id, {c.field: (c.before, c.after) for c in unit.changes})
        self._ownerships(self._persons())
        return {"created": self.created, "before": self.before, "after": self.after}

    # --- small helpers ---

    def _insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        if not rows:
            return []
        table: Any = model
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(statement, list(rows)))
        self.created.setdefault(table.__tablename__, []).extend(ids)
        return ids

    def _change(self, model: Any, id_: int, fields: Mapping[str, tuple[Any, Any]], hidden: str = "") -> None:
        values = {name: after for name, (_, after) in fields.items()}
        db.session.execute(update(model).where(model.id == id_).values(**values))
        name = model.__tablename__
        for side, keep in ((0, self.before), (1, self.after)):
            kept = keep.setdefault(name, {}).setdefault(str(id_), {})
            for key, pair in fields.items():
                if side == 0 and key in kept:
                    continue  # changed twice in one import: the first state is the one to go back to
                if not (side == 1 and key == hidden):
                    kept[key] = _plain(pair[side])

    # --- places ---

    def _places(self, fresh: Iterable[UnitPlan]) -> None:
        units = list(fresh)
        phases = dict(db.session.execute(select(Phase.code, Phase.id)).all())
        missing = dict.fromkeys(u.phase for u in units if u.phase and u.phase not in phases)
        ids = self._insert(Phase, [{"code": code, "name": f"{code}期"} for code in missing])
        phases.update(zip(missing, ids, strict=True))
        self.buildings: dict[str, int] = dict(db.session.execute(select(Building.code, Building.id)).all())
        floors: dict[str, int] = {}
        home: dict[str, str | None] = {}
        for unit in units:
            if unit.building not in self.buildings:
                home.setdefault(unit.building, unit.phase)
                floors[unit.building] = max(floors.get(unit.building, 0), naming.floor(unit))
        rows = [
            {
                "code": code,
                "name": naming.building(code),
                "phase_id": phases.get(phase) if phase else None,
                "floors": floors[code] or None,
                "position": naming.ordinal(code),
            }
            for code, phase in home.items()
        ]
        self.buildings.update(zip(home, self._insert(Building, rows), strict=True))
        known = select(Entrance.building_id, Entrance.code, Entrance.id)
        self.doors: dict[tuple[int, str], int] = {(r[0], r[1]): r[2] for r in db.session.execute(known)}
        wanted = dict.fromkeys((self.buildings[u.building], u.entrance) for u in units if u.entrance)
        new = [(building, code) for building, code in wanted if (building, str(code)) not in self.doors]
        rows = [{"building_id": b, "code": code, "name": f"{code}单元"} for b, code in new]
        self.doors.update(zip(((b, str(c)) for b, c in new), self._insert(Entrance, rows), strict=True))

    def _units(self, fresh: Sequence[UnitPlan]) -> None:
        rows = []
        for unit in fresh:
            building = self.buildings[unit.building]
            rows.append(
                {
                    "code": unit.code,
                    "building_id": building,
                    "entrance_id": self.doors[building, unit.entrance] if unit.entrance else None,
                    "room": unit.room,
                    "position": naming.ordinal(unit.entrance or "") * 1_000_000 + naming.ordinal(unit.room) % 1_000_000,
                    **dict(unit.values),
                }
            )
        self.unit_ids.update(zip((u.code for u in fresh), self._insert(Unit, rows), strict=True))
        spaces = [unit for unit in fresh if dict(unit.values)["kind"] == "space"]
        taken = set(db.session.scalars(select(ParkingSpace.code))) if spaces else set()
        self._insert(
            ParkingSpace,
            [
                {"code": code, "zone": code.rpartition("-")[0], "tenure": "owned", "unit_id": self.unit_ids[unit.code]}
                for unit in spaces
                if (code := naming.space(unit)) not in taken
            ],
        )

    # --- people ---

    def _persons(self) -> dict[str, int]:
        """Make the persons that are new, write down new numbers; answers the ids of the new by their keys."""
        new: dict[str, OwnerPlan] = {}
        for owner in self.plan.owners:
            if isinstance(owner.person, str) and (
                owner.person not in new or (owner.phone and not new[owner.person].phone)
            ):
                new[owner.person] = owner
        now = clock.now()
        rows = [
            {
                "kind": owner.kind,
                "name": owner.name,
                "phone": owner.phone,
                "phone_index": phone_index(owner.phone) if owner.phone else None,
                "created_at": now,
            }
            for owner in new.values()
        ]
        ids = dict(zip(new, self._insert(Person, rows), strict=True))
        numbers = {
            int(owner.person): owner.phone
            for owner in self.plan.owners
            if owner.verb == UPDATED and any(change.field == "phone" for change in owner.changes)
        }
        for row in db.session.execute(
            select(Person.id, Person.phone, Person.phone_index).where(Person.id.in_(numbers))
        ):
            phone = numbers[row.id]
            index = phone_index(phone) if phone else None
            fields = {"phone": (row.phone, phone), "phone_index": (row.phone_index, index)}
            self._change(Person, row.id, fields, hidden="phone")
        return ids

    def _ownerships(self, ids: Mapping[str, int]) -> None:
        day = self.plan.as_of
        begin: list[OwnerPlan] = []
        for owner in self.plan.owners:
            reshared = owner.verb == UPDATED and any(change.field == "share" for change in owner.changes)
            if (owner.verb == ENDED or reshared) and owner.ownership_id is not None:
                self._change(Ownership, owner.ownership_id, {"until": (None, day)})
            if owner.verb == CREATED or reshared:
                begin.append(owner)
        self._insert(
            Ownership,
            [
                {
                    "unit_id": self.unit_ids[owner.unit],
                    "person_id": ids[owner.person] if isinstance(owner.person, str) else owner.person,
                    "share_num": owner.share.numerator,
                    "share_den": owner.share.denominator,
                    "since": day,
                }
                for owner in begin
            ],
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
