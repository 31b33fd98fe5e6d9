"""消息怎么来: the page of choices, in both languages."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.inbox.commands import deliver
from hub.features.inbox.models import ChannelChoice, Delivery, InboxEntry, TopicChoice
from tests.factories import World


def test_the_page_shows_topics_and_ways(world: World) -> None:
    browser = world.client(world.user())
    browser.get("/me/news")
    assert "报修" in browser.text()
    assert "小区没开通" in browser.text(), "e-mail is not set up in this instance"
    assert "关系到您的权利" in browser.text(), "what cannot be switched off says why"


def test_a_topic_switched_off_brings_nothing(world: World) -> None:
    me, other = world.user(), world.user()
    browser = world.client(me)
    browser.get("/me/news")
    form = {"topic-repairs": "off", "topic-privacy": "now"}
    browser.follow(browser.post("/me/news", form))
    assert db.session.get_one(TopicChoice, (me, "repairs")).how == "off"
    assert deliver(SYSTEM, [me, other], "repair_done", {"what": "灯"}, "/repairs/1", "a") == (other,)
    assert db.session.scalars(select(InboxEntry.user_id)).all() == [other]
    assert db.session.scalars(select(Delivery)).all() == []


def test_what_must_reach_everyone_cannot_be_switched_off(world: World) -> None:
    me = world.user()
    browser = world.client(me)
    browser.get("/me/news")
    browser.post("/me/news", {"topic-repairs": "now", "topic-privacy": "off"}, 422)
    assert db.session.scalars(select(TopicChoice)).all() == []
    assert deliver(SYSTEM, [me], "erasure_answered", {}, "/me/privacy", "a") == (me,)


def test_how_much_comes_by_telephone_is_ones_own_choice(world: World) -> None:
    me = world.user()
    browser = world.client(me)
    browser.get("/me/news")
    browser.post("/me/news/channels/sms", {"reach": "all"})
    browser.post("/me/news/channels/sms", {"reach": "sometimes"}, 422)
    browser.post("/me/news/channels/email", {"reach": "all"}, 422)
    assert [(row.user_id, row.channel, row.reach) for row in db.session.scalars(select(ChannelChoice))] == [
        (me, "sms", "all")
    ]
    browser.post("/me/news/channels/sms/test")
    browser.get("/me/news")
    assert "正在送" in browser.text()
