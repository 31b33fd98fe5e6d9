"""The office's side: the queue, and every step of its own."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound
from hub.features.cases import commands, policy, queries
from hub.features.cases.forms import (
    AnswerForm,
    GiveForm,
    JudgeForm,
    NoteForm,
    PhoneForm,
    RedirectForm,
    StepForm,
    TermsForm,
    WordsForm,
)
from hub.features.cases.queries.lists import SHOWS, Filter
from hub.features.cases.rules.choices import VERBS
from hub.features.cases.rules.kinds import CHANNELS, KINDS, Channel, Kind
from hub.features.cases.rules.stages import Stage
from hub.features.cases.views.blueprint import bp
from hub.features.cases.views.kept import SLIP, accepted, keep, kept, own_photos
from hub.people import codes


@bp.get("/cases/queue")
def queue() -> Any:
    """All that is this actor's work, by what is due first; oversight sees numbers, and what it was called to."""
    actor = web.current_actor()
    require(policy.is_staff(actor) or bool(queries.counts(actor).mine))
    asked = Filter.of(request.args)
    return web.page_or_fragment(
        "cases/queue.html",
        "cases/_lines.html",
        page=queries.queue(actor, asked, web.asked_id("before")),
        asked=asked,
        counts=queries.counts(actor),
        overview=queries.overview(actor) if policy.only_oversees(actor) else None,
        shows=SHOWS,
        kinds=KINDS,
        channels=CHANNELS,
        may_note=policy.may_note(actor),
        may_set_terms=policy.may_set_terms(actor),
    )


@bp.route("/cases/queue/new", methods=["GET", "POST"])
@web.photos_welcome
def note_down() -> Any:
    """Write down what was said, put into the box or sent on."""
    actor = web.current_actor()
    require(policy.may_note(actor))
    form, sent = NoteForm(), own_photos()
    code = form.follow_code()
    if form.is_submitted():
        keep(SLIP, code)
    done = web.attempt(
        form,
        lambda: commands.note_down(
            actor, form.data_object(), Channel(form.channel.data), form.caller(), code, accepted(sent)
        ),
    )
    if done:
        return redirect(url_for(".slip"), 303)
    return web.page("cases/note_down.html", form=form, photos=sent)


@bp.get("/cases/slip")
def slip() -> Any:
    """The code to read out, or to print and hand over; half an hour long."""
    require(policy.may_note(web.current_actor()))
    code = kept(SLIP)
    if not code:
        return redirect(url_for(".queue"), 303)
    return web.page("cases/slip.html", code=codes.grouped(code), card=queries.followed(code))


@bp.post("/cases/<int:case_id>/taking")
def take(case_id: int) -> Any:
    """我来负责."""
    commands.take(web.current_actor(), case_id)
    return web.see_other(url_for(".show", case_id=case_id))


@bp.route("/cases/<int:case_id>/owner", methods=["GET", "POST"])
def give(case_id: int) -> Any:
    """Somebody else is responsible from now on."""
    actor = web.current_actor()
    case = queries.get(actor, case_id)
    require(policy.may_handle(actor, case))
    form = GiveForm(queries.candidates(case))
    done = web.attempt(form, lambda: commands.give(actor, case_id, int(form.to.data), form.reason.data or ""))
    if done:
        return _after(case_id)
    return web.page("cases/give.html", form=form, card=queries.card(actor, case_id))


@bp.route("/cases/<int:case_id>/steps", methods=["GET", "POST"])
@web.photos_welcome
def step(case_id: int) -> Any:
    """GET ?to=referred asks for words; POST takes the step."""
    actor, form, to, sent = web.current_actor(), StepForm(), _asked(), own_photos()
    done = web.attempt(form, lambda: commands.advance(actor, case_id, to, form.words.data or "", accepted(sent)))
    if done:
        return _after(case_id)
    card = queries.card(actor, case_id)
    return web.page("cases/step.html", form=form, photos=sent, to=to, verb=VERBS[to], card=card)


def _asked() -> Stage:
    to = request.values.get("to", "")
    if to not in tuple(VERBS) or to == Stage.WITHDRAWN:
        raise NotFound
    return Stage(to)


