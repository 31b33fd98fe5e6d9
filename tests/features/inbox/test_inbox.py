"""The inbox: told once, read once, seen by nobody else."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from hub.core import live
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.inbox.commands import deliver
from hub.features.inbox.models import InboxEntry
from tests.core.test_live import connect, heard, watch
from tests.factories import World


def tell(*user_ids: int, dedupe: str = "a", link: str = "/me", what: str = "电梯停了") -> tuple[int, ...]:
    return deliver(SYSTEM, user_ids, "repair_done", {"what": what}, link, dedupe)


def test_told_twice_is_told_once_and_never_of_ones_own_deed(world: World) -> None:
    me, other = world.user(), world.user()
    assert tell(me, other) == (me, other)
    assert tell(me, other) == ()
    assert deliver(world.actor(me), [me, other], "repair_done", {}, "/me", "b") == (other,)
    assert db.session.scalar(select(func.count()).select_from(InboxEntry)) == 3


def test_opening_an_entry_reads_it_and_leads_on(world: World) -> None:
    me = world.user()
    tell(me)
    browser = world.client(me)
    browser.get("/inbox")
    assert "修好了，请您确认" in browser.text()
    assert "电梯停了" in browser.text()
    assert "没看过" in browser.text()
    entry = db.session.scalar(select(InboxEntry.id))
    answer = browser.post(f"/inbox/{entry}/reading")
    assert answer.headers["Location"] == "/me"
    browser.get("/inbox")
    assert "没看过" not in browser.text()


def test_an_inbox_is_nobody_elses(world: World) -> None:
    me, stranger = world.user(), world.user()
    tell(me)
    entry = db.session.scalar(select(InboxEntry.id))
    browser = world.client(stranger)
    browser.get("/inbox")
    assert "电梯" not in browser.text()
    browser.post(f"/inbox/{entry}/reading", status=404)
    assert db.session.scalar(select(InboxEntry.read_at)) is None


def test_all_at_once(world: World) -> None:
    me, other = world.user(), world.user()
    for n in range(70):
        tell(me, other, dedupe=str(n))
    browser = world.client(me)
    browser.get("/inbox")
    assert len(browser.page.select(".item-button")) == 30  # type: ignore[union-attr]
    assert browser.page.select_one(".badge-count").get_text().startswith("70")  # type: ignore[union-attr]
    older = browser.page.select_one("a[rel=next]")["href"]  # type: ignore[index,union-attr]
    browser.get(str(older))
    browser.post("/inbox/reading")
    browser.get("/inbox")
    assert not browser.page.select(".badge-count")  # type: ignore[union-attr]
    left = select(func.count()).select_from(InboxEntry).where(InboxEntry.read_at.is_(None))
    assert db.session.scalar(left) == 70, "the other person's are still unread"


def test_somebody_elses_words_cannot_become_markup(world: World) -> None:
    me = world.user()
    tell(me, what="<script>alert(1)</script> %(who)s 100%")
    browser = world.client(me)
    answer = browser.get("/inbox")
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert "100%" in browser.text()


def test_the_bell_rings_on_the_right_phone_only(app: Flask, world: World) -> None:
    me, stranger = world.user(), world.user()
    mine, theirs = connect(app, world, me), connect(app, world, stranger)
    assert watch(mine, f"inbox:{me}") == [f"inbox:{me}"]
    assert watch(theirs, f"inbox:{me}") == []
    tell(me)
    assert [news["topic"] for news in heard(mine)] == [f"inbox:{me}"]
    assert heard(theirs) == []
    assert live.MOST_TOPICS
