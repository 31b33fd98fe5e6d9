"""What falls due by the calendar. Late or twice does no harm: each command looks again."""

from __future__ import annotations

import structlog

from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.core.jobs import every
from hub.core.problems import Problem
from hub.features.assets import commands
from hub.features.assets.queries.inspections import to_remind
from hub.features.assets.queries.planned import due_pairs

log = structlog.get_logger(__name__)


@every(seconds=1800, name="assets.plans", title=_l("按保养计划派工单"))
def make_work(actor: Actor) -> None:
    """Work orders for all maintenance that is due within its lead."""
    for plan_id, asset_id in due_pairs():
        try:
            commands.begin(actor, plan_id, asset_id)
        except Problem as problem:
            log.warning("job_skipped", deed="begin", plan=plan_id, asset=asset_id, why=problem.message)


@every(seconds=3600, name="assets.inspections", title=_l("提醒设备检验到期"))
def remind(actor: Actor) -> None:
    """60, 30 and 7 days before an inspection is due, and when it is overdue."""
    for asset_id in to_remind():
        try:
            commands.remind(actor, asset_id)
        except Problem as problem:
            log.warning("job_skipped", deed="remind", asset=asset_id, why=problem.message)
