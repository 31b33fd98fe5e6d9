"""`flask --app hub register …`: the register's import and export for operators and scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from hub.core.authz import SYSTEM
from hub.core.i18n import _
from hub.core.problems import Problem
from hub.people.commands import imports
from hub.people.commands.exporting import export_with_phones
from hub.people.commands.undo_import import undo
from hub.people.importing.combine import Parsed, combined
from hub.people.importing.proposal import CREATED, ENDED, UNCHANGED, UPDATED, Plan
from hub.people.importing.reasons import Unreadable

register = AppGroup("register", help="The register of units and owners.")


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--sheet", "sheets", multiple=True, help="Read only this sheet (may be repeated; default: all visible).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day on which changed ownerships end and begin.")
@click.option("--skip-bad-rows", is_flag=True, help="Write the good units although others have errors.")
def import_(
    file: Path, dry_run: bool, as_json: bool, sheets: Sequence[str], as_of: datetime | None, skip_bad_rows: bool
) -> None:
    """Import FILE (.xlsx or .csv) into the register.

    Nothing is written with --dry-run, nor when any row has an error (unless --skip-bad-rows). Importing the same file
    twice changes nothing.

    \b
    --json prints {"units": {"created", "updated", "unchanged"},
                   "owners": {"created", "updated", "unchanged"},
                   "total_area", "errors": [{"sheet", "row", "column", "value", "reason"}]}
    units   units named by good rows of the file
    owners  links between a unit and an owner: a person who owns two units counts twice, two co-owners of
            one unit count as two; "updated" are those whose share or number changed, and those that ended
    total_area  exclusive area of these units in m², two decimals
    errors  row counts from 1 as in Excel, column is Excel's letter; long numbers in value are masked

    \b
    Exit status: 0 done, 1 there are errors, 2 the file cannot be read.
    """
    parsed = _read(file, sheets)
    day = as_of.date() if as_of else None
    try:
        plan, run = _carry_out(parsed, file.name, day, dry_run, skip_bad_rows)
    except Problem as problem:
        raise click.ClickException(problem.message) from problem
    if as_json:
        click.echo(json.dumps(summary(plan), ensure_ascii=False, indent=2))
    else:
        _tell(plan, dry_run, run)
    if plan.errors:
        raise SystemExit(1)


def _read(file: Path, sheets: Sequence[str]) -> Parsed:
    from hub.people.importing.parse import read_rows

    try:
        return combined(read_rows(file, sheets))
    except Unreadable as unreadable:
        click.echo(f"{file.name}: {unreadable.reason}", err=True)
        raise SystemExit(2) from unreadable


def _carry_out(parsed: Parsed, name: str, day: date | None, dry_run: bool, skip_bad: bool) -> tuple[Plan, int | None]:
    if not dry_run:
        plan = imports.propose(parsed, day)
        if not plan.errors or skip_bad:
            done = imports.accept(SYSTEM, parsed, name, day, skip_bad=skip_bad)
            return done.plan, done.run_id
        return plan, None
    return imports.propose(parsed, day), None


def summary(plan: Plan) -> dict[str, Any]:
    """The object that --json prints."""
    return {
        **{
            what: {
                "created": plan.count(what, CREATED),
                "updated": plan.count(what, UPDATED, ENDED),
                "unchanged": plan.count(what, UNCHANGED),
            }
            for what in ("units", "owners")
        },
        "total_area": f"{plan.total_area // 100}.{plan.total_area % 100:02d}",
        "errors": [
            {"sheet": e.sheet, "row": e.row, "column": e.column, "value": e.value, "reason": e.reason}
            for e in plan.errors
        ],
    }


def _tell(plan: Plan, dry_run: bool, run: int | None) -> None:
    words = {"units": _("房屋"), "owners": _("产权登记")}
    for what, numbers in ((w, summary(plan)[w]) for w in words):
        click.echo(_("%(what)s：新增 %(created)s，更改 %(updated)s，不变 %(unchanged)s", what=words[what], **numbers))
    click.echo(_("总面积：%(area)s 平方米", area=summary(plan)["total_area"]))
    for note in plan.notes:
        click.echo(note.words)
    for e in plan.errors:
        click.echo(f"{e.sheet}!{e.column}{e.row}  {e.value!r}  {e.reason}", err=True)
    if dry_run:
        click.echo(_("只是预演，什么都没有写入。"))
    elif run is not None:
        click.echo(_("已写入，编号 %(run)s。撤销：flask --app hub register undo %(run)s", run=run))
    elif plan.errors:
        click.echo(_("还有错误没有更正，什么都没有写入。"))
    else:
        click.echo(_("没有新内容，什么都没有改。"))


@register.command("undo")
@click.argument("run", type=int)
def undo_(run: int) -> None:
    """Take back the import numbered RUN, if nothing depends on it yet."""
    try:
        undo(SYSTEM, run)
    except Problem as problem:
        raise click.ClickException(problem.message or _("没有这次导入。")) from problem
    click.echo(_("已撤销第 %(run)s 次导入。", run=run))


@register.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--phones", "reason", help="Include telephone numbers; give the reason, it goes into the audit log.")
def export(file: Path, reason: str | None) -> None:
    """Write the register to FILE (.xlsx). Importing that file again changes nothing."""
    from hub.people.importing import export
    from hub.people.queries import exporting

    try:
        rows = export_with_phones(SYSTEM, reason) if reason is not None else exporting.rows(SYSTEM)
        file.write_bytes(export.register(rows))
    except Problem as problem:
        raise click.ClickException(problem.message) from problem
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    click.echo(_("已导出 %(units)s 套房屋。", units=len(rows)))
