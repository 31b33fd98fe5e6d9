"""What people hear about repairs."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.authz import Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.features.repairs import queries as repairs
from hub.features.repairs.events import (
    AlertsSent,
    AssignmentEnded,
    DispatchExhausted,
    QuoteApproved,
    QuoteDeclined,
    QuoteSent,
    QuoteWithdrawn,
    RatingAnswered,
    RepairAddedTo,
    RepairAdvanced,
    RepairAssigned,
    RepairFact,
    RepairMerged,
    RepairRated,
    RepairReported,
    RepairSplit,
)
from hub.features.repairs.queries.dispatch import office
from hub.people.roles import Role

kinds(
    "repairs",
    {
        "repair_accepted": (_l("物业已受理：%(what)s"), "check-circle", "jade"),
        "repair_assigned": (_l("已安排%(who)s：%(what)s"), "person-check", "jade"),
        "repair_on_the_way": (_l("%(who)s出发了：%(what)s"), "person-walking", "sky"),
        "repair_working": (_l("开始修了：%(what)s"), "tools", "jade"),
        "repair_waiting_parts": (_l("在等配件：%(what)s"), "hourglass-split", "amber"),
        "repair_waiting_resident": (_l("师傅在等您的时间：%(what)s"), "hourglass-split", "amber"),
        "repair_done": (_l("修好了，请您确认：%(what)s"), "check-square", "jade"),
        "repair_confirmed": (_l("已确认修好：%(what)s"), "check-circle", "jade"),
        "repair_reopened": (_l("重新处理：%(what)s"), "arrow-counterclockwise", "amber"),
        "repair_declined": (_l("物业没有受理：%(what)s，请看原因"), "x-circle", "vermilion"),
        "repair_duplicate": (_l("这件事已有人报过，并到一起跟进：%(what)s"), "arrow-repeat", "sky"),
        "repair_also": (_l("又有邻居报了同一件事：%(what)s"), "people", "sky"),
        "repair_split": (_l("您这一单改为单独处理：%(what)s"), "arrow-repeat", "amber"),
        "repair_parted": (_l("有一份并进来的报修拆出去了：%(what)s"), "arrow-repeat", "sky"),
        "repair_objected": (_l("邻居说自己那里还没好：%(what)s"), "exclamation-triangle", "amber"),
        "repair_cancelled": (_l("已撤销：%(what)s"), "x-circle", "sky"),
        "repair_closed": (_l("没有修就关闭了：%(what)s，请看原因"), "x-circle", "vermilion"),
        "repair_added": (_l("有新的说明或照片：%(what)s"), "camera", "sky"),
        "repair_answered": (_l("物业回复了您的评价：%(what)s"), "chat-left-text", "jade"),
    },
)
kinds(
    "costs",
    {
        "repair_quote": (_l("修这件事要花钱，请看报价、同意了再修：%(what)s"), "cash-coin", "amber"),
        "repair_quote_noted": (_l("物业代您家记下了对报价的答复，请核对：%(what)s"), "pencil-square", "amber"),
        "repair_quote_back": (_l("物业撤回了报价，暂时不用答复：%(what)s"), "arrow-counterclockwise", "sky"),
    },
    always=True,
)
kinds(
    "work",
    {
        "repair_quote_yes": (_l("住户同意了报价，可以修了：%(what)s"), "check-circle", "jade"),
        "repair_quote_no": (_l("住户没有同意报价，请看原因：%(what)s"), "x-circle", "amber"),
        "repair_new": (_l("新报修：%(what)s"), "wrench-adjustable", "amber"),
        "repair_yours": (_l("有一单派给您：%(what)s"), "tools", "amber"),
        "repair_taken_away": (_l("这一单不用您做了：%(what)s"), "x-circle", "amber"),
        "repair_low": (_l("有邻居不满意，请回复：%(what)s"), "exclamation-triangle", "vermilion"),
        "repair_before": (_l("快到承诺时间了：%(what)s"), "clock", "amber"),
        "repair_after": (_l("过了承诺时间：%(what)s"), "clock", "vermilion"),
        "repair_supervisor": (_l("超时很久，转到您这里：%(what)s"), "exclamation-triangle", "vermilion"),
        "repair_manager": (_l("超时一倍还没办完，请您过问：%(what)s"), "exclamation-triangle", "vermilion"),
        "repairs_before": (_l("有 %(what)s 单快到承诺时间了"), "clock", "amber"),
        "repairs_after": (_l("有 %(what)s 单过了承诺时间"), "clock", "vermilion"),
        "repairs_supervisor": (_l("有 %(what)s 单超时很久，转到您这里"), "exclamation-triangle", "vermilion"),
        "repairs_manager": (_l("有 %(what)s 单超时一倍还没办完，请您过问"), "exclamation-triangle", "vermilion"),
        "repair_nobody": (_l("没有师傅能接，请您安排：%(what)s"), "exclamation-triangle", "vermilion"),
    },
    always=True,
)

# stages the neighbours who wait for it hear of; the others are steps of the office's own
TOLD = frozenset(
    (
        *("accepted", "on_the_way", "working", "waiting_parts", "waiting_resident", "done"),
        *("confirmed", "reopened", "declined", "cancelled", "closed"),
    )
)


@within(RepairReported)
def reported(actor: Actor, fact: RepairReported) -> None:
    """The one in charge at the office hears; of an urgent one the whole desk and the manager do."""
    if fact.source == "plan":
        return  # two dozen lifts are looked after twice a month; whoever gets the job hears of it
    people = repairs.listeners(fact.repair_id)
    desk = {people.desk_id} if people.desk_id else set()
    if fact.urgency == "urgent":
        desk |= {*office(Role.DESK), *office(Role.MANAGER)}
    _tell(actor, fact, desk, "repair_new", "new")


@within(RepairAdvanced)
def advanced(actor: Actor, fact: RepairAdvanced) -> None:
    """Requesters, households and affected neighbours; a reopened one also its technician and the desk.

    What is merged or split has news of its own.
    """
    if "duplicate" in (fact.was, fact.stage):
        return
    people = repairs.listeners(fact.repair_id)
    told = set(people.neighbours) if fact.stage in TOLD else set()
    if fact.stage == "reopened":
        told |= {user for user in (people.assignee_id, people.desk_id) if user}
    _tell(actor, fact, told, f"repair_{fact.stage}", f"step:{fact.step_id}")


@within(RepairMerged)
def merged(actor: Actor, fact: RepairMerged) -> None:
    """Who waited for it hears that it goes on elsewhere; who asked for, or works on, that case that it grew."""
    own, main = repairs.listeners(fact.repair_id), repairs.listeners(fact.into_id)
    _tell(actor, fact, own.neighbours, "repair_duplicate", f"merger:{fact.merger_id}")
    _tell_main(actor, fact, main, own.neighbours, "repair_also", f"merger:{fact.merger_id}")


@within(RepairSplit)
def split(actor: Actor, fact: RepairSplit) -> None:
    """The same people, once each; the desk also hears that somebody objects."""
    own, main = repairs.listeners(fact.repair_id), repairs.listeners(fact.into_id)
    told = own.neighbours
    _tell(actor, fact, told, "repair_split", f"split:{fact.merger_id}")
    if fact.objection and own.desk_id and own.desk_id not in told:
        _tell(actor, fact, {own.desk_id}, "repair_objected", f"split:{fact.merger_id}")
        told |= {own.desk_id}
    _tell_main(actor, fact, main, told, "repair_parted", f"split:{fact.merger_id}")


def _tell_main(
    actor: Actor,
    fact: RepairMerged | RepairSplit,
    main: repairs.Listeners,
    told: Iterable[int],
    kind: str,
    what: str,
) -> None:
    """In the main case's own words: the other report may be of a flat."""
    people = {user for user in (main.requester_id, main.assignee_id or main.desk_id) if user} - set(told)
    _tell(actor, fact, people, kind, what, about=fact.into_id)


