"""What can be done to cases."""

from hub.features.cases.commands.clocks import end_silence, remind
from hub.features.cases.commands.examples import approve_example, drop_example, write_example
from hub.features.cases.commands.following import add, call_committee, escalate, judge, judge_for_caller, withdraw
from hub.features.cases.commands.forgetting import forget_reporter
from hub.features.cases.commands.handling import (
    advance,
    answer,
    give,
    note,
    redirect,
    reveal_caller,
    set_terms,
    take,
)
from hub.features.cases.commands.mediating import (
    agree,
    ask_to_sign,
    end_mediation,
    keep_signed_paper,
    note_session,
    open_mediation,
    sign,
    write_agreement,
)
from hub.features.cases.commands.reporting import note_down, report, report_unnamed

__all__ = [
    "add",
    "advance",
    "agree",
    "answer",
    "approve_example",
    "ask_to_sign",
    "call_committee",
    "drop_example",
    "end_mediation",
    "end_silence",
    "escalate",
    "forget_reporter",
    "give",
    "judge",
    "judge_for_caller",
    "keep_signed_paper",
    "note",
    "note_down",
    "note_session",
    "open_mediation",
    "redirect",
    "remind",
    "report",
    "report_unnamed",
    "reveal_caller",
    "set_terms",
    "sign",
    "take",
    "withdraw",
    "write_agreement",
    "write_example",
]
