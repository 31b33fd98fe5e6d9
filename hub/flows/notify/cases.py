"""What people hear about complaints and suggestions. Whom one is about hears nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.authz import GUEST, Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.cases import queries as cases
from hub.features.cases.events import (
    AgreementWritten,
    CaseAddedTo,
    CaseAlerted,
    CaseAnswered,
    CaseEscalated,
    CaseFact,
    CaseGiven,
    CaseJudged,
    CaseMoved,
    CaseReceived,
    CaseRedirected,
    MediationAgreed,
    MediationEnded,
    MediationFact,
    MediationOpened,
)
from hub.features.inbox.commands import deliver, take_back
from hub.features.inbox.queries import kinds

kinds(
    "cases",
    {
        "case_new": (_l("有新的投诉或建议：%(what)s"), "chat-square-text", "amber"),
        "case_yours": (_l("%(what)s 由您负责"), "person-check", "amber"),
        "case_accepted": (_l("已有人负责：%(what)s"), "person-check", "jade"),
        "case_working": (_l("开始处理了：%(what)s"), "tools", "sky"),
        "case_mediation": (_l("安排了调解：%(what)s"), "people", "sky"),
        "case_reply": (_l("有新的回复：%(what)s"), "chat-left-text", "jade"),
        "case_answered": (_l("有答复了，请您看看满不满意：%(what)s"), "chat-left-text", "jade"),
        "case_reopened": (_l("对方说没有解决，请重新处理：%(what)s"), "arrow-counterclockwise", "vermilion"),
        "case_solved": (_l("对方说解决了：%(what)s"), "check-circle", "jade"),
        "case_unsolved": (_l("没有解决，已结案：%(what)s"), "x-circle", "vermilion"),
        "case_referred": (_l("已转给有权处理的部门：%(what)s"), "send", "sky"),
        "case_withdrawn": (_l("对方撤回了：%(what)s"), "x-circle", "sky"),
        "case_silent": (_l("答复后没有等到评价，先结束了：%(what)s"), "hourglass-split", "sky"),
        "case_added": (_l("对方补充了说明：%(what)s"), "plus-lg", "sky"),
        "case_escalated": (_l("请业委会过问：%(what)s"), "exclamation-triangle", "amber"),
        "case_soon": (_l("明天要给答复了：%(what)s"), "clock", "amber"),
        "case_late": (_l("超过答复期限了：%(what)s"), "exclamation-triangle", "vermilion"),
        "case_lead": (_l("超期一天还没有办，请过问：%(what)s"), "exclamation-triangle", "vermilion"),
        "case_committee": (_l("超期多天没有办，交给业委会：%(what)s"), "exclamation-triangle", "vermilion"),
    },
)
kinds(
    "mediation",
    {
        "mediation_asked": (_l("有一次调解请您参加，先看看愿不愿意"), "people", "amber"),
        "mediation_lead": (_l("请您当调解员"), "people", "amber"),
        "mediation_begun": (_l("各方都同意了，调解可以开始"), "people", "jade"),
        "mediation_sign": (_l("调解协议写好了，请您看过后签字"), "pencil", "amber"),
        "mediation_reached": (_l("调解达成了协议"), "check-circle", "jade"),
        "mediation_not_reached": (_l("调解结束了，没有达成协议"), "x-circle", "sky"),
    },
    always=True,
)

TO_REPORTER = frozenset({"accepted", "working", "mediation", "referred", "silent"})
TO_OWNER = frozenset({"reopened", "solved", "withdrawn"})


@within(CaseReceived)
def received(actor: Actor, fact: CaseReceived) -> None:
    """Those whose work it is."""
    _tell_staff(actor, fact, cases.listeners(fact.case_id).owner_ids, "case_new", "new")


@within(CaseMoved)
def moved(actor: Actor, fact: CaseMoved) -> None:
    """The office's steps to the reporter, the reporter's to the office."""
    what = f"step:{fact.step_id}"
    if fact.stage in TO_REPORTER:
        _tell_reporter(actor, fact, f"case_{fact.stage}", what)
    elif fact.stage in TO_OWNER:
        _tell_staff(actor, fact, cases.listeners(fact.case_id).owner_ids, f"case_{fact.stage}", what)
    elif fact.stage == "unsolved":
        _tell_reporter(actor, fact, "case_unsolved", what)
        _tell_staff(actor, fact, cases.listeners(fact.case_id).owner_ids, "case_unsolved", what)


@within(CaseGiven)
def given(actor: Actor, fact: CaseGiven) -> None:
    """Whoever is responsible now."""
    _tell_staff(actor, fact, {fact.owner_id}, "case_yours", f"given:{fact.handover_id}")


@within(CaseAnswered)
def answered(actor: Actor, fact: CaseAnswered) -> None:
    """The reporter."""
    _tell_reporter(actor, fact, "case_answered" if fact.final else "case_reply", f"step:{fact.step_id}:said")


@within(CaseAddedTo)
def added(actor: Actor, fact: CaseAddedTo) -> None:
    """Whoever is responsible."""
    _tell_staff(actor, fact, cases.listeners(fact.case_id).owner_ids, "case_added", f"step:{fact.step_id}")


@within(CaseJudged)
def judged(actor: Actor, fact: CaseJudged) -> None:
    """A low verdict that ends a case is the manager's to know."""
    if fact.score <= 2:
        _tell_staff(
            actor, fact, cases.listeners(fact.case_id).lead_ids, f"case_{fact.stage}", f"judged:{fact.verdict_id}"
        )