@within(RepairAssigned)
def assigned(actor: Actor, fact: RepairAssigned) -> None:
    """Whoever got the job."""
    _tell(actor, fact, {fact.assignee_id}, "repair_yours", f"assignment:{fact.assignment_id}")


@within(AssignmentEnded)
def taken_away(actor: Actor, fact: AssignmentEnded) -> None:
    """Whoever is on the way must hear that the job is another's now, or that there is nothing to do any more."""
    if fact.why in ("replaced", "stopped"):
        way = "/repairs/mine-now"  # they may no longer look into the flat
        _tell(actor, fact, {fact.assignee_id}, "repair_taken_away", f"ended:{fact.assignment_id}", way=way)


@within(RepairAddedTo)
def added(actor: Actor, fact: RepairAddedTo) -> None:
    """New words or photos: whoever works on it, and the requesters."""
    people = repairs.listeners(fact.repair_id)
    told = people.requester_ids | {user for user in (people.assignee_id or people.desk_id,) if user}
    _tell(actor, fact, told, "repair_added", f"step:{fact.step_id}")


@within(RepairRated)
def rated(actor: Actor, fact: RepairRated) -> None:
    """A low rating asks the office for a talk."""
    people = repairs.listeners(fact.repair_id)
    if fact.low and people.desk_id:
        _tell(actor, fact, {people.desk_id}, "repair_low", f"rating:{fact.rating_id}")


