"""后台任务: the admin sees what waits and what failed, tries it again or drops it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock, jobs
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.i18n import lazy as _l
from hub.core.jobs.tasks import TASKS
from tests.factories import World


@command
def want(_actor: Actor, count: int = 1, **how: Any) -> list[int]:
    return [jobs.later("pigeon", {"letter_id": n}, **how) for n in range(count)]


@pytest.fixture
def pigeon(app: Flask) -> Iterator[list[Exception]]:
    trouble: list[Exception] = []

    @jobs.task("pigeon", title=_l("开户信"))
    def pigeon(_actor: Actor, *, letter_id: int) -> None:
        if trouble:
            raise trouble[0]

    yield trouble
    del TASKS["pigeon"]


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(jobs.Task.state).order_by(jobs.Task.id)))


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_an_admin_reads_what_failed_and_why(app: Flask, world: World, pigeon: list[Exception], lang: str) -> None:
    pigeon.append(jobs.GiveUp("鸽子飞走了"))
    want(SYSTEM)
    jobs.run_due(app)
    pigeon.clear()
    want(SYSTEM, not_before=clock.in_minutes(60))
    jobs.periodic.ring(app, jobs.Entry("broken", 60, lambda _actor: 1 / 0))  # type: ignore[arg-type,return-value]
    browser = world.client(world.user("admin"))
    browser.post("/looks", {"lang": lang})
    browser.get("/admin")
    assert ("有 2 项" if lang == "zh_CN" else "2 ") in browser.text()
    browser.get("/admin/jobs")
    assert "鸽子飞走了" in browser.text()
    assert "ZeroDivisionError" in browser.text()
    browser.get("/admin/jobs?state=waiting")
    assert "鸽子飞走了" not in browser.text()
    assert "letter_id=0" in browser.text()
    for odd in ("state=x&kind=y&before=z", "before=99999999999", "state=done"):
        browser.get(f"/admin/jobs?{odd}")


def test_what_was_given_up_is_tried_again_by_a_button(app: Flask, world: World, pigeon: list[Exception]) -> None:
    pigeon.append(jobs.GiveUp("no"))
    [task_id] = want(SYSTEM)
    jobs.run_due(app)
    pigeon.clear()
    browser = world.client(world.user("admin"))
    browser.get("/admin/jobs?state=given_up")
    assert browser.page is not None
    assert browser.page.select_one(f"form[action='/admin/jobs/{task_id}/retry']")
    browser.post(f"/admin/jobs/{task_id}/retry")
    jobs.run_due(app)
    assert states() == ["done"]
    browser.post(f"/admin/jobs/{task_id}/retry", status=422)


def test_what_waits_is_dropped_by_a_button_after_asking(world: World, pigeon: list[Exception]) -> None:
    [task_id] = want(SYSTEM)
    browser = world.client(world.user("manager"))
    browser.get("/admin/jobs")
    assert browser.page is not None
    assert browser.page.select_one(f"details form[action='/admin/jobs/{task_id}/drop']")
    browser.post(f"/admin/jobs/{task_id}/drop")
    assert states() == ["dropped"]


def test_the_list_is_paged(world: World, pigeon: list[Exception]) -> None:
    ids = want(SYSTEM, 70)
    browser, path, seen = world.client(world.user("admin")), "/admin/jobs?state=waiting", 0
    for _ in range(3):
        browser.get(path)
        assert browser.page is not None
        seen += len(browser.page.select("form[action$='/drop']"))
        older = browser.page.select_one("a[rel=next]")
        path = str(older["href"]) if older else ""
    assert (seen, path) == (len(ids), "")


@pytest.mark.parametrize("role", ["", "desk", "technician", "chair"])
def test_others_neither_see_nor_touch_them(world: World, pigeon: list[Exception], role: str) -> None:
    [task_id] = want(SYSTEM)
    browser = world.client(world.user(*([role] if role else [])))
    browser.get("/admin/jobs", 403)
    for deed in ("retry", "drop"):
        browser.post(f"/admin/jobs/{task_id}/{deed}", status=403)
    assert states() == ["waiting"]
    browser.get("/admin/jobs", 403)


def test_the_record_says_who_did_it(world: World, pigeon: list[Exception]) -> None:
    [task_id] = want(SYSTEM)
    world.client(world.user("manager", name="方经理")).post(f"/admin/jobs/{task_id}/drop")
    chair = world.client(world.user("chair"))
    chair.get("/admin/audit?fact=TaskDropped")
    assert "取消了一项后台任务" in chair.text()
