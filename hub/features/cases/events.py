"""What happens to cases. No fact says whom a case is about, nor who told of it: the record is read by many."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """Base: which case, and where it stands after this fact."""

    case_id: int
    version: int
    stage: str


@dataclass(frozen=True, kw_only=True)
class CaseReceived(CaseFact):
    """A new complaint or suggestion."""

    said = _l("提交了投诉或建议")

    channel: str
    kind: str
    anonymous: bool


@dataclass(frozen=True, kw_only=True)
class CaseMoved(CaseFact):
    """It moved from `was` to `stage`."""

    said = _l("推进了投诉件")

    was: str
    step_id: int


@dataclass(frozen=True, kw_only=True)
class CaseGiven(CaseFact):
    """`owner_id` is responsible from now on; `before_id` was."""

    said = _l("定了投诉件由谁负责")

    owner_id: int
    before_id: int | None
    handover_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(CaseFact):
    """The reporter got an answer; `final`: it now waits for their verdict."""

    said = _l("答复了投诉件")

    final: bool
    step_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseFact):
    """Something was noted inside the office."""

    said = _l("在投诉件上写了内部备注")

    note_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAddedTo(CaseFact):
    """The reporter added words or photos."""

    said = _l("给投诉件补充了说明")

    step_id: int


@dataclass(frozen=True, kw_only=True)
class CaseJudged(CaseFact):
    """The reporter said whether it is solved, and how content they are."""

    said = _l("评价了投诉件的处理")

    score: int
    verdict_id: int


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(CaseFact):
    """The committee sees it from now on. `by` is reporter, office or system."""

    said = _l("把投诉件交给业委会过问")

    by: str


@dataclass(frozen=True, kw_only=True)
class CaseRedirected(CaseFact):
    """Kind or the staff member it is about was set right; who may see it has changed."""

    said = _l("更正了投诉件的类别")

    kind: str


@dataclass(frozen=True, kw_only=True)
class CaseAlerted(CaseFact):
    """An answer is due or late. `clock` is reply or solve."""

    said = _l("催办了投诉件")

    clock: str
    level: str


@dataclass(frozen=True, kw_only=True)
class CallerSeen(Fact):
    """Somebody read the number a caller had left."""

    said = _l("查看了投诉人留下的电话")

    case_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TermsSet(Fact):
    """The office changed how long it gives itself."""

    said = _l("改了投诉的办理期限")

    kind: str
    reply_days: int
    solve_days: int


@dataclass(frozen=True, kw_only=True)
class ReporterForgotten(Fact):
    """An erased account is no longer named in its cases."""

    said = _l("从投诉件里删除了已注销账号")

    user_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class ExampleFact(Fact):
    """Base: an example for the public page."""

    case_id: int
    example_id: int


@dataclass(frozen=True, kw_only=True)
class ExampleWritten(ExampleFact):
    """A redacted text waits for somebody else's approval."""

    said = _l("写了一个公开案例，等别人核对")


@dataclass(frozen=True, kw_only=True)
class ExampleApproved(ExampleFact):
    """Another person has approved it: it is public."""

    said = _l("核准公开一个案例")


@dataclass(frozen=True, kw_only=True)
class ExampleDropped(ExampleFact):
    """It was refused, or taken off the page."""

    said = _l("撤下了一个案例")


@dataclass(frozen=True, kw_only=True)
class MediationFact(Fact):
    """Base. The parties are not named: who was called to a mediation is confidential."""

    case_id: int
    mediation_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class MediationOpened(MediationFact):
    """Parties and a mediator are proposed."""

    said = _l("安排了调解")


@dataclass(frozen=True, kw_only=True)
class MediationAgreed(MediationFact):
    """A party agrees to the mediation and to the mediator. `all`: now everybody has."""

    said = _l("同意调解和调解员")

    all: bool


@dataclass(frozen=True, kw_only=True)
class SessionNoted(MediationFact):
    """The mediator wrote down a meeting."""

    said = _l("记了一次调解")


@dataclass(frozen=True, kw_only=True)
class AgreementWritten(MediationFact):
    """A text lies there to be signed; signatures under an earlier one are void."""

    said = _l("写好了调解协议")


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(MediationFact):
    """A party signed. `how` is account or paper."""

    said = _l("在调解协议上签字")

    how: str


@dataclass(frozen=True, kw_only=True)
class MediationEnded(MediationFact):
    """With an agreement or without."""

    said = _l("结束了调解")

    outcome: str
