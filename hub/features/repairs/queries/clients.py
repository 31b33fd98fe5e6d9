"""Keys of programs outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hub.core.authz import Actor, Permission, require_permission
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.features.repairs.models import ApiClient, ClientReport


@dataclass(frozen=True)
class Client:
    """Whose key it is, and what it allows."""

    id: int
    may_write: bool
    per_hour: int


def client_of(key: str) -> Client | None:
    """The client with this key, if the key has not been revoked."""
    query = select(ApiClient).where(ApiClient.key_hash == token_hash(key), ApiClient.revoked_at.is_(None))
    row = db.session.scalar(query)
    return Client(row.id, row.scope == "write", row.per_hour) if row else None


@dataclass(frozen=True)
class ClientCard:
    """A key on the office's page."""

    id: int
    name: str
    hint: str
    scope: str
    per_hour: int
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    reports: int


def clients(actor: Actor) -> tuple[ClientCard, ...]:
    """All keys, those in use first, then newest first."""
    require_permission(actor, Permission.SETTINGS_MANAGE)
    reports = select(func.count()).where(ClientReport.client_id == ApiClient.id).scalar_subquery()
    query = select(ApiClient, reports).order_by(ApiClient.revoked_at.is_not(None), ApiClient.id.desc())
    return tuple(
        ClientCard(
            row.id,
            row.name,
            row.hint,
            row.scope,
            row.per_hour,
            row.made_at,
            row.last_used_at,
            row.revoked_at,
            count,
        )
        for row, count in db.session.execute(query)
    )
