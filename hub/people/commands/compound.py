"""Describing the compound and its telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Select, delete, select

from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import LOCALES
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people.events import CompoundDescribed, LooksChosen, NicknameChanged
from hub.people.models import Compound, Telephone, User

TEXT_SIZES = (0, 24, 26, 28, 30)
THEMES = ("auto", "light", "dark")
PHONE_KINDS = {
    "office": _l("物业办公室"),
    "emergency": _l("物业急修"),
    "guard": _l("保安"),
    "lift": _l("电梯救援"),
    "city": _l("市民热线"),
    "police": _l("报警"),
    "fire": _l("火警"),
    "ambulance": _l("急救"),
    "other": _l("其他"),
}
# everybody's numbers, there from the first minute
PUBLIC_NUMBERS = (
    ("city", "市民服务热线", "12345"),
    ("police", "报警", "110"),
    ("fire", "火警", "119"),
    ("ambulance", "急救", "120"),
)


@dataclass(frozen=True)
class About:
    """What the office fills in."""

    name: str
    address: str = ""
    office_name: str = ""
    office_address: str = ""
    office_hours: str = ""
    public_address: str = ""
    guest_reports: bool = False


@dataclass(frozen=True)
class Number:
    """A line for the directory."""

    kind: str
    label: str
    number: str
    hours: str = ""


@dataclass(frozen=True)
class Looks:
    """How somebody wants to see the hub."""

    elder: bool = False
    text_size: int = 0
    theme: str = "auto"
    locale: str = "zh_CN"


@command
def describe(actor: Actor, about: About, numbers: Sequence[Number]) -> None:
    """Set the compound's names and the whole directory."""
    require_permission(actor, P.SETTINGS_MANAGE)
    set_description(about, numbers)


def set_description(about: About, numbers: Sequence[Number]) -> None:
    """For commands that have checked the right."""
    if not about.name.strip():
        raise RuleBroken(_l("请填写小区名称。"), "name")
    row = the_compound()
    changed = [f.name for f in fields(about) if getattr(row, f.name) != getattr(about, f.name)]
    for field_name in changed:
        setattr(row, field_name, getattr(about, field_name))
    before = [(t.kind, t.label, t.number, t.hours) for t in db.session.scalars(_in_order()).all()]
    after = [(n.kind, n.label, n.number, n.hours) for n in numbers]
    if before != after:
        changed.append("telephones")
        db.session.execute(delete(Telephone))
        for position, (kind, label, number, hours) in enumerate(after):
            db.session.add(Telephone(kind=kind, label=label, number=number, hours=hours, position=position))
    record(CompoundDescribed(fields=tuple(changed)))


def the_compound() -> Compound:
    """The one row, made when it is first needed, with the numbers every town has."""
    row = db.session.get(Compound, 1)
    if row is None:
        row = Compound(id=1, name="", address="", office_name="", office_address="", office_hours="")
        row.public_address, row.guest_reports, row.about = "", False, ""
        db.session.add(row)
        for position, (kind, label, number) in enumerate(PUBLIC_NUMBERS):
            db.session.add(Telephone(kind=kind, label=label, number=number, position=position))
        db.session.flush()
    return row


@command
def choose_looks(actor: Actor, looks: Looks) -> None:
    """Keep elder view, size, theme and language with the account."""
    require(actor.signed_in)
    user = db.session.get_one(User, actor.user_id)
    user.elder = looks.elder
    user.text_size = looks.text_size if looks.text_size in TEXT_SIZES else 0
    user.theme = looks.theme if looks.theme in THEMES else "auto"
    user.locale = looks.locale if looks.locale in LOCALES else "zh_CN"
    record(LooksChosen(user_id=user.id))


@command
def rename(actor: Actor, nickname: str) -> None:
    """The name neighbours see."""
    require(actor.signed_in)
    nickname = " ".join(nickname.split())
    if not 1 <= len(nickname) <= 20:
        raise RuleBroken(_l("昵称 1 到 20 个字。"), "nickname")
    user = db.session.get_one(User, actor.user_id)
    user.nickname = nickname
    record(NicknameChanged(user_id=user.id))


def _in_order() -> Select[Telephone]:
    return select(Telephone).order_by(Telephone.position, Telephone.id)
