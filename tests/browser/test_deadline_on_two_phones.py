"""Waiting for parts stops the clock; when work goes on, both phones show the same new hour, without a reload."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from hub.core import clock
from tests.browser import deeds
from tests.browser.community import DESK, LAPTOP, RESIDENT, TECHNICIAN, Community, alive

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
WAITED = timedelta(hours=2)


def test_report_pause_resume_and_the_due_time_is_right_on_both_phones(visit: Visit, community: Community) -> None:
    mine, theirs = visit(RESIDENT).new_page(), visit(TECHNICIAN).new_page()
    office = visit(DESK, viewport=LAPTOP).new_page()
    deeds.fill_lift(mine, "电梯困人，按警铃没人应", door="3号楼2单元")
    mine.locator("[name=urgency][value=urgent]").check(force=True)
    number = deeds.sent(mine)
    card = f"#repair-{number}"
    alive(mine)
    office.goto(f"/repairs/{number}")
    if not office.locator(card).get_by_text(deeds.ZHANG).count():  # an urgent one is offered to somebody at once
        deeds.give_to_zhang(office, number)
    theirs.goto(f"/repairs/{number}")
    deeds.press(theirs, "开始维修")
    expect(theirs.locator(card)).to_contain_text("维修中")
    expect(mine.locator(card)).to_contain_text(f"承诺修好 {spoken(due(community.folder, number))}")
    theirs.reload()
    mine.evaluate("window.stillTheSamePage = true")

    theirs.get_by_text("更多", exact=True).click()
    deeds.press(theirs, "要等配件")
    theirs.locator("[name=note]").fill("门机皮带断了，要等配件")
    deeds.submit(theirs)
    for page in (mine, theirs):
        expect(page.locator(card)).to_contain_text("停表中，这段时间不算")
        expect(page.locator(card)).not_to_contain_text("承诺修好")
    begun_earlier(community.folder, number)

    alive(theirs)
    deeds.press(theirs, "开始维修")
    expect(theirs.locator(card)).to_contain_text("承诺修好")
    expected = spoken(due(community.folder, number))
    for page in (mine, theirs):
        expect(page.locator(card)).to_contain_text(f"承诺修好 {expected}")
        page.locator(card).get_by_text("承诺时限怎么算").click()
        expect(page.locator(card)).to_contain_text("等配件，不算")
    assert mine.evaluate("window.stillTheSamePage"), "without a reload"


def begun_earlier(folder: Path, number: int) -> None:
    """All of it happened two hours ago: nobody waits that long for a test."""
    with closing(sqlite3.connect(folder / "hub.db", timeout=20)) as database:
        for table, column in (("repair_clocks", "started_at"), ("repair_pauses", "since")):
            rows = database.execute(f"SELECT id, {column} FROM {table} WHERE repair_id = ?", (number,)).fetchall()
            for row_id, moment in rows:
                earlier = datetime.fromisoformat(moment) - WAITED
                text = earlier.isoformat(sep=" ", timespec="microseconds")
                database.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text, row_id))
        database.commit()


def due(folder: Path, number: int) -> datetime:
    """Worked out anew from what is stored: four hours day and night, and what does not count."""
    with closing(sqlite3.connect(folder / "hub.db", timeout=20)) as database:
        started, minutes, always = database.execute(
            "SELECT started_at, promise_minutes, always FROM repair_clocks WHERE repair_id = ? AND which = 'resolve'",
            (number,),
        ).fetchone()
        pauses = database.execute("SELECT since, until FROM repair_pauses WHERE repair_id = ?", (number,)).fetchall()
    assert (minutes, always) == (240, 1)
    waited = [datetime.fromisoformat(until) - datetime.fromisoformat(since) for since, until in pauses]
    assert all(span >= WAITED for span in waited)
    return datetime.fromisoformat(started).replace(tzinfo=UTC) + timedelta(minutes=240) + sum(waited, timedelta())


def spoken(moment: datetime) -> str:
    here = clock.local(moment)
    days = (here.date() - clock.today()).days
    return f"{('今天', '明天')[days]} {here:%H:%M}"
