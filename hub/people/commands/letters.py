"""Activation letters: issuing, printing, revoking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.crypto import index
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import codes
from hub.people.commands import printing
from hub.people.events import LetterRevoked, LettersIssued, LettersTaken
from hub.people.models import ActivationLetter, LetterBatch
from hub.people.queries import letters as questions

VALID = timedelta(days=60)


@dataclass(frozen=True)
class Choice:
    """Which units get a letter."""

    building_id: int | None = None
    entrance_id: int | None = None
    unit_code: str = ""
    without_account: bool = True


@command
def issue(actor: Actor, choice: Choice, address: str) -> int:
    """Letters for the chosen units; a unit whose letter is still open gets the same one again. Answers the batch id.

    `address` is what the QR codes begin with, e.g. "https://hub.example.cn".
    """
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    unit_ids = questions.chosen_units(choice.building_id, choice.entrance_id, choice.unit_code, choice.without_account)
    if not unit_ids:
        raise RuleBroken(_l("没有符合条件的房屋：要么都已开通，要么没有业主登记。"))
    return _batch(actor, unit_ids, address)


@command
def reprint(actor: Actor, letter_id: int, address: str) -> int:
    """The same letter once more."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    letter = _open(letter_id)
    return _batch(actor, [letter.unit_id], address)


def _batch(actor: Actor, unit_ids: Sequence[int], address: str) -> int:
    now = clock.now()
    _revoke_expired(unit_ids)
    kept = {letter.unit_id: letter for letter in _open_letters(unit_ids)}
    new = [unit_id for unit_id in unit_ids if unit_id not in kept]
    rows = []
    for unit_id in new:
        code = codes.fresh()
        rows.append(
            {
                "unit_id": unit_id,
                "code": code,
                "code_hash": hashed(code),
                "issued_by": actor.user_id,
                "issued_at": now,
                "expires_at": now + VALID,
                "printed": 0,
            }
        )
    if rows:
        db.session.execute(insert(ActivationLetter), rows)
    ids = {letter.unit_id: letter.id for letter in _open_letters(unit_ids)}
    batch = LetterBatch(
        created_by=actor.user_id,
        created_at=now,
        address=address.rstrip("/")[:200],
        letter_ids=[ids[unit_id] for unit_id in unit_ids],
    )
    db.session.add(batch)
    db.session.flush()
    record(LettersIssued(batch_id=batch.id, new=len(new), reprinted=len(kept)))
    printing.begin_soon()
    return batch.id


def hashed(code: str) -> str:
    """How a printed code is looked up: keyed, because 55 bits alone are not enough for a plain hash."""
    return index(code, "letter")


def _open_letters(unit_ids: Sequence[int]) -> list[ActivationLetter]:
    found: list[ActivationLetter] = []
    for part in _parts(unit_ids):
        query = select(ActivationLetter).where(
            ActivationLetter.unit_id.in_(part),
            ActivationLetter.used_at.is_(None),
            ActivationLetter.revoked_at.is_(None),
        )
        found += db.session.scalars(query)
    return found


def _revoke_expired(unit_ids: Sequence[int]) -> None:
    """A letter past its day makes room for a new one."""
    for part in _parts(unit_ids):
        db.session.execute(
            update(ActivationLetter)
            .where(
                ActivationLetter.unit_id.in_(part),
                ActivationLetter.used_at.is_(None),
                ActivationLetter.revoked_at.is_(None),
                ActivationLetter.expires_at <= clock.now(),
            )
            .values(revoked_at=clock.now())
        )


def _parts(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[i : i + size] for i in range(0, len(ids), size)]


def _open(letter_id: int) -> ActivationLetter:
    letter = db.session.get(ActivationLetter, letter_id)
    if letter is None:
        raise NotFound
    if letter.used_at is not None or letter.revoked_at is not None or letter.expires_at <= clock.now():
        raise RuleBroken(_l("这封信已经用过、撤销或过期了。"))
    return letter


@command
def revoke(actor: Actor, letter_id: int) -> None:
    """The letter is worth nothing any more."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    letter = _open(letter_id)
    letter.revoked_at = clock.now()
    record(LetterRevoked(letter_id=letter.id, unit_id=letter.unit_id))


@command
def take(actor: Actor, batch_id: int, part: int) -> None:
    """Somebody downloads a part of a batch: written down, because it holds codes in clear."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    batch = db.session.get(LetterBatch, batch_id)
    if batch is None:
        raise NotFound
    taken = batch.letter_ids[(part - 1) * questions.VOLUME : part * questions.VOLUME]
    db.session.execute(
        update(ActivationLetter).where(ActivationLetter.id.in_(taken)).values(printed=ActivationLetter.printed + 1)
    )
    record(LettersTaken(batch_id=batch.id, part=part))