@bp.route("/cases/<int:case_id>/answers", methods=["GET", "POST"])
@web.photos_welcome
def answer(case_id: int) -> Any:
    """In between, or for good."""
    actor, form, sent = web.current_actor(), AnswerForm(), own_photos()
    done = web.attempt(
        form,
        lambda: commands.answer(actor, case_id, form.words.data or "", form.final.data == "yes", accepted(sent)),
    )
    if done:
        return web.see_other(url_for(".show", case_id=case_id), _l("答复发出去了。"))
    return web.page("cases/answer.html", form=form, photos=sent, card=queries.card(actor, case_id))


@bp.route("/cases/<int:case_id>/notes", methods=["GET", "POST"])
def note(case_id: int) -> Any:
    """Inside the office only."""
    actor, form = web.current_actor(), WordsForm()
    require(policy.may_handle(actor, queries.get(actor, case_id)))
    done = web.attempt(form, lambda: commands.note(actor, case_id, form.words.data or ""))
    if done:
        return _after(case_id)
    return web.page("cases/note.html", form=form, card=queries.card(actor, case_id))


@bp.route("/cases/<int:case_id>/subject", methods=["GET", "POST"])
def redirect_(case_id: int) -> Any:
    """Set right what it is about; whoever may no longer see it is back in the queue."""
    actor = web.current_actor()
    case = queries.get(actor, case_id)
    require(policy.may_redirect(actor, case))
    form = RedirectForm(kind=case.kind, about=str(case.about_user_id or ""))
    done = web.attempt(form, lambda: commands.redirect(actor, case_id, Kind(form.kind.data), form.about_id()))
    if done:
        return web.see_other(url_for(".queue"), _l("改好了。"))
    return web.page("cases/subject.html", form=form, card=queries.card(actor, case_id))


@bp.route("/cases/<int:case_id>/escalation", methods=["GET", "POST"])
def escalate(case_id: int) -> Any:
    """Ask the committee."""
    actor, form = web.current_actor(), WordsForm()
    require(policy.may_handle(actor, queries.get(actor, case_id)))
    done = web.attempt(form, lambda: commands.escalate(actor, case_id, form.words.data or ""))
    if done:
        return _after(case_id)
    return web.page("cases/appeal.html", form=form, card=queries.card(actor, case_id), how="office")


@bp.route("/cases/<int:case_id>/callback", methods=["GET", "POST"])
def judge_for_caller(case_id: int) -> Any:
    """A colleague of the owner rang, and writes down the verdict."""
    actor, form = web.current_actor(), JudgeForm()
    require(policy.may_judge_for_reporter(actor, queries.get(actor, case_id)))
    done = web.attempt(form, lambda: commands.judge_for_caller(actor, case_id, *form.verdict()))
    if done:
        return _after(case_id)
    return web.page("cases/judge.html", form=form, card=queries.card(actor, case_id), how="office")


@bp.route("/cases/<int:case_id>/phone", methods=["GET", "POST"])
def phone(case_id: int) -> Any:
    """The caller's number, for a reason."""
    actor, form = web.current_actor(), PhoneForm()
    require(policy.may_handle(actor, queries.get(actor, case_id)))
    done = web.attempt(form, lambda: commands.reveal_caller(actor, case_id, form.reason.data or ""))
    card = queries.card(actor, case_id)
    return web.page("cases/phone.html", form=form, card=card, number=done.value if done else "")


@bp.get("/cases/terms")
def terms() -> Any:
    """How many days for which kind."""
    actor = web.current_actor()
    require(policy.may_set_terms(actor))
    return web.page("cases/terms.html", terms=queries.all_terms(), kinds=KINDS)


@bp.route("/cases/terms/<kind>", methods=["GET", "POST"])
def set_terms(kind: str) -> Any:
    """Of one kind."""
    actor = web.current_actor()
    require(policy.may_set_terms(actor))
    if kind not in tuple(Kind):
        raise NotFound
    now = queries.terms(Kind(kind))
    form = TermsForm(reply_days=now.reply_days, solve_days=now.solve_days)
    done = web.attempt(form, lambda: commands.set_terms(actor, Kind(kind), form.data_object()))
    if done:
        return web.see_other(url_for(".terms"), _l("改好了，对以后收到的有效。"))
    return web.page("cases/set_terms.html", form=form, name=KINDS[Kind(kind)])


def _after(case_id: int) -> Any:
    return web.see_other(url_for(".show", case_id=case_id))
