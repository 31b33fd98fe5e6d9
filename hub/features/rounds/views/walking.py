"""On the way: today's outings, and the page a label opens."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import files, web
from hub.core.authz import require
from hub.core.i18n import _
from hub.features.rounds import commands, policy, queries
from hub.features.rounds.forms import VisitForm
from hub.features.rounds.views.blueprint import bp


@bp.get("/rounds/mine")
def mine() -> Any:
    """What I may walk today."""
    actor = web.current_actor()
    require(policy.may_walk(actor))
    return web.page_or_fragment("rounds/mine.html", "rounds/_mine.html", today=queries.mine_today(actor))


@bp.route("/rounds/p/<code>", methods=["GET", "POST"])
@web.photos_welcome
def scan(code: str) -> Any:
    """A scanned label: one big button for who walks, a friendly word for anybody else."""
    actor, place = web.current_actor(), queries.scanned(code)
    if not policy.may_walk(actor):
        return web.page("rounds/neighbour.html", place=place)
    form = VisitForm()
    photos = files.receive(actor, *files.sent_photos()) if request.method == "POST" else files.Received()
    done = web.attempt(form, lambda: _arrived(code, form, photos))
    if done:
        words = _("这个点刚才已经记过了。") if done.value.again else _("记好了")
        return web.see_other(url_for(".mine"), _("这一趟走完了，辛苦了！") if done.value.finished else words)
    return web.page("rounds/scan.html", place=place, form=form, photos=photos)


def _arrived(code: str, form: VisitForm, photos: files.Received) -> commands.Visited:
    files.refuse(photos)
    return commands.visit(web.current_actor(), code, form.seen.data or "", photos.names)


@bp.get("/rounds/results")
def results() -> Any:
    """What every neighbour may know: how often, never who."""
    return web.page("rounds/results.html", counts=queries.counts_for_all(), staff=policy.is_staff(web.current_actor()))
