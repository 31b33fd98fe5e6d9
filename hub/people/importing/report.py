"""A plan in rows that people can read: on the page (the first of them) and as a spreadsheet (all)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.people import phones
from hub.people.importing import export
from hub.people.importing.proposal import CREATED, ENDED, UNCHANGED, UPDATED, Change, OwnerPlan, Plan, UnitPlan

MOST_SHOWN = 100

VERBS = {CREATED: _l("新增"), UPDATED: _l("更改"), UNCHANGED: _l("不变"), ENDED: _l("结束")}
FIELDS = {
    "area": _l("面积"),
    "kind": _l("用途"),
    "floor": _l("楼层"),
    "delivered_on": _l("交付日期"),
    "phone": _l("电话"),
    "share": _l("份额"),
}
KINDS = {"flat": _l("住宅"), "shop": _l("商铺"), "storage": _l("储藏"), "space": _l("车位")}


@dataclass(frozen=True)
class Line:
    """What happens to one unit or ownership; `field` and `before` are empty for something new."""

    verb: str
    word: str
    unit: str
    owner: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """The first lines of each kind and how many there are of it."""

    changed: list[Line]
    changed_all: int
    created: list[Line]
    created_all: int


def shown(plan: Plan) -> Shown:
    """What the page shows: changes first, for they need looking at."""
    lines = list(_lines(plan))
    changed = [line for line in lines if line.verb != CREATED]
    created = [line for line in lines if line.verb == CREATED]
    return Shown(changed[:MOST_SHOWN], len(changed), created[:MOST_SHOWN], len(created))


def workbook(plan: Plan) -> bytes:
    """Errors if there are any, then every change, as .xlsx."""
    errors = [(e.sheet, e.row, e.column, e.value, e.reason) for e in plan.errors]
    lines = [(line.word, line.unit, line.owner, line.field, line.before, line.after) for line in _lines(plan)]
    heads = tuple(map(str, (_("工作表"), _("行"), _("列"), _("内容"), _("原因"))))
    titles = tuple(map(str, (_("变化"), _("房屋"), _("业主"), _("项目"), _("原来"), _("改为"))))
    return export.book(
        [
            export.Page(_("错误"), heads, errors, (16, 8, 8, 30, 60)),
            export.Page(_("变化"), titles, lines, (10, 16, 28, 12, 18, 18)),
        ]
    )


def _lines(plan: Plan) -> Iterator[Line]:
    for unit in plan.units:
        yield from _of_unit(unit)
    for owner in plan.owners:
        yield from _of_owner(owner)


def _of_unit(unit: UnitPlan) -> Iterator[Line]:
    word = str(VERBS[unit.verb])
    if unit.verb == CREATED:
        yield Line(unit.verb, word, unit.code, "", str(FIELDS["area"]), "", area(unit.area))
    for change in unit.changes:
        name = str(FIELDS[change.field])
        yield Line(unit.verb, word, unit.code, "", name, _said(change, "before"), _said(change, "after"))


def _of_owner(owner: OwnerPlan) -> Iterator[Line]:
    word = str(VERBS[owner.verb])
    if owner.verb == CREATED:
        yield Line(owner.verb, word, owner.unit, owner.name, str(FIELDS["share"]), "", str(owner.share))
    if owner.verb == ENDED:
        yield Line(owner.verb, word, owner.unit, owner.name, str(FIELDS["share"]), str(owner.share), "")
    for change in owner.changes:
        name = str(FIELDS[change.field])
        yield Line(owner.verb, word, owner.unit, owner.name, name, _said(change, "before"), _said(change, "after"))


def area(hundredths: int) -> str:
    """98.76 from 0.01 m²."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _said(change: Change, side: str) -> str:
    value = getattr(change, side)
    if change.field == "phone":
        if side == "before":
            return str(_("另一个号码")) if value else ""
        return phones.masked(str(value))
    if value is None:
        return ""
    if change.field == "area":
        return area(int(value))
    if change.field == "kind":
        return str(KINDS.get(str(value), value))
    return value.isoformat() if isinstance(value, date) else str(value)
