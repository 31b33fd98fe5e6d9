"""What happens to repairs. Everyone but the actor whom a fact concerns: `queries.listeners(repair_id)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class RepairFact(Fact):
    """Base: which repair, where it stands after this fact, and who asked for it (None: a guest or a caller)."""

    repair_id: int
    version: int
    stage: str
    requester_id: int | None


@dataclass(frozen=True, kw_only=True)
class RepairReported(RepairFact):
    """A new report. `source` is app, desk, guest or open311; `urgency` ordinary or urgent."""

    """A new report. `source` is app, desk, guest or plan; `urgency` ordinary or urgent; `subject` as "asset:7"."""

    said = _l("报修")

    source: str
    kind: str
    urgency: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class RepairAdvanced(RepairFact):
    """It moved from `was` to `stage`; every change of stage is also one of these."""

    said = _l("推进了工单")

    was: str
    step_id: int
    assignee_id: int | None


@dataclass(frozen=True, kw_only=True)
class RepairAssigned(RepairFact):
    """`assignee_id` got the job: offered by dispatch (`offer_until` set), given by staff, or taken by themselves."""

    said = _l("派了工单")

    assignment_id: int
    assignee_id: int
    given_by: int | None
    before_id: int | None  # who had it until now


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(RepairFact):
    """The assignee said yes to an offer."""

    said = _l("接了单")

    assignment_id: int
    assignee_id: int


@dataclass(frozen=True, kw_only=True)
class AssignmentEnded(RepairFact):
    """Somebody no longer has the job. `why` is handed_back, no_answer, replaced, finished or stopped."""

    said = _l("工单不再归某位师傅")

    assignment_id: int
    assignee_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ChargeMoved(RepairFact):
    """Another person at the office answers for it now (escalation to the supervisor)."""

    said = _l("工单换了负责人")

    in_charge_id: int


@dataclass(frozen=True, kw_only=True)
class RepairAddedTo(RepairFact):
    """Words or photos were added without changing the stage."""

    said = _l("给工单补充了说明或照片")

    step_id: int


@dataclass(frozen=True, kw_only=True)
class RepairMerged(RepairFact):
    """It is the same thing as `into_id`, the main case; `moved_ids` had been merged into it and came along."""

    said = _l("把重复的报修并到一起")

    merger_id: int
    into_id: int
    moved_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairSplit(RepairFact):
    """It goes on by itself again, no longer with `into_id`. `objection`: its requester says that it is not fixed."""

    said = _l("把并在一起的报修拆开")

    merger_id: int
    into_id: int
    moved_ids: tuple[int, ...]
    objection: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairJoined(RepairFact):
    """A neighbour said "me too"."""

    said = _l("说自己也受影响")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class RepairLeft(RepairFact):
    """A neighbour is no longer affected."""

    said = _l("说自己不再受影响")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class RepairRated(RepairFact):
    """The requester's verdict, 1 to 5; `low` asks the office for a talk."""

    said = _l("确认并评价了工单")

    rating_id: int
    score: int
    low: bool


@dataclass(frozen=True, kw_only=True)
class RatingAnswered(RepairFact):
    """The office answered a low rating."""

    said = _l("回复了评价")

    rating_id: int


@dataclass(frozen=True, kw_only=True)
class LabelMade(Fact):
    """A QR label for a machine or a place."""

    said = _l("做了一个报修二维码")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class LabelRetired(Fact):
    """A label that no longer opens a report."""

    said = _l("停用了一个报修二维码")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class RequesterPhoneSeen(Fact):
    """Somebody looked at the requester's telephone number, and why."""

    said = _l("查看了报修人的电话")

    repair_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DispatchExhausted(RepairFact):
    """Nobody was left to offer the job to; `in_charge_id` (the supervisor) answers for it now and has to be told."""

    said = _l("没有师傅能接，转给主管")

    in_charge_id: int | None


@dataclass(frozen=True, kw_only=True)
class ChecklistBegun(RepairFact):
    """Work begins by this version of the checklist for its kind, and keeps it."""

    said = _l("按作业步骤开工")

    checklist_id: int
    sop_version_id: int


@dataclass(frozen=True, kw_only=True)
class StepTicked(RepairFact):
    """A step of the checklist was done, or (`done` false) left out for a stated reason."""

    said = _l("勾了作业步骤")

    checklist_id: int
    sop_step_id: int
    done: bool


@dataclass(frozen=True, kw_only=True)
class StepUnticked(RepairFact):
    """It was ticked by mistake."""

    said = _l("取消了一个勾")

    checklist_id: int
    sop_step_id: int


