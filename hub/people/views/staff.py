"""Routes of the office: letters, accounts, roles, the outbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, send_file, url_for

from hub.core import clock, web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.i18n import _
from hub.core.problems import NotFound
from hub.people import policy
from hub.people.commands import letters as letter_commands
from hub.people.commands import office as commands
from hub.people.commands import outbox as outbox_commands
from hub.people.commands import roles as role_commands
from hub.people.commands import second_factor
from hub.people.forms.staff import ROLE_NAMES, GrantForm, LettersForm, ReasonForm, ResetForm
from hub.people.queries import accounts, letters
from hub.people.queries.office import office
from hub.people.roles import Role

bp = Blueprint("staff", __name__, url_prefix="/admin")


@bp.route("/letters", methods=["GET", "POST"])
def letter_list() -> Any:
    """Issue letters, and see what became of them."""
    actor = web.current_actor()
    require_permission(actor, P.ACCOUNTS_MANAGE)
    form = LettersForm.offered()
    base = office().public_address or request.host_url.rstrip("/")
    done = web.attempt(form, lambda: letter_commands.issue(actor, form.choice(), base))
    if done:
        return web.see_other(url_for("staff.batch", batch_id=done.value))
    state = request.args.get("state", "")
    state = state if state in letters.STATES else ""
    found, before = letters.letters(actor, state, None, web.asked_id("before"))
    return web.page(
        "people/letters.html",
        form=form,
        letters=found,
        before=before,
        state=state,
        batches=letters.batches(actor),
        base=base,
    )


@bp.get("/letters/batches/<int:batch_id>")
def batch(batch_id: int) -> Any:
    """How far the printing is; can be left."""
    return web.page_or_fragment(
        "people/batch.html", "people/_batch.html", card=letters.batch(web.current_actor(), batch_id)
    )


@bp.post("/letters/batches/<int:batch_id>/<int:part>/pdf")
def batch_pdf(batch_id: int, part: int) -> Any:
    """A PDF; taking it is written down, because it holds codes in clear."""
    actor = web.current_actor()
    card = letters.batch(actor, batch_id)
    path = letters.file_of(batch_id, part)
    if card.state != "ready" or part not in {volume.number for volume in card.volumes} or not path.exists():
        raise NotFound
    letter_commands.take(actor, batch_id, part)
    response = send_file(
        path,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"letters-{clock.today()}-{batch_id}-{part}.pdf",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/letters/<int:letter_id>/reprint")
def reprint(letter_id: int) -> Any:
    """The same letter once more."""
    base = office().public_address or request.host_url.rstrip("/")
    made = letter_commands.reprint(web.current_actor(), letter_id, base)
    return web.see_other(url_for("staff.batch", batch_id=made))


@bp.post("/letters/<int:letter_id>/revocation")
def revoke(letter_id: int) -> Any:
    """The letter is worth nothing any more."""
    letter_commands.revoke(web.current_actor(), letter_id)
    return web.see_other(url_for("staff.letter_list"), _("这封信作废了。"))


@bp.get("/accounts")
def account_list() -> Any:
    """Find an account by room, number or name."""
    actor, q = web.current_actor(), request.args.get("q", "")[:60]
    require_permission(actor, P.ACCOUNTS_MANAGE)
    return web.page("people/accounts.html", q=q, found=accounts.find(actor, q), names=ROLE_NAMES)


@bp.get("/accounts/<int:user_id>")
def account(user_id: int) -> Any:
    """One account, and what the office may do for it."""
    return _account(user_id, ReasonForm())


@bp.post("/accounts/<int:user_id>/<any(reset,ban,unban,second_factor):deed>")
def account_deed(user_id: int, deed: str) -> Any:
    """Reset access, close, open, or take the second factor away; each with a reason."""
    actor, form = web.current_actor(), ResetForm() if deed == "reset" else ReasonForm()
    reason, phone = form.reason.data or "", form.phone.data or "" if isinstance(form, ResetForm) else ""
    deeds = {
        "reset": lambda: commands.reset_access(actor, user_id, reason, phone),
        "ban": lambda: commands.ban(actor, user_id, reason),
        "unban": lambda: commands.unban(actor, user_id, reason),
        "second_factor": lambda: second_factor.reset(actor, user_id, reason),
    }
    done = web.attempt(form, deeds[deed])
    if not done:
        return _account(user_id, form)
    if deed == "reset":
        response = web.page("people/reset_code.html", code=done.value, user_id=user_id)
        response.headers["Cache-Control"] = "no-store"
        return response
    return web.see_other(url_for("staff.account", user_id=user_id), _("办好了，已留下记录。"))


def _account(user_id: int, form: ReasonForm | ResetForm) -> Any:
    actor = web.current_actor()
    card = accounts.account(actor, user_id)
    held = frozenset(card.roles)
    return web.page(
        "people/account.html",
        card=card,
        form=form,
        names=ROLE_NAMES,
        mine=user_id == actor.user_id,
        may_manage=policy.may_manage_account(actor, user_id, held),
        may_ban=policy.may_ban(actor, user_id, held),
        may_unlock=actor.can(P.SECOND_FACTOR_RESET) and user_id != actor.user_id,
        may_grant=actor.can(P.ROLES_GRANT),
    )


@bp.get("/roles")
def role_list() -> Any:
    """Who has which role, from when to when, and who gave it."""
    return web.page(
        "people/roles.html", grants=accounts.grants(web.current_actor()), names=ROLE_NAMES, form=ReasonForm()
    )


@bp.route("/accounts/<int:user_id>/roles", methods=["GET", "POST"])
def grant(user_id: int) -> Any:
    """Give a role."""
    actor = web.current_actor()
    require_permission(actor, P.ROLES_GRANT)
    form = GrantForm(since=clock.today())
    done = web.attempt(
        form,
        lambda: role_commands.grant(
            actor,
            user_id,
            Role(form.role.data),
            form.since.data or clock.today(),
            form.until.data,
            form.reason.data or "",
        ),
    )
    if done:
        return web.see_other(url_for("staff.role_list"), _("角色授予了。"))
    return web.page("people/grant.html", form=form, card=accounts.account(actor, user_id))


@bp.post("/roles/<int:grant_id>/end")
def end_role(grant_id: int) -> Any:
    """End a role today."""
    form, actor = ReasonForm(), web.current_actor()
    role_commands.end(actor, grant_id, form.reason.data or "")
    return web.see_other(url_for("staff.role_list"), _("角色结束了。"))


@bp.get("/outbox")
def outbox() -> Any:
    """Short messages that wait to be told; reading them is written down."""
    response = web.page("people/outbox.html", messages=outbox_commands.outbox(web.current_actor()))
    response.headers["Cache-Control"] = "no-store"
    return response
