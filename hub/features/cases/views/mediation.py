"""Mediation: proposed by the office, then between the sides and the mediator alone."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.features.cases import commands, policy, queries
from hub.features.cases.forms import AgreementForm, MediationForm, PaperForm, SessionForm, SignForm
from hub.features.cases.views.blueprint import bp
from hub.features.cases.views.kept import accepted, own_photos
from hub.people.views.signin import browser


@bp.route("/cases/<int:case_id>/mediation", methods=["GET", "POST"])
def open_mediation(case_id: int) -> Any:
    """Name the sides and a mediator."""
    actor = web.current_actor()
    case = queries.get(actor, case_id)
    require(policy.may_handle(actor, case))
    form = MediationForm(queries.mediators(case))
    done = web.attempt(form, lambda: commands.open_mediation(actor, case_id, form.sides(), form.mediator_id.data))
    if done:
        return web.see_other(url_for(".show", case_id=case_id), _l("已经去问各方愿不愿意了。"))
    return web.page("cases/mediation/open.html", form=form, card=queries.card(actor, case_id))


@bp.get("/mediations/<int:mediation_id>")
def mediation(mediation_id: int) -> Any:
    """For its sides and its mediator."""
    return web.page("cases/mediation/show.html", card=queries.mediation(web.current_actor(), mediation_id))


@bp.get("/mediations/<int:mediation_id>/form")
def mediation_part(mediation_id: int) -> Any:
    """The same without the page around it, asked again after a nudge."""
    return web.page("cases/mediation/_form.html", card=queries.mediation(web.current_actor(), mediation_id))


@bp.post("/mediations/<int:mediation_id>/agreement-to-it")
def agree(mediation_id: int) -> Any:
    """I am willing, and I trust this mediator."""
    commands.agree(web.current_actor(), mediation_id)
    return _after(mediation_id)


@bp.post("/mediations/<int:mediation_id>/sides/<int:party_id>/agreement-to-it")
def agree_for(mediation_id: int, party_id: int) -> Any:
    """The mediator writes down that a side without an account is willing."""
    commands.agree(web.current_actor(), mediation_id, party_id)
    return _after(mediation_id)


@bp.route("/mediations/<int:mediation_id>/sessions", methods=["GET", "POST"])
def note_session(mediation_id: int) -> Any:
    """The mediator writes down a meeting."""
    actor, form = web.current_actor(), SessionForm()
    card = queries.mediation(actor, mediation_id)
    require(card.leads)
    done = web.attempt(form, lambda: commands.note_session(actor, mediation_id, form.data_object()))
    if done:
        return _after(mediation_id)
    return web.page("cases/mediation/session.html", form=form, card=card)


@bp.route("/mediations/<int:mediation_id>/text", methods=["GET", "POST"])
def write_agreement(mediation_id: int) -> Any:
    """The mediator writes what the sides agree on."""
    actor = web.current_actor()
    card = queries.mediation(actor, mediation_id)
    require(card.leads)
    form = AgreementForm(agreement=card.agreement)
    done = web.attempt(form, lambda: commands.write_agreement(actor, mediation_id, form.agreement.data or ""))
    if done:
        return _after(mediation_id)
    return web.page("cases/mediation/text.html", form=form, card=card)


@bp.post("/mediations/<int:mediation_id>/code")
def ask_to_sign(mediation_id: int) -> Any:
    """Send the one-time code."""
    commands.ask_to_sign(web.current_actor(), mediation_id, browser())
    return web.see_other(url_for(".sign", mediation_id=mediation_id), _l("验证码发到您的手机上了。"))


@bp.route("/mediations/<int:mediation_id>/signature", methods=["GET", "POST"])
def sign(mediation_id: int) -> Any:
    """Type the one-time code: that is the signature."""
    actor = web.current_actor()
    card = queries.mediation(actor, mediation_id)
    require(card.may_sign or card.over)
    form = SignForm(text=card.fingerprint)
    done = web.attempt(
        form, lambda: commands.sign(actor, mediation_id, form.text.data or "", form.code.data or "", browser())
    )
    if done:
        return web.see_other(url_for(".mediation", mediation_id=mediation_id), _l("签好了。"))
    return web.page("cases/mediation/sign.html", form=form, card=card)


@bp.route("/mediations/<int:mediation_id>/paper", methods=["GET", "POST"])
@web.photos_welcome
def paper(mediation_id: int) -> Any:
    """The photo of what was signed by hand."""
    actor, sent = web.current_actor(), own_photos()
    card = queries.mediation(actor, mediation_id)
    require(card.leads)
    form = PaperForm([(side.id, side.name) for side in card.sides if side.signed_at is None])
    done = web.attempt(
        form, lambda: commands.keep_signed_paper(actor, mediation_id, form.party_id.data, accepted(sent))
    )
    if done:
        return _after(mediation_id)
    return web.page("cases/mediation/paper.html", form=form, photos=sent, card=card)


@bp.post("/mediations/<int:mediation_id>/end")
def end_mediation(mediation_id: int) -> Any:
    """It leads nowhere, or a side does not want to go on."""
    commands.end_mediation(web.current_actor(), mediation_id)
    return _after(mediation_id)


def _after(mediation_id: int) -> Any:
    return web.see_other(url_for(".mediation", mediation_id=mediation_id))
