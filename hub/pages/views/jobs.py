"""后台任务: what runs by itself, what waits, what failed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import jobs, web
from hub.core.i18n import _
from hub.core.i18n import lazy as _l

bp = Blueprint("jobs", __name__, url_prefix="/admin/jobs")

# state → word, colour, icon
STATES = {
    "waiting": (_l("排队中"), "sky", "clock"),
    "running": (_l("进行中"), "sky", "arrow-repeat"),
    "given_up": (_l("没成功"), "vermilion", "x-circle"),
    "done": (_l("做完了"), "jade", "check-circle"),
    "dropped": (_l("取消了"), "", "dash-circle"),
}


@bp.get("")
def index() -> Any:
    """Errands by state, and the rhythms."""
    actor = web.current_actor()
    state = request.args.get("state", "")
    kind = request.args.get("kind", "")
    kind = kind if kind in jobs.TASKS else ""
    state = state if state in STATES else ""
    return web.page(
        "pages/jobs.html",
        page=jobs.tasks(actor, state=state, kind=kind, before=web.asked_id("before")),
        counts=jobs.counts(actor),
        rhythms=jobs.states(),
        kinds={name: kind.title for name, kind in sorted(jobs.TASKS.items())},
        states=STATES,
        state=state,
        kind=kind,
    )


@bp.post("/<int:task_id>/retry")
def retry(task_id: int) -> Any:
    """Once more, now."""
    jobs.retry(web.current_actor(), task_id)
    return web.see_other(url_for("jobs.index"), _("马上再试一次。"))


@bp.post("/<int:task_id>/drop")
def drop(task_id: int) -> Any:
    """Not at all."""
    jobs.drop(web.current_actor(), task_id)
    return web.see_other(url_for("jobs.index"), _("这项任务取消了。"))
