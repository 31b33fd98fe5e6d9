"""Builds a small compound by the same models the product uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from flask import Flask
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db, phone_index
from hub.core.events import command
from hub.people import passwords
from hub.people.models import Building, Entrance, Occupancy, Ownership, Person, RoleGrant, Unit, User
from hub.people.queries.actors import actor_of_user
from tests.judge import JudgingClient

PASSWORD = "correct horse battery"
_HASHES: dict[str, str] = {}


@dataclass
class World:
    """Everything is committed at once; methods answer ids."""

    app: Flask
    numbers: count = field(default_factory=lambda: count(1))

    def building(self, code: str = "3", entrances: int = 2, floors: int = 6) -> int:
        """A building with entrances and one flat per floor and entrance (codes "3-1-101" …), 98.76 m² each."""
        return _building(SYSTEM, code, entrances, floors)

    def unit(self, code: str) -> int:
        """The id of the unit `code`."""
        found = db.session.scalar(select(Unit.id).where(Unit.code == code))
        assert found is not None, code
        return found

    def person(self, name: str = "张三", phone: str | None = None) -> int:
        return _person(SYSTEM, name, phone)

    def user(self, *roles: str, owns: str = "", rents: str = "", family: str = "", name: str = "") -> int:
        """An account; `owns`, `rents`, `family` name a unit code. Phone 139000000NN, password PASSWORD."""
        n = next(self.numbers)
        if "password" not in _HASHES:
            _HASHES["password"] = passwords.hashed(PASSWORD)
        return _user(SYSTEM, n, name or f"邻居{n}", roles, owns, rents, family)

    def actor(self, user_id: int, *, second_factor: bool = True) -> Actor:
        """The actor `user_id` is, second factor shown unless told otherwise."""
        from dataclasses import replace

        actor = actor_of_user(user_id)
        if not second_factor:
            return actor
        return replace(actor, second_factor=True, permissions=actor.permissions | actor.withheld, withheld=frozenset())

    def client(self, user_id: int, *, second_factor: bool = True, locale: str = "") -> JudgingClient:
        """A browser signed in as `user_id`; its pages are judged. `locale`: the account speaks it from now on."""
        if locale:
            _speak(SYSTEM, user_id, locale)
        client = JudgingClient(self.app)
        client.sign_in(user_id, second_factor=second_factor)
        return client


@command
def _speak(_actor: Actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale


@command
def _building(_actor: Actor, code: str, entrances: int, floors: int) -> int:
    building = Building(code=code, name=f"{code}号楼", floors=floors, position=int(code) if code.isdecimal() else 0)
    db.session.add(building)
    db.session.flush()
    for e in range(1, entrances + 1):
        entrance = Entrance(building_id=building.id, code=str(e), name=f"{e}单元")
        db.session.add(entrance)
        db.session.flush()
        for floor in range(1, floors + 1):
            db.session.add(
                Unit(
                    code=f"{code}-{e}-{floor}01",
                    building_id=building.id,
                    entrance_id=entrance.id,
                    floor=floor,
                    room=f"{floor}01",
                    area=9876,
                    delivered_on=date(2012, 6, 1),
                )
            )
    return building.id


@command
def _person(_actor: Actor, name: str, phone: str | None) -> int:
    person = Person(name=name, phone=phone, phone_index=phone_index(phone) if phone else None, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person.id


@command
def _user(_actor: Actor, n: int, name: str, roles: tuple[str, ...], owns: str, rents: str, family: str) -> int:
    phone = f"+86139000{n:05d}"
    person = _person(SYSTEM, name, phone)
    user = User(
        person_id=person,
        phone=phone,
        phone_index=phone_index(phone),
        nickname=name,
        password_hash=_HASHES["password"],
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    since = date(2020, 1, 1)
    for role in roles:
        db.session.add(RoleGrant(user_id=user.id, role=role, since=since, granted_at=clock.now(), reason="test"))
    ids = dict(db.session.execute(select(Unit.code, Unit.id)).all())  # type: ignore[arg-type]
    if owns:
        for code in owns.split(","):
            db.session.add(Ownership(unit_id=ids[code], person_id=person, since=since))
    for code, kind in ((rents, "tenant"), (family, "family")):
        if code:
            db.session.add(Occupancy(unit_id=ids[code], person_id=person, kind=kind, since=since))
    return user.id