@within(RatingAnswered)
def answered(actor: Actor, fact: RatingAnswered) -> None:
    """The office answered the verdict."""
    people = repairs.listeners(fact.repair_id)
    if people.requester_id:
        _tell(actor, fact, {people.requester_id}, "repair_answered", f"answer:{fact.rating_id}")


@within(DispatchExhausted)
def nobody_left(actor: Actor, fact: DispatchExhausted) -> None:
    """Nobody took it: the supervisor answers for it now."""
    people = repairs.listeners(fact.repair_id)
    if people.desk_id:
        _tell(actor, fact, {people.desk_id}, "repair_nobody", f"exhausted:{fact.version}")


@within(QuoteSent)
def quoted(actor: Actor, fact: QuoteSent) -> None:
    """Whoever would have to pay; the link leads to the sum and the two answers."""
    way = f"/repairs/{fact.repair_id}/quotes/{fact.quote_id}/approval"
    _tell(actor, fact, repairs.approvers(fact.repair_id), "repair_quote", f"quote:{fact.quote_id}", way=way)


@within(QuoteApproved, QuoteDeclined)
def quote_answered(actor: Actor, fact: QuoteApproved | QuoteDeclined) -> None:
    """Whoever works on it and the office; the household, when the office has noted the answer for it."""
    people = repairs.listeners(fact.repair_id)
    told = {user for user in (people.assignee_id, people.desk_id) if user}
    kind = "repair_quote_yes" if isinstance(fact, QuoteApproved) else "repair_quote_no"
    _tell(actor, fact, told, kind, f"quote:{fact.quote_id}:answer")
    if fact.told_how:
        _tell(actor, fact, people.household_ids, "repair_quote_noted", f"quote:{fact.quote_id}:noted")


@within(QuoteWithdrawn)
def quote_taken_back(actor: Actor, fact: QuoteWithdrawn) -> None:
    """Those who had been asked."""
    _tell(actor, fact, repairs.approvers(fact.repair_id), "repair_quote_back", f"quote:{fact.quote_id}:back")


@within(AlertsSent)
def alerts(actor: Actor, fact: AlertsSent) -> None:
    """One message for all that reached this level together."""
    first, many = fact.repair_ids[0], len(fact.repair_ids)
    dedupe = f"alert:{fact.level}:{first}:{repairs.line(first).version}"
    if many > 1:
        deliver(actor, [fact.user_id], f"repairs_{fact.level}", {"what": str(many)}, "/repairs/board?overdue=1", dedupe)
    else:
        line = repairs.line(first)
        words = {"what": line.headline, "who": line.in_charge}
        deliver(actor, [fact.user_id], f"repair_{fact.level}", words, f"/repairs/{first}", dedupe)


def _tell(
    actor: Actor,
    fact: RepairFact,
    user_ids: Iterable[int],
    kind: str,
    what: str,
    *,
    about: int | None = None,
    way: str = "",
) -> None:
    """`about`: another repair whose words are used; `way`: where the message leads, else to the repair."""
    told = set(user_ids)
    if not told:
        return
    number = about or fact.repair_id
    line = repairs.line(number)
    words = {"what": line.headline, "who": line.in_charge}
    deliver(actor, told, kind, words, way or f"/repairs/{number}", f"repair:{number}:{what}")
