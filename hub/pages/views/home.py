"""首页 and 服务."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import public
from hub.features.notices import queries as notices
from hub.features.repairs import queries as repairs
from hub.features.repairs.queries.lists import Filter, Group, Scope
from hub.pages.todo import waiting_for
from hub.people.queries import compound
from hub.people.queries.setup import needs_set_up

bp = Blueprint("home", __name__)
# whoever has one of these finds something behind "管理"
OFFICE = frozenset({P.REGISTER_SEE, P.ACCOUNTS_MANAGE, P.ROLES_GRANT, P.AUDIT_SEE, P.OUTBOX_SEE, P.SETTINGS_MANAGE})


@bp.get("/")
@public
def index() -> Any:
    """What is going on, what is mine to do, whom do I call."""
    actor = web.current_actor()
    if not actor.signed_in:
        if needs_set_up():
            return web.see_other(url_for("setup.begin"))
        return web.page(
            "pages/welcome.html",
            compound=compound.compound(),
            office=compound.office_phone(),
            notices=notices.latest(actor),
        )
    return web.page(
        "pages/home.html",
        todo=waiting_for(actor),
        lines=notices.latest(actor),
        unread_notices=notices.unread(actor) if actor.elder else 0,
        recent=repairs.page(actor, Filter(Scope.AROUND, Group.OPEN)).lines[:4],
        office=compound.office_phone(),
        compound=compound.compound(),
    )


@bp.get("/services")
def services() -> Any:
    """Everything one can do here, in words."""
    actor = web.current_actor()
    return web.page(
        "pages/services.html",
        walks=actor.can(P.ROUNDS_WALK),
        rounds=actor.can(P.ROUNDS_MANAGE) or P.ROUNDS_MANAGE in actor.withheld,
        mine=actor.can(P.REPAIRS_WORK),
        board=actor.can(P.REPAIRS_SEE_ALL) or P.REPAIRS_SEE_ALL in actor.withheld,
        duty=actor.can(P.REPAIRS_HANDLE) or P.REPAIRS_HANDLE in actor.withheld,
        publishing=actor.can(P.NOTICES_PUBLISH) or P.NOTICES_PUBLISH in actor.withheld,
        assets=actor.can(P.ASSETS_SEE) or P.ASSETS_SEE in actor.withheld,
        cases=any(right in actor.permissions | actor.withheld for right in (P.CASES_HANDLE, P.CASES_OVERSEE)),
        office=bool(OFFICE & (actor.permissions | actor.withheld)),
    )
