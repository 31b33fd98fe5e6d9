"""How well repairs go: the public page, the staff's by kind, building and technician, the spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from hub.core import clock, web
from hub.core.authz import Permission as P
from hub.core.authz import public, require_permission
from hub.core.offload import offload
from hub.core.problems import NotFound
from hub.features.repairs.queries.board import buildings
from hub.features.repairs.queries.figure_charts import charts
from hub.features.repairs.queries.figure_lists import WHICH, behind
from hub.features.repairs.queries.figure_sheets import sheets
from hub.features.repairs.queries.figures import PERIODS, USUAL, Asked, standing
from hub.features.repairs.rules.explained import explained, in_table
from hub.features.repairs.rules.places import KINDS
from hub.features.repairs.views.blueprint import bp
from hub.people.importing.export import book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/repairs/record")
@public
def record() -> Any:
    """Sums, each with its formula; open to everybody."""
    asked = Asked(days=Asked.of(request.args).days)
    shown = standing(asked)
    return web.page(
        "repairs/figures/record.html",
        shown=shown,
        asked=asked,
        here=url_for(".record"),
        figures=explained(shown.all),
        charts=charts(shown.months),
        cell=in_table,
        periods=PERIODS,
        usual=USUAL,
    )


@bp.get("/repairs/figures")
def figures() -> Any:
    """For the office and the committee; the filters live in the address."""
    require_permission(web.current_actor(), P.REPAIRS_SEE_ALL)
    asked = Asked.of(request.args)
    shown = standing(asked, technicians=True)
    return web.page(
        "repairs/figures/all.html",
        shown=shown,
        asked=asked,
        here=asked.address(url_for(".figures")),
        figures=explained(shown.all),
        charts=charts(shown.months),
        cell=in_table,
        periods=PERIODS,
        usual=USUAL,
        kinds=KINDS,
        buildings=buildings(),
    )


@bp.get("/repairs/figures.xlsx")
def figures_sheet() -> Any:
    """The same to count on with: no person and no home in it."""
    require_permission(web.current_actor(), P.REPAIRS_SEE_ALL)
    data = offload(book, sheets(standing(Asked.of(request.args))))
    name = f"repairs-{clock.today().isoformat()}.xlsx"
    return Response(data, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/repairs/record/<which>")
def figures_behind(which: str) -> Any:
    """The repairs behind a figure, as far as this viewer may see them."""
    if which not in WHICH:
        raise NotFound
    asked = Asked.of(request.args)
    return web.page(
        "repairs/figures/behind.html", which=which, asked=asked, behind=behind(web.current_actor(), which, asked)
    )
