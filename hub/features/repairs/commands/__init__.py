"""What can be done to repairs."""

from hub.features.repairs.commands.affecting import join, leave
from hub.features.repairs.commands.assigning import assign, put_in_charge, take
from hub.features.repairs.commands.checklists import tick, untick
from hub.features.repairs.commands.clients import make_client, revoke_client
from hub.features.repairs.commands.contact import reveal_phone
from hub.features.repairs.commands.costs import add_line, change_line, remove_line, set_payer
from hub.features.repairs.commands.dispatch import decline, search
from hub.features.repairs.commands.duty import come_back, go_away, plan, set_dispatch
from hub.features.repairs.commands.labels import make_label, retire_label
from hub.features.repairs.commands.merging import merge, object_to_done, split
from hub.features.repairs.commands.ordering import order
from hub.features.repairs.commands.progress import add, advance
from hub.features.repairs.commands.quoting import (
    approve_quote,
    decline_quote,
    note_answer,
    send_quote,
    withdraw_quote,
)
from hub.features.repairs.commands.rating import answer, rate
from hub.features.repairs.commands.reporting import (
    Followed,
    report,
    report_as_guest,
    report_by_client,
    report_for_caller,
)
from hub.features.repairs.commands.sop import draft, open_sop, publish, retire

__all__ = [
    "Followed",
    "add",
    "add_line",
    "advance",
    "answer",
    "approve_quote",
    "assign",
    "change_line",
    "come_back",
    "decline",
    "decline_quote",
    "draft",
    "go_away",
    "join",
    "leave",
    "make_client",
    "make_label",
    "merge",
    "note_answer",
    "object_to_done",
    "open_sop",
    "order",
    "plan",
    "publish",
    "put_in_charge",
    "rate",
    "remove_line",
    "report",
    "report_as_guest",
    "report_by_client",
    "report_for_caller",
    "retire",
    "retire_label",
    "reveal_phone",
    "revoke_client",
    "search",
    "send_quote",
    "set_dispatch",
    "set_payer",
    "split",
    "take",
    "tick",
    "untick",
    "withdraw_quote",
]
