"""Routes of 家人和租客: who lives in the homes one owns, and asking them in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import _
from hub.core.problems import RuleBroken
from hub.people.commands import entering
from hub.people.forms.entry import InviteForm, UntilForm
from hub.people.pictures import qr
from hub.people.policy import may_invite
from hub.people.queries import households, me
from hub.people.queries.office import office

bp = Blueprint("household", __name__)


@bp.get("/me/household")
def show() -> Any:
    """Members, open invitations with their QR codes; for those who were let in, where they live."""
    actor = web.current_actor()
    base = office().public_address or request.host_url.rstrip("/")

    def link(token: str) -> str:
        return base + url_for("entry.join", token=token)

    lived = [home for home in me.homes(actor) if home.tie != "owner"]
    return web.page("people/household.html", homes=households.households(actor), lived=lived, link=link, qr=qr)


@bp.route("/me/household/<int:unit_id>/invitations", methods=["GET", "POST"])
def invite(unit_id: int) -> Any:
    """Ask somebody in."""
    actor = web.current_actor()
    require(may_invite(actor, unit_id), _("只有业主本人可以邀请。"))
    form = InviteForm().offer(households.co_owners_without_account(unit_id))
    done = web.attempt(
        form,
        lambda: entering.invite(
            actor, unit_id, form.kind.data or "", form.label.data or "", form.until.data, form.person_id()
        ),
    )
    if done:
        return web.see_other(url_for("household.show"), _("邀请做好了，把二维码或链接发给对方，一周内有效。"))
    return web.page("people/invite.html", form=form, place=households.place_of(unit_id))


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


@bp.post("/me/household/members/<int:occupancy_id>/until")
def until(occupancy_id: int) -> Any:
    """A tenancy's end."""
    form = UntilForm()
    if not form.validate_on_submit():
        raise RuleBroken(_("请选择日期。"))
    entering.move_out(web.current_actor(), occupancy_id, form.until.data)
    return web.see_other(url_for("household.show"), _("租期记下了。"))


@bp.post("/me/household/<int:unit_id>/leaving")
def leave(unit_id: int) -> Any:
    """Leave a home one was let into."""
    entering.leave(web.current_actor(), unit_id)
    return web.see_other(url_for("household.show"), _("您已退出这一户。"))
