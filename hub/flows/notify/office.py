"""What the admin hears about the office's calendar."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.people.events import HolidaysUnknown
from hub.people.queries.privacy import holders
from hub.people.roles import Role

kinds(
    "office",
    {
        "holidays_unknown": (
            _l("还不知道%(what)s年的法定节假日：承诺时限暂按周末算，请更新程序，或先登记休息日"),
            "calendar",
            "amber",
        ),
    },
    always=True,
)


@within(HolidaysUnknown)
def holidays_unknown(actor: Actor, fact: HolidaysUnknown) -> None:
    """Whoever keeps the instance up to date."""
    told = holders(Role.ADMIN) or holders(Role.MANAGER)
    deliver(actor, told, "holidays_unknown", {"what": str(fact.year)}, "/admin/office-hours", f"holidays:{fact.year}")
