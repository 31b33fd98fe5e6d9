"""Routes of 家人和租客: who lives in the homes one owns, and asking them in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.i18n import _
from hub.people.commands import entering
from hub.people.forms.entry import InviteForm
from hub.people.pictures import qr
from hub.people.queries import households
from hub.people.queries.office import office

bp = Blueprint("household", __name__)


@bp.get("/me/household")
def show() -> Any:
    """Members, open invitations with their QR codes."""
    base = office().public_address or request.host_url.rstrip("/")

    def link(token: str) -> str:
        return base + url_for("entry.join", token=token)

    homes = households.households(web.current_actor())
    return web.page("people/household.html", homes=homes, link=link, qr=qr)


@bp.route("/me/household/<int:unit_id>/invitations", methods=["GET", "POST"])
def invite(unit_id: int) -> Any:
    """Ask somebody in."""
    actor, form = web.current_actor(), InviteForm()
    done = web.attempt(
        form,
        lambda: entering.invite(actor, unit_id, form.kind.data or "", form.label.data or "", form.until.data),
    )
    if done:
        return web.see_other(url_for("household.show"), _("邀请做好了，把二维码或链接发给对方，一周内有效。"))
    return web.page("people/invite.html", form=form)


@bp.post("/me/household/invitations/<int:invitation_id>/withdrawal")
def withdraw(invitation_id: int) -> Any:
    """The link opens nothing any more."""
    entering.revoke(web.current_actor(), invitation_id)
    return web.see_other(url_for("household.show"), _("邀请撤销了。"))


@bp.post("/me/household/members/<int:occupancy_id>/end")
def end(occupancy_id: int) -> Any:
    """Somebody no longer lives here."""
    entering.move_out(web.current_actor(), occupancy_id)
    return web.see_other(url_for("household.show"), _("从今天起，对方看不到这一户的内容了。"))
