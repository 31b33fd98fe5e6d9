"""Mediation: two sides, somebody both trust, and what they sign."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

FEWEST, MOST = 2, 8


class State(StrEnum):
    """How far it has come."""

    PROPOSED = "proposed"  # waits for the parties to agree to it and to the mediator
    RUNNING = "running"
    SIGNING = "signing"
    REACHED = "reached"
    NOT_REACHED = "not_reached"


STATES = {
    State.PROPOSED: _l("等各方同意"),
    State.RUNNING: _l("正在调解"),
    State.SIGNING: _l("等各方签字"),
    State.REACHED: _l("达成协议"),
    State.NOT_REACHED: _l("没有达成协议"),
}
ENDED = frozenset({State.REACHED, State.NOT_REACHED})


@dataclass(frozen=True)
class Side:
    """A party when the mediation begins: an account, or a name for somebody without one."""

    name: str
    user_id: int | None = None


@dataclass(frozen=True)
class Session:
    """One meeting."""

    at: datetime
    place: str
    present: str
    note: str


def check_sides(sides: Sequence[Side], mediator_id: int) -> None:
    """RuleBroken unless there are two different sides, and the mediator is none of them."""
    if not FEWEST <= len(sides) <= MOST:
        raise RuleBroken(_l("调解至少要有两方，最多 %(most)s 方。", most=MOST), "parties")
    accounts = [side.user_id for side in sides if side.user_id is not None]
    if len(set(accounts)) < len(accounts) or any(not side.name.strip() for side in sides):
        raise RuleBroken(_l("每一方都要写清楚，同一个人不能写两次。"), "parties")
    if mediator_id in accounts:
        raise RuleBroken(_l("调解员不能是其中一方。"), "mediator_id")


def fingerprint(text: str) -> str:
    """What a signature is tied to: change a word of the text and nobody has signed it."""
    return hashlib.sha256(text.encode()).hexdigest()


def all_signed(text: str, signed: Iterable[str | None]) -> bool:
    """True if every party has signed this very text."""
    found, wanted = tuple(signed), fingerprint(text)
    return bool(found) and all(one == wanted for one in found)