@dataclass(frozen=True, kw_only=True)
class SopFact(Fact):
    """Base: which checklist."""

    sop_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class SopDrafted(SopFact):
    """Somebody writes on it; nothing changes for the work yet."""

    said = _l("改了作业步骤的草稿")


@dataclass(frozen=True, kw_only=True)
class SopPublished(SopFact):
    """A new version is in force for work that begins from now on."""

    said = _l("发布了作业步骤")

    number: int


@dataclass(frozen=True, kw_only=True)
class SopRetired(SopFact):
    """Work that begins from now on gets none; `again`: it does get it again."""

    said = _l("停用或恢复了作业步骤")

    again: bool


@dataclass(frozen=True, kw_only=True)
class DutyFact(Fact):
    """Base: which technician."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class DutyPlanned(DutyFact):
    """What somebody can repair, where, and when they work. Empty: not limited."""

    said = _l("改了师傅的排班和技能")

    skills: tuple[str, ...]
    building_ids: tuple[int, ...]
    shifts: tuple[tuple[int, int, int], ...]  # weekday, from minute, to minute


@dataclass(frozen=True, kw_only=True)
class AwaySaid(DutyFact):
    """Somebody is not to be asked for a while."""

    said = _l("说了不在岗")

    away_id: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class BackSaid(DutyFact):
    """Somebody is back before the time they gave."""

    said = _l("说了回来上岗")


@dataclass(frozen=True, kw_only=True)
class DispatchSet(Fact):
    """How dispatch works from now on."""

    said = _l("改了派单设置")

    automatic: bool
    urgent_at_once: bool
    offer_minutes: int
    urgent_offer_minutes: int
    supervisor_id: int | None


@dataclass(frozen=True, kw_only=True)
class CostsNoted(RepairFact):
    """The lines of a repair or who bears them have changed; `total` is the new sum in fen."""

    said = _l("记了维修费用")

    payer: str
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteFact(RepairFact):
    """Base: which quote, and its sum in fen."""

    quote_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteSent(QuoteFact):
    """The household is asked whether it agrees to pay."""

    said = _l("发了维修报价")


@dataclass(frozen=True, kw_only=True)
class QuoteApproved(QuoteFact):
    """The household agreed; `told_how` is set when the office noted it for somebody."""

    said = _l("同意了维修报价")

    told_how: str | None


@dataclass(frozen=True, kw_only=True)
class QuoteDeclined(QuoteFact):
    """The household does not want to pay this; `told_how` is set when the office noted it for somebody."""

    said = _l("没有同意维修报价")

    told_how: str | None


@dataclass(frozen=True, kw_only=True)
class QuoteWithdrawn(QuoteFact):
    """Taken back before it was answered."""

    said = _l("撤回了维修报价")


@dataclass(frozen=True, kw_only=True)
class RequesterForgotten(Fact):
    """An account was erased: the names and numbers its reports carried are gone, the work is on record still."""

    said = _l("抹去了报修单上的姓名和电话")

    user_id: int
    repair_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ClockAlerted(RepairFact):
    """A clock (`which`: accept or resolve) reached a level: before, after, supervisor, manager."""

    said = _l("承诺时限提醒了一次")

    clock_id: int
    which: str
    level: str


@dataclass(frozen=True, kw_only=True)
class AlertsSent(Fact):
    """One person heard, in one message, of all repairs that reached `level` at this moment."""

    said = _l("收到了承诺时限提醒")

    level: str
    user_id: int
    repair_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PromiseSet(Fact):
    """How long accepting and resolving may take from now on, in minutes; `kind` empty: every kind."""

    said = _l("改了承诺时限")

    kind: str
    urgency: str
    accept_minutes: int
    resolve_minutes: int
    always: bool


@dataclass(frozen=True, kw_only=True)
class PromiseDropped(Fact):
    """A kind no longer has a promise of its own."""

    said = _l("取消了一类报修单独的承诺时限")

    kind: str
    urgency: str


@dataclass(frozen=True, kw_only=True)
class ClientReported(Fact):
    """A program with a key reported from outside."""

    said = _l("从外部系统报修")

    repair_id: int
    client_id: int


@dataclass(frozen=True, kw_only=True)
class ClientMade(Fact):
    """A key for a program outside. `scope` is read or write."""

    said = _l("发了一把开放接口的钥匙")

    client_id: int
    scope: str
    per_hour: int


@dataclass(frozen=True, kw_only=True)
class ClientRevoked(Fact):
    """The key opens nothing any more."""

    said = _l("作废了一把开放接口的钥匙")

    client_id: int
