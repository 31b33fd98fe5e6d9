"""Keys for programs outside (Open311)."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs.events import ClientMade, ClientRevoked
from hub.features.repairs.models import ApiClient
from hub.features.repairs.rules.open311 import MOST_PER_HOUR, SCOPES, Wanted


@command
def make_client(actor: Actor, what: Wanted) -> str:
    """Answers the key. It is shown once: what is kept cannot be turned back into it."""
    require_permission(actor, Permission.SETTINGS_MANAGE)
    if not what.name.strip():
        raise RuleBroken(_l("请写明给谁用。"), "name")
    if what.scope not in SCOPES:
        raise RuleBroken(_l("请选能做什么。"), "scope")
    if not 1 <= what.per_hour <= MOST_PER_HOUR:
        raise RuleBroken(_l("请填 1 到 %(most)s。", most=MOST_PER_HOUR), "per_hour")
    key = secrets.token_urlsafe(32)
    client = ApiClient(
        name=what.name.strip()[:60],
        key_hash=token_hash(key),
        hint=key[:6],
        scope=what.scope,
        per_hour=what.per_hour,
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    db.session.add(client)
    db.session.flush()
    record(ClientMade(client_id=client.id, scope=client.scope, per_hour=client.per_hour))
    return key


@command
def revoke_client(actor: Actor, client_id: int) -> None:
    """The key opens nothing from now on."""
    require_permission(actor, Permission.SETTINGS_MANAGE)
    query = select(ApiClient).where(ApiClient.id == client_id, ApiClient.revoked_at.is_(None)).with_for_update()
    client = db.session.scalar(query)
    if client is None:
        raise NotFound
    client.revoked_at = clock.now()
    record(ClientRevoked(client_id=client_id))


def note_used(client_id: int) -> None:
    """Remember that this key was used just now; reading never writes."""
    gathered: dict[int, datetime] = current_app.extensions.setdefault("hub-clients-used", {})
    gathered[client_id] = clock.now()


def write_used(actor: Actor) -> None:
    """Write what was gathered. For the job."""
    gathered: dict[int, datetime] = current_app.extensions.get("hub-clients-used", {})
    stamps = dict(gathered)
    if stamps:
        _write(actor, stamps)
    for client_id, stamp in stamps.items():
        if gathered.get(client_id) == stamp:
            del gathered[client_id]


@command
def _write(_actor: Actor, stamps: dict[int, datetime]) -> None:
    for client_id, stamp in stamps.items():
        db.session.execute(update(ApiClient).where(ApiClient.id == client_id).values(last_used_at=stamp))
