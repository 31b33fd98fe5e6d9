"""Keys for programs outside: made once, shown once, limited, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock, jobs
from hub.core.authz import GUEST, SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.limits import limiter
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.repairs import commands
from hub.features.repairs.models import ApiClient
from hub.features.repairs.queries.clients import client_of, clients
from hub.features.repairs.rules.open311 import Wanted
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report
from tests.features.repairs.conftest import Cast
from tests.features.repairs.open311_client import Open311

LIFT = {"service_code": "lift", "address_string": "3号楼2单元", "attribute__spot": "lift"}
NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
GATE = Report(kind=Kind.DOOR, spot=Spot.GATE, description="坏了")


def make(cast: Cast, scope: str = "write", per_hour: int = 60) -> str:
    return commands.make_client(cast.actor(cast.manager), Wanted("12345 平台", scope, per_hour))


def row() -> ApiClient:
    db.session.rollback()
    return db.session.scalars(select(ApiClient)).one()


def test_only_the_hash_of_a_key_is_kept(app: Flask, cast: Cast) -> None:
    key = make(cast)
    assert len(key) > 40
    kept = str(db.session.execute(db.text("SELECT * FROM repair_api_clients")).all())
    assert key not in kept
    assert client_of(key) is not None
    assert client_of(key[:-1]) is None
    assert client_of(row().key_hash) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(" ", "read", 1), "name"),
        (Wanted("a", "admin", 1), "scope"),
        (Wanted("a", "read", 0), "per_hour"),
        (Wanted("a", "read", 1001), "per_hour"),
    ],
)
def test_a_key_needs_a_name_a_scope_and_a_limit(cast: Cast, wanted: Wanted, field: str) -> None:
    with pytest.raises(RuleBroken) as problem:
        commands.make_client(cast.actor(cast.manager), wanted)
    assert problem.value.field == field


def test_strangers_neither_make_nor_see_nor_revoke_keys(cast: Cast) -> None:
    make(cast)
    for nobody in (GUEST, cast.actor(cast.lin), cast.actor(cast.zhang), cast.actor(cast.desk)):
        with pytest.raises(Forbidden):
            commands.make_client(nobody, Wanted("a", "read", 1))
        with pytest.raises(Forbidden):
            commands.revoke_client(nobody, row().id)
        with pytest.raises(Forbidden):
            clients(nobody)
    assert row().revoked_at is None


def test_a_key_is_revoked_once(cast: Cast) -> None:
    make(cast)
    commands.revoke_client(cast.actor(cast.manager), row().id)
    assert row().revoked_at is not None
    for gone in (row().id, 99):
        with pytest.raises(NotFound):
            commands.revoke_client(cast.actor(cast.manager), gone)


def test_the_command_itself_asks_for_the_right_to_report_and_for_a_public_place(cast: Cast) -> None:
    make(cast, "read")
    for client_id in (row().id, 99):
        with pytest.raises(Forbidden):
            commands.report_by_client(GUEST, client_id, GATE, Caller())


def test_nothing_is_reported_in_a_home_from_outside(cast: Cast) -> None:
    make(cast)
    home = Report(kind=Kind.LEAK, unit_id=cast.world.unit("3-2-301"), description="漏水")
    with pytest.raises(Forbidden):
        commands.report_by_client(GUEST, row().id, home, Caller())


@pytest.mark.parametrize("bad", [{"scope": "admin"}, {"per_hour": 0}, {"per_hour": 1001}])
def test_the_database_alone_refuses_what_cannot_be(cast: Cast, bad: dict[str, object]) -> None:
    fine = {"name": "a", "key_hash": "h", "hint": "x", "scope": "read", "per_hour": 1, "made_at": NOON}
    with pytest.raises(IntegrityError):
        _add(SYSTEM, {**fine, **bad})


def test_the_database_alone_refuses_the_same_key_twice(cast: Cast) -> None:
    make(cast)
    values = {"name": "a", "key_hash": row().key_hash, "hint": "x", "scope": "read", "per_hour": 1, "made_at": NOON}
    with pytest.raises(IntegrityError):
        _add(SYSTEM, values)


@command
def _add(_actor: Actor, values: dict[str, object]) -> None:
    db.session.execute(insert(ApiClient).values(**values))


def test_when_it_was_last_used_is_written_by_a_job_and_not_by_reading(app: Flask, cast: Cast) -> None:
    key = make(cast, "read")
    with clock.frozen(NOON):
        Open311(app, "json", key).requests()
        assert row().last_used_at is None
        jobs.run(app, "repairs.clients")
    assert row().last_used_at == NOON
    with clock.frozen(NOON + timedelta(days=1)):
        jobs.run(app, "repairs.clients")
    assert row().last_used_at == NOON, "nobody used it since"


# --- floods -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    """In this hub they are on."""
    app.config["RATELIMIT_ENABLED"] = limiter.enabled = True
    limiter.init_app(app)
    limiter.reset()
    yield
    limiter.enabled = False


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_client_reports_as_often_as_it_was_told_and_others_go_on(
    app: Flask, cast: Cast, limits: None, form: str
) -> None:
    few, many = make(cast, per_hour=3), make(cast, per_hour=60)
    statuses = [Open311(app, form, few).post(**LIFT).status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    flooded = Open311(app, form, few).post(**LIFT)
    assert (flooded.value[0]["code"], flooded.headers["Retry-After"].isdecimal()) == (429, True)
    assert Open311(app, form, many).post(**LIFT).status == 200
    assert Open311(app, form, few).requests().status == 200, "reading has its own limit"


def test_an_address_reads_so_often_and_a_key_more(app: Flask, cast: Cast, limits: None) -> None:
    key, reader = make(cast, "read"), Open311(app, "json")
    statuses = [reader.services().status for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    assert reader.discovery().status == 429, "all reading together"
    assert Open311(app, "json", key).services().status == 200


def test_keys_cannot_be_tried_out(app: Flask, cast: Cast, limits: None) -> None:
    statuses = [Open311(app, "json", f"guess{n}").post(**LIFT).status for n in range(62)]
    assert statuses[:60] == [403] * 60
    assert statuses[60:] == [429] * 2


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_manager_makes_a_key_sees_it_once_and_revokes_it(app: Flask, cast: Cast, lang: str) -> None:
    browser = cast.world.client(cast.manager)
    browser.post("/looks", {"lang": lang})
    browser.get("/admin/open311")
    answer = browser.post("/admin/open311", {"name": "街道平台", "scope": "write", "per_hour": "20"}, 200)
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser.page is not None
    key = browser.page.select_one("main code").get_text()  # type: ignore[union-attr]
    assert Open311(app, "json", key).post(**LIFT).status == 200
    browser.get("/admin/open311")
    assert "街道平台" in browser.text()
    assert key not in str(browser.page)
    browser.post(f"/admin/open311/{row().id}/revocation")
    browser.get("/admin/open311")
    assert Open311(app, "json", key).post(**LIFT).status == 403


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"name": "长" * 61}, {"scope": "all"}, {"per_hour": "0"}, {"per_hour": "many"}], ids=str
)
def test_a_form_with_something_wrong_keeps_what_was_typed(cast: Cast, bad: dict[str, str]) -> None:
    browser = cast.world.client(cast.manager)
    browser.get("/admin/open311")
    browser.post("/admin/open311", {"name": "街道平台", "scope": "write", "per_hour": "20", **bad}, 422)
    assert browser.page is not None
    assert browser.page.select(".invalid-feedback, .form-errors, [id$='-error']")
    assert "name" in bad or "街道平台" in str(browser.page)
    assert db.session.scalar(select(ApiClient.id)) is None


@pytest.mark.parametrize("who", ["lin", "desk", "zhang"])
def test_others_do_not_see_the_page(cast: Cast, who: str) -> None:
    browser = cast.world.client(getattr(cast, who))
    browser.get("/admin/open311", 403)
    browser.post("/admin/open311", {"name": "a", "scope": "write", "per_hour": "1"}, 403)
    assert db.session.scalar(select(ApiClient.id)) is None
