"""Pages of the register: buildings, units, import, export."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, send_file, url_for

from hub.core import web
from hub.core.authz import Actor, Permission, require_permission
from hub.core.i18n import _
from hub.core.offload import offload
from hub.core.problems import NotFound
from hub.people import pending
from hub.people.commands import exporting as export_commands
from hub.people.commands import imports, undo_import
from hub.people.importing import export, report
from hub.people.queries import exporting, register
from hub.people.queries.imports import runs
from hub.people.register_forms import AcceptForm, ExportForm, ImportForm, Upload

bp = Blueprint("register", __name__, url_prefix="/admin/register")
BLUEPRINTS = (bp,)

LARGEST_UPLOAD = 21 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
def index() -> Any:
    """Buildings, a search, ways in and out."""
    actor = web.current_actor()
    return web.page(
        "register/index.html",
        buildings=register.buildings(actor),
        may_manage=actor.can(Permission.REGISTER_MANAGE),
        may_reveal=actor.can(Permission.PHONE_REVEAL),
        form=ExportForm(),
    )


@bp.get("/units")
def units() -> Any:
    """Units of a building, or what a search finds."""
    building, q, after = (request.args.get(key, "")[:60].strip() for key in ("building", "q", "after"))
    found = register.units(web.current_actor(), building, q, after)
    older = url_for("register.units", building=building, q=q, after=found.after) if found.after else None
    return web.page("register/units.html", found=found, older=older, building=building, q=q)


@bp.get("/units/<int:unit_id>")
def unit(unit_id: int) -> Any:
    """One unit, as of a day."""
    day = None
    with suppress(ValueError):
        day = date.fromisoformat(request.args.get("on", ""))
    actor = web.current_actor()
    may_reveal = actor.can(Permission.PHONE_REVEAL)
    return web.page("register/unit.html", unit=register.unit(actor, unit_id, day), may_reveal=may_reveal)


@bp.route("/import", methods=["GET", "POST"])
@web.largest_body(LARGEST_UPLOAD)
def upload() -> Any:
    """Bring a spreadsheet; nothing is written yet."""
    actor = web.current_actor()
    require_permission(actor, Permission.REGISTER_MANAGE)
    form = ImportForm()
    done = web.attempt(form, lambda: _take_in(actor, form.data_object()))
    if done:
        return web.see_other(url_for("register.preview", token=done.value))
    return web.page("register/import.html", form=form, runs=runs(actor))


def _take_in(actor: Actor, sent: Upload) -> str:
    path = pending.incoming()
    try:
        sent.file.save(path)
        return pending.take_in(actor, path, sent.file.filename or "", sent.as_of)
    finally:
        path.unlink(missing_ok=True)


@bp.get("/import/<token>")
def preview(token: str) -> Any:
    """What accepting would do, before anything is written."""
    entry = pending.waiting(web.current_actor(), token)
    return _preview(entry, AcceptForm())


def _preview(entry: pending.Waiting, form: AcceptForm) -> Any:
    plan = pending.preview(entry)
    return web.page("register/preview.html", entry=entry, plan=plan, shown=report.shown(plan), form=form)


@bp.post("/import/<token>/acceptance")
def accept(token: str) -> Any:
    """Write it."""
    actor = web.current_actor()
    entry = pending.waiting(actor, token)
    form = AcceptForm()
    done = web.attempt(form, lambda: _accept(actor, entry, form))
    if not done:
        return _preview(entry, form)
    pending.drop(token)
    said = _("已导入清册。") if done.value.run_id else _("没有新内容，什么都没有改。")
    return web.see_other(url_for("register.index"), said)


def _accept(actor: Actor, entry: pending.Waiting, form: AcceptForm) -> imports.Accepted:
    choice = form.data_object()
    return imports.accept(actor, entry.parsed, entry.file_name, entry.as_of, seen=choice.seen, skip_bad=choice.skip_bad)


@bp.post("/import/<token>/refusal")
def drop(token: str) -> Any:
    """Forget it."""
    entry = pending.waiting(web.current_actor(), token)
    pending.drop(entry.token)
    return web.see_other(url_for("register.upload"), _("已放弃这次导入，什么都没有写入。"))


@bp.get("/import/<token>/report.xlsx")
def download_report(token: str) -> Any:
    """Errors, and everything that would be created or changed, to work through in Excel."""
    plan = pending.preview(pending.waiting(web.current_actor(), token))
    return _xlsx(report.workbook(plan), _("导入核对.xlsx"))


@bp.post("/imports/<int:run_id>/undoing")
def undo(run_id: int) -> Any:
    """Take an import back."""
    undo_import.undo(web.current_actor(), run_id)
    return web.see_other(url_for("register.upload"), _("已撤销这次导入。"))


@bp.get("/template.xlsx")
def template() -> Any:
    """An empty form."""
    require_permission(web.current_actor(), Permission.REGISTER_MANAGE)
    return _xlsx(export.template(), "业主清册模板.xlsx")


@bp.get("/export.xlsx")
def download() -> Any:
    """The register without telephone numbers."""
    rows = exporting.rows(web.current_actor())
    return _xlsx(offload(export.register, rows), "业主清册.xlsx")


@bp.post("/exports")
def download_with_phones() -> Any:
    """The register with telephone numbers, for a stated reason."""
    actor = web.current_actor()
    form = ExportForm()
    done = web.attempt(form, lambda: export_commands.export_with_phones(actor, form.data_object()))
    if done:
        return _xlsx(offload(export.register, done.value), "业主清册.xlsx")
    return web.page(
        "register/index.html",
        buildings=register.buildings(actor),
        may_manage=actor.can(Permission.REGISTER_MANAGE),
        may_reveal=actor.can(Permission.PHONE_REVEAL),
        form=form,
    )


def _xlsx(content: bytes, name: str) -> Response:
    if not content:
        raise NotFound
    response = send_file(io.BytesIO(content), _XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
