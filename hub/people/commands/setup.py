"""From an empty data folder to a community: the code, the first admin, buildings, the end of the set-up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from hub.core import clock
from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.crypto import token_hash
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people import passwords, phones
from hub.people.commands.compound import the_compound
from hub.people.events import AccountOpened, BuildingsNoted, SetupBegun, SetupCodeMade, SetupFinished
from hub.people.models import Building, Entrance, Person, RoleGrant, User

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
_CODE_LENGTH = 16  # 80 bits


@dataclass(frozen=True)
class FirstAdmin:
    """What the first screen asks."""

    code: str
    nickname: str
    phone: str
    password: str


@dataclass(frozen=True)
class BuildingLine:
    """A building as counted on a walk around the compound."""

    code: str
    entrances: int
    floors: int | None


@command
def make_code(actor: Actor) -> str:
    """A new code in groups of four; the one before is void. RuleBroken when this instance is in use already."""
    require(actor.kind == "system")
    if _in_use():
        raise RuleBroken(_l("这个小区已经启用，不再需要启用码。"))
    code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
    the_compound().setup_code_hash = token_hash(code)
    record(SetupCodeMade())
    return "-".join(code[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def begin(actor: Actor, first: FirstAdmin) -> int:
    """Open the first account, which is the admin's; answers its user id. The code is used up."""
    number = phones.mobile(first.phone)
    passwords.check_new(first.password, number)
    return _begin(actor, first, number, passwords.hashed(first.password))


@command
def _begin(actor: Actor, first: FirstAdmin, number: str, password_hash: str) -> int:
    compound = the_compound()
    given = token_hash(plain(first.code))
    if _in_use() or not compound.setup_code_hash or not secrets.compare_digest(compound.setup_code_hash, given):
        raise RuleBroken(_l("启用码不对。它印在运行服务器的屏幕上，只能用一次。"), "code")
    nickname = " ".join(first.nickname.split())
    if not nickname:
        raise RuleBroken(_l("请填写称呼。"), "nickname")
    person = Person(name=nickname, phone=number, phone_index=phone_index(number), created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    user = User(
        person_id=person.id,
        phone=number,
        phone_index=phone_index(number),
        nickname=nickname[:20],
        password_hash=password_hash,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(
        RoleGrant(user_id=user.id, role="admin", since=clock.today(), granted_at=clock.now(), reason="启用小区")
    )
    compound.setup_code_hash = None
    record(AccountOpened(user_id=user.id, person_id=person.id, how="setup"))
    record(SetupBegun(user_id=user.id))
    return user.id


@command
def note_buildings(actor: Actor, lines: Sequence[BuildingLine]) -> int:
    """Write down buildings and their entrances; those that are there already stay. Answers how many are new."""
    require_permission(actor, P.REGISTER_MANAGE)
    known = set(db.session.scalars(select(Building.code)))
    new = [line for line in lines if line.code not in known]
    for position, line in enumerate(new, len(known) + 1):
        building = Building(
            code=line.code,
            name=f"{line.code}号楼" if line.code.isdecimal() else line.code,
            floors=line.floors,
            position=int(line.code) if line.code.isdecimal() else 1000 + position,
        )
        db.session.add(building)
        db.session.flush()
        for number in range(1, line.entrances + 1):
            db.session.add(Entrance(building_id=building.id, code=str(number), name=f"{number}单元"))
    record(BuildingsNoted(codes=tuple(line.code for line in new)))
    return len(new)


@command
def finish(actor: Actor) -> None:
    """Close the wizard for good."""
    require_permission(actor, P.SETTINGS_MANAGE)
    compound = the_compound()
    if not compound.name:
        raise RuleBroken(_l("请先填写小区名称。"))
    if compound.setup_finished_at is None:
        compound.setup_finished_at = clock.now()
        record(SetupFinished())


def plain(code: str) -> str:
    """As typed on a phone: any case, with or without hyphens and spaces."""
    return "".join(c for c in code.upper() if c.isalnum())


def _in_use() -> bool:
    return the_compound().setup_finished_at is not None or bool(db.session.scalar(select(exists().where(User.id > 0))))