@within(CaseEscalated)
def escalated(actor: Actor, fact: CaseEscalated) -> None:
    """The committee."""
    _tell_staff(actor, fact, cases.listeners(fact.case_id).committee_ids, "case_escalated", "escalated")


@within(CaseAlerted)
def alerted(actor: Actor, fact: CaseAlerted) -> None:
    """Owner, then also the manager; the committee hears by the escalation itself."""
    people = cases.listeners(fact.case_id)
    told = people.owner_ids | (people.lead_ids if fact.level in ("lead", "committee") else frozenset())
    _tell_staff(actor, fact, told, f"case_{fact.level}", f"alert:{fact.clock}:{fact.level}:{fact.version}")


@within(CaseRedirected)
def redirected(actor: Actor, fact: CaseRedirected) -> None:
    """Whom it turned out to be about loses what they were told before; those whose work it is now hear of it."""
    about = cases.accused(fact.case_id)
    if about is not None:
        take_back(actor, about, _link(fact))
    _tell_staff(actor, fact, cases.listeners(fact.case_id).owner_ids, "case_new", f"redirected:{fact.version}")


@within(MediationOpened)
def opened(actor: Actor, fact: MediationOpened) -> None:
    """The sides and the mediator."""
    mediator, sides = cases.called(fact.mediation_id)
    _tell_mediation(actor, fact, sides, "mediation_asked")
    _tell_mediation(actor, fact, [mediator], "mediation_lead")


@within(MediationAgreed)
def begun(actor: Actor, fact: MediationAgreed) -> None:
    """Now it can begin."""
    if fact.all:
        mediator, sides = cases.called(fact.mediation_id)
        _tell_mediation(actor, fact, [mediator, *sides], "mediation_begun")


@within(AgreementWritten)
def to_sign(actor: Actor, fact: AgreementWritten) -> None:
    """The sides."""
    _tell_mediation(actor, fact, cases.called(fact.mediation_id)[1], "mediation_sign")


@within(MediationEnded)
def ended(actor: Actor, fact: MediationEnded) -> None:
    """The sides and the mediator."""
    mediator, sides = cases.called(fact.mediation_id)
    _tell_mediation(actor, fact, [mediator, *sides], f"mediation_{fact.outcome}")


def _tell_reporter(actor: Actor, fact: CaseFact, kind: str, what: str) -> None:
    people = cases.listeners(fact.case_id)
    if people.reporter_id is not None:
        words = {"what": people.headline}
        deliver(actor, {people.reporter_id}, kind, words, _link(fact), f"case:{fact.case_id}:{what}")


def _tell_staff(actor: Actor, fact: CaseFact, user_ids: Iterable[int], kind: str, what: str) -> None:
    """By number only: a line on a lit-up screen must not tell a passer-by who complains of whom."""
    told = set(user_ids) - {cases.accused(fact.case_id)}
    if told:
        words = {"what": cases.number(fact.case_id)}
        deliver(actor, told, kind, words, _link(fact), f"case:{fact.case_id}:{what}")


def _tell_mediation(actor: Actor, fact: MediationFact, user_ids: Iterable[int], kind: str) -> None:
    link = f"/mediations/{fact.mediation_id}"
    who = actor if actor.kind == "user" else GUEST
    deliver(who, set(user_ids), kind, {}, link, f"mediation:{fact.mediation_id}:{kind}:{fact.version}")


def _link(fact: CaseFact) -> str:
    return f"/cases/{fact.case_id}"
