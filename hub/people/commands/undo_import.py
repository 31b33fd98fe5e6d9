"""Taking an import back, as long as nothing has come to depend on it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, func, select, update

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import Base, db
from hub.core.events import command, record
from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people.events import RegisterImportUndone
from hub.people.models import ImportRun, Ownership

_CHUNK = 5000
# what was made last goes first
_ORDER = ("ownerships", "parking_spaces", "units", "persons", "entrances", "buildings", "phases")

WORDS = {
    "users": _l("账号"),
    "activation_letters": _l("激活信"),
    "invitations": _l("邀请"),
    "occupancies": _l("住户登记"),
    "ownerships": _l("产权登记"),
    "parking_spaces": _l("车位"),
    "units": _l("房屋"),
    "entrances": _l("单元"),
    "buildings": _l("楼栋"),
    "persons": _l("人员"),
    "repairs": _l("报修"),
    "import_runs": _l("后来的导入"),
}


@command
def undo(actor: Actor, run_id: int) -> None:
    """Remove what the import created and restore what it changed; RuleBroken names what stands in the way."""
    require_permission(actor, Permission.REGISTER_MANAGE)
    run = db.session.get(ImportRun, run_id, with_for_update=True)
    if run is None:
        raise NotFound
    if run.undone_at is not None:
        raise RuleBroken(_l("这次导入已经撤销过了。"))
    changes: dict[str, Any] = json.loads(run.changes)
    obstacles = hindrances(run, changes)
    if obstacles:
        said = _("、").join(f"{WORDS.get(table, table)} {count}" for table, count in obstacles.items())
        raise RuleBroken(_("不能撤销：之后有记录依赖这次导入（%(said)s）。", said=said))
    _restore(changes)
    run.undone_at, run.undone_by = clock.now(), actor.user_id
    record(RegisterImportUndone(run_id=run.id))


def hindrances(run: ImportRun, changes: dict[str, Any]) -> Counter[str]:
    """How many rows of which table depend on what the import created, or have changed what it changed."""
    created = {name: set(ids) for name, ids in changes["created"].items()}
    found: Counter[str] = Counter()
    for name, ids in created.items():
        for table, count in _pointing_at(name, ids, created):
            found[table] += count
    for name, rows in changes["after"].items():
        moved = _moved(_table(name), rows)
        if moved:
            found[name] += moved
    ended = {int(id_) for id_ in changes["after"].get("ownerships", ())}
    found["ownerships"] += _sold_on(created.get("ownerships", set()), ended)
    touched = _touched(changes)
    later = db.session.scalars(select(ImportRun).where(ImportRun.id > run.id, ImportRun.undone_at.is_(None)))
    found["import_runs"] += sum(1 for other in later if touched & _touched(json.loads(other.changes)))
    return +found


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _touched(changes: dict[str, Any]) -> set[tuple[str, int]]:
    made = {(name, int(id_)) for name, ids in changes["created"].items() for id_ in ids}
    return made | {(name, int(id_)) for name, rows in changes["after"].items() for id_ in rows}


def _pointing_at(name: str, ids: set[int], created: dict[str, set[int]]) -> Iterator[tuple[str, int]]:
    """Every foreign key of the whole schema that leads to these rows, whatever feature it belongs to."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != name:
                continue
            own = created.get(table.name, set())
            for chunk in _chunks(ids):
                if own and "id" in table.c:
                    rows = db.session.scalars(select(table.c.id).where(key.parent.in_(chunk)))
                    count = sum(1 for id_ in rows if id_ not in own)
                else:
                    query = select(func.count()).select_from(table).where(key.parent.in_(chunk))
                    count = db.session.scalar(query) or 0
                if count:
                    yield table.name, count


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = sorted(ids)
    for start in range(0, len(rest), _CHUNK):
        yield rest[start : start + _CHUNK]


def _moved(table: Table, rows: dict[str, dict[str, Any]]) -> int:
    """How many of these rows no longer hold what the import left in them."""
    moved = 0
    for chunk in _chunks(int(id_) for id_ in rows):
        now = {row.id: row for row in db.session.execute(select(table).where(table.c.id.in_(chunk)))}
        for id_ in chunk:
            held = now.get(id_)
            after = rows[str(id_)]
            if held is None or any(_plain(getattr(held, key)) != value for key, value in after.items()):
                moved += 1
    return moved


def _sold_on(begun: set[int], ended: set[int]) -> int:
    """Ownerships that the import began and somebody ended since, or that came after those it ended."""
    sold = 0
    for chunk in _chunks(begun):
        query = select(func.count()).select_from(Ownership)
        sold += db.session.scalar(query.where(Ownership.id.in_(chunk), Ownership.until.is_not(None))) or 0
    for chunk in _chunks(ended):
        units = select(Ownership.unit_id).where(Ownership.id.in_(chunk))
        newer = select(Ownership.id).where(Ownership.unit_id.in_(units), Ownership.id > max(ended))
        sold += sum(1 for id_ in db.session.scalars(newer) if id_ not in begun)
    return sold


def _restore(changes: dict[str, Any]) -> None:
    for name in _ORDER:
        table = _table(name)
        for chunk in _chunks(changes["created"].get(name, ())):
            db.session.execute(delete(table).where(table.c.id.in_(chunk)))
    for name, rows in changes["before"].items():
        table = _table(name)
        for id_, values in rows.items():
            restored = {key: _typed(table, key, value) for key, value in values.items()}
            db.session.execute(update(table).where(table.c.id == int(id_)).values(**restored))
    db.session.expire_all()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(table: Table, key: str, value: Any) -> Any:
    if isinstance(value, str) and table.c[key].type.python_type is date:
        return date.fromisoformat(value)
    return value
