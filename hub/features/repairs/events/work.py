"""A repair from its report to its rating."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l
from hub.features.repairs.events.base import RepairFact


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
class DispatchExhausted(RepairFact):
    """Nobody was left to offer the job to; `in_charge_id` (the supervisor) answers for it now and has to be told."""

    said = _l("没有师傅能接，转给主管")

    in_charge_id: int | None


@dataclass(frozen=True, kw_only=True)
class RequesterPhoneSeen(Fact):
    """Somebody looked at the requester's telephone number, and why."""

    said = _l("查看了报修人的电话")

    repair_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RequesterForgotten(Fact):
    """An account was erased: the names and numbers its reports carried are gone, the work is on record still."""

    said = _l("抹去了报修单上的姓名和电话")

    user_id: int
    repair_ids: tuple[int, ...]
