"""Parsed files that wait to be accepted: encrypted, in the data folder, for a day at most.

The file as uploaded is never kept: it may hold identity-card numbers, and its telephone numbers are in clear.
"""

from __future__ import annotations

import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import current_app

from hub.core import clock, crypto
from hub.core.authz import Actor, Permission, require_permission
from hub.core.offload import offload
from hub.core.problems import NotFound, RuleBroken
from hub.people.importing import keeping
from hub.people.importing.combine import Parsed, combined
from hub.people.importing.parse import read_rows
from hub.people.importing.plan import plan
from hub.people.importing.proposal import Plan
from hub.people.importing.reasons import Unreadable
from hub.people.queries import snapshot

KEPT = timedelta(days=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Waiting:
    """A parsed file; `user_id` is who brought it and the only one to see it."""

    token: str
    file_name: str
    user_id: int | None
    as_of: date
    at: datetime
    parsed: Parsed


def _folder() -> Path:
    folder: Path = current_app.config["HUB"].instance / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def incoming() -> Path:
    """A fresh path for an upload on its way to be read; the caller removes it."""
    return _folder() / f"{secrets.token_hex(12)}.upload"


def take_in(actor: Actor, path: Path, file_name: str, as_of: date) -> str:
    """Read the upload off the loop and keep what it says; answers its token. RuleBroken when it cannot be read."""
    require_permission(actor, Permission.REGISTER_MANAGE)
    try:
        text = offload(_read, path, file_name)
    except Unreadable as unreadable:
        raise RuleBroken(unreadable.reason, "file") from unreadable
    token = secrets.token_urlsafe(16)
    head = {"file": file_name[:120], "user": actor.user_id, "as_of": as_of.isoformat(), "at": clock.now().isoformat()}
    kept = _folder() / f"{token}.import"
    kept.write_text(crypto.seal(json.dumps(head, ensure_ascii=False) + "\n" + text))
    kept.chmod(0o600)
    return token


def _read(path: Path, file_name: str) -> str:
    return keeping.dumps(combined(read_rows(path, name=file_name)))


def waiting(actor: Actor, token: str) -> Waiting:
    """What waits under `token`; NotFound for anyone but the one who brought it, and after a day."""
    require_permission(actor, Permission.REGISTER_MANAGE)
    if not _TOKEN.fullmatch(token):
        raise NotFound
    try:
        head, _, text = crypto.unseal((_folder() / f"{token}.import").read_text()).partition("\n")
    except (OSError, ValueError) as error:
        raise NotFound from error
    about = json.loads(head)
    at = datetime.fromisoformat(about["at"])
    if about["user"] != actor.user_id or clock.now() - at > KEPT:
        raise NotFound
    day = date.fromisoformat(about["as_of"])
    return Waiting(token, about["file"], about["user"], day, at, offload(keeping.loads, text))


def preview(entry: Waiting) -> Plan:
    """What accepting would do now; compared off the loop."""
    held, indexes = snapshot.register(), snapshot.indexes(entry.parsed)
    return offload(plan, entry.parsed, held, indexes, entry.as_of)


def drop(token: str) -> None:
    """Forget what waits."""
    if _TOKEN.fullmatch(token):
        with suppress(OSError):
            (_folder() / f"{token}.import").unlink()


def sweep() -> int:
    """Forget what nobody accepted within a day, and uploads that a crash left behind; answers how many."""
    oldest = (clock.now() - KEPT).timestamp()
    gone = 0
    for path in _folder().iterdir():
        if path.suffix in (".import", ".upload") and path.stat().st_mtime < oldest:
            with suppress(OSError):
                path.unlink()
                gone += 1
    return gone
