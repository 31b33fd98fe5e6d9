"""How far the set-up of this instance has come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from hub.core.db import db
from hub.people.models import ActivationLetter, Building, Compound, RoleGrant, Unit, User


@dataclass(frozen=True)
class Progress:
    """What is there already; `finished` closes the wizard for good."""

    account: bool
    second_factor: bool
    compound: bool
    buildings: int
    units: int
    letters: int
    finished: bool

    @property
    def left(self) -> int:
        """How many of the five screens still wait."""
        done = (self.account and self.second_factor, self.compound, self.buildings, self.units, self.letters)
        return sum(not step for step in done)


def progress() -> Progress:
    """In one look."""
    row = db.session.get(Compound, 1)
    admin = (
        select(User.totp_confirmed_at).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == "admin")
    )
    found = db.session.execute(admin.limit(1)).first()

    def count(model: type) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    return Progress(
        account=found is not None,
        second_factor=found is not None and found[0] is not None,
        compound=bool(row and row.name),
        buildings=count(Building),
        units=count(Unit),
        letters=count(ActivationLetter),
        finished=bool(row and row.setup_finished_at),
    )


def needs_set_up() -> bool:
    """True on an instance nobody has begun to use: no account, no finished set-up."""
    finished = db.session.scalar(select(Compound.setup_finished_at))
    return finished is None and not db.session.scalar(select(exists().where(User.id > 0)))
