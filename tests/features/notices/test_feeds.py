"""The feeds, read by a feed reader that is not ours."""

from __future__ import annotations

import uuid
from datetime import timedelta
from time import struct_time

import feedparser
import pytest
from bs4 import BeautifulSoup

from hub.core import clock
from hub.features.notices import commands
from hub.features.notices.rules.notice import Category

KINDS = ("rss", "atom")


def fetched(client, kind: str) -> feedparser.FeedParserDict:
    answer = client.get(f"/notices/feed.{kind}")
    assert answer.mimetype == f"application/{kind}+xml"
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.get("bozo_exception")
    return found


def moment(parsed: struct_time) -> tuple[int, ...]:
    return tuple(parsed[:6])


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_says_what_visitors_may_read(cast, client, kind: str) -> None:
    cast.publish(title="自己人看")
    cast.draft(title="还没发", visitors=True)
    body = f"**停水** <script>alert(1)</script>\n\n[看](/phones)\n\n{'长' * 10}"
    number = cast.publish(title="停水 <b>&", body=body, visitors=True, category=Category.OUTAGE)
    found = fetched(client, kind)
    assert found.version == {"rss": "rss20", "atom": "atom10"}[kind]
    assert found.feed.title == "明强小区公告"
    assert found.feed.language == "zh-CN"
    (entry,) = found.entries
    assert entry.title in ("停水 <b>&", "停水 &lt;b&gt;&amp;")
    assert entry.link == f"http://localhost/notices/{number}"
    assert uuid.UUID(entry.id.removeprefix("urn:uuid:"))
    assert [tag.term for tag in entry.tags] == ["停水停电"]
    assert entry.author == "物业"
    page = BeautifulSoup(entry.summary, "html5lib")
    assert page.strong.get_text() == "停水"
    assert page.script is None
    assert page.a["href"] == "http://localhost/phones"
    published = cast.notice(number).published_at
    assert moment(entry.published_parsed) == moment(published.utctimetuple())


def test_a_revised_entry_keeps_its_id_and_says_when(cast, client) -> None:
    number = cast.publish(visitors=True)
    before = {kind: fetched(client, kind).entries[0].id for kind in KINDS}
    with clock.frozen(clock.now() + timedelta(hours=3)):
        cast.revise(number)
        later = clock.now()
        for kind in KINDS:
            (entry,) = fetched(client, kind).entries
            assert entry.id == before[kind]
            assert "改到下午" in entry.summary
        assert moment(fetched(client, "atom").entries[0].updated_parsed) == moment(later.utctimetuple())
        assert moment(fetched(client, "atom").feed.updated_parsed) == moment(later.utctimetuple())


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_longer_holds_leaves_the_feed(cast, client, kind: str) -> None:
    gone = cast.publish(visitors=True)
    commands.withdraw(cast.actor(cast.desk), gone, "写错了")
    until = clock.now() + timedelta(days=1)
    cast.publish(visitors=True, until_at=until, title="明天就完")
    assert [entry.title for entry in fetched(client, kind).entries] == ["明天就完"]
    with clock.frozen(until):
        assert fetched(client, kind).entries == []


def test_a_reader_that_asks_again_gets_nothing_new_and_the_list_names_the_feeds(cast, client) -> None:
    cast.publish(visitors=True)
    first = client.get("/notices/feed.atom")
    client.get("/notices/feed.atom", 304, headers={"If-None-Match": first.headers["ETag"]})
    client.get("/notices")
    links = {link["type"]: link["href"] for link in client.page.select("link[rel=alternate]")}
    assert links == {"application/atom+xml": "/notices/feed.atom", "application/rss+xml": "/notices/feed.rss"}
