"""首页 and 服务."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, url_for

from hub.core import web
from hub.core.authz import public
from hub.features.repairs import queries as repairs
from hub.features.repairs.queries.lists import Filter, Group, Scope
from hub.pages.todo import waiting_for
from hub.people.queries import compound
from hub.people.queries.setup import needs_set_up

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> Any:
    """What is going on, what is mine to do, whom do I call."""
    actor = web.current_actor()
    if not actor.signed_in:
        if needs_set_up():
            return web.see_other(url_for("setup.begin"))
        return web.page("pages/welcome.html", compound=compound.compound(), office=compound.office_phone())
    return web.page(
        "pages/home.html",
        todo=waiting_for(actor),
        recent=repairs.page(actor, Filter(Scope.AROUND, Group.OPEN)).lines[:4],
        office=compound.office_phone(),
        compound=compound.compound(),
    )


@bp.get("/services")
def services() -> Any:
    """Everything one can do here, in words."""
    return web.page(
        "pages/services.html",
        has=current_app.view_functions.__contains__,
        office=compound.office_phone(),
        actor=web.current_actor(),
    )
