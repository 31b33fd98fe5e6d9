"""The pages, by everyone, in both languages."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.notices import commands
from hub.features.notices.rules.notice import Audience, Category, Scope, Stage, Voice
from hub.people.models import User
from tests.core.test_images import encoded
from tests.features.notices.conftest import PDF, told


def form(cast, **more) -> dict:
    """As a browser sends it."""
    return {
        "title": "明天停水",
        "body": "**上午**停水",
        "category": "outage",
        "voice": "property",
        "scope": "building",
        "buildings": [str(cast.three)],
        **more,
    }


def test_from_writing_to_reading(cast) -> None:
    desk, lin = cast.world.client(cast.desk), cast.world.client(cast.lin)
    desk.get("/notices/new")
    sent = form(cast, urgent="y", mandatory="y")
    sent["photos"] = (io.BytesIO(encoded("JPEG")), "a.jpg")
    sent["documents"] = (io.BytesIO(PDF), "明细.pdf")
    desk.follow(desk.post("/notices/new", sent, content_type="multipart/form-data"))
    assert "会通知到 2 个账号 · 1 户" in desk.text()
    number = int(desk.page.select_one("article[id^=notice-]")["id"].removeprefix("notice-"))
    lin.get(f"/notices/{number}", 404)
    desk.follow(desk.post(f"/notices/{number}/publication"))
    assert desk.page.h1.get_text() == "明天停水"

    lin.get("/")
    assert "请阅读并确认" in lin.text()
    lin.get("/notices")
    assert lin.page.select_one("li.unread .title").get_text() == "明天停水"
    lin.get(f"/notices/{number}")
    assert str(lin.page.select_one(".notice-words strong")) == "<strong>上午</strong>"
    paper = lin.page.select_one(".papers a")
    assert paper.select_one(".title").get_text() == "明细.pdf"
    answer = lin.get(paper["href"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == PDF
    lin.get(lin.page.select_one(".photos a")["href"])
    lin.get("/notices")
    assert lin.page.select_one("li.unread") is None, "opening it is known at once"
    lin.get(f"/notices/{number}")
    lin.follow(lin.post(f"/notices/{number}/confirmation", {"version": "1"}))
    assert "您已确认看过" in lin.text()
    lin.get("/")
    assert "请阅读并确认" not in lin.text()


def test_what_was_typed_and_sent_stays_when_something_is_missing(cast) -> None:
    desk = cast.world.client(cast.desk)
    sent = form(cast, title="", buildings=[])
    sent["documents"] = (io.BytesIO(PDF), "明细.pdf")
    desk.post("/notices/new", sent, status=422, content_type="multipart/form-data")
    assert "请写标题。" in desk.text()
    assert desk.page.find("textarea", attrs={"name": "body"}).get_text().strip() == "**上午**停水"
    kept = desk.page.find("input", attrs={"name": "kept_document"})["value"]
    desk.post("/notices/new", form(cast, buildings=[]), status=422)
    assert "请选发到哪里。" in desk.text()
    desk.follow(desk.post("/notices/new", form(cast, kept_document=kept)))
    assert "明细.pdf" in desk.text()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scope": "building", "visitors": "y"}, "只有发给全小区的公告"),
        ({"scope": "role"}, "请选发给哪些人。"),
        ({"until_at": "2020-01-01T08:00"}, "结束时间要晚于现在和发布时间。"),
        ({"until_at": "昨天"}, "Not a valid"),
        ({"voice": "committee"}, "Not a valid choice"),
        ({"scope": "nowhere"}, "Not a valid choice"),
        ({"buildings": ["99999"]}, "99999"),
        ({"title": "字" * 81}, "标题太长了。"),
        ({"category": "nonsense"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast, wrong: dict, words: str) -> None:
    desk = cast.world.client(cast.desk)
    desk.post("/notices/new", form(cast, **wrong), status=422)
    if not words.startswith("Not"):
        assert words in desk.text()
    assert desk.page.select_one(".form-errors li")


def test_a_wrong_document_is_refused_with_its_name(cast) -> None:
    desk = cast.world.client(cast.desk)
    sent = form(cast)
    sent["documents"] = (io.BytesIO(b"MZ\x90\x00"), "账目.pdf")
    desk.post("/notices/new", sent, status=422, content_type="multipart/form-data")
    assert "“账目.pdf”不能用" in desk.text()


def test_a_draft_is_kept_on_the_server_while_it_is_typed(cast) -> None:
    number = cast.draft()
    desk = cast.world.client(cast.desk)
    answer = desk.htmx("post", f"/notices/{number}/draft/words", {"title": "", "body": "写到一半"})
    assert "草稿已自动保存" in answer.get_data(as_text=True)
    assert (cast.notice(number).title, cast.notice(number).body) == ("", "写到一半")
    desk.get(f"/notices/{number}/preview")
    desk.post(f"/notices/{number}/publication", status=422)
    assert cast.notice(number).stage == Stage.DRAFT, "unfinished, it does not appear"
    desk.get("/notices/desk")
    assert "（还没有标题）" in desk.text()


def test_leaving_a_box_unticked_takes_the_file_off(cast) -> None:
    number = cast.draft(enclosed=cast.enclosed())
    desk = cast.world.client(cast.desk)
    desk.get(f"/notices/{number}/draft")
    assert len(desk.page.select("input[name=stay]")) == 2
    paper = cast.notice(number).documents[0]
    desk.post(f"/notices/{number}/draft", form(cast, stay=[paper]))
    assert cast.notice(number).photos == []
    assert cast.notice(number).documents == [paper]


def test_a_new_version_through_the_form(cast) -> None:
    number = cast.publish(mandatory=True)
    commands.confirm(cast.actor(cast.lin), number, 1)
    desk, lin = cast.world.client(cast.desk), cast.world.client(cast.lin)
    desk.get(f"/notices/{number}/revision")
    sent = {"title": "明天停水", "body": "下午两点到四点停水。\n\n请存水。", "base": "1", "changed": "", "tell": "y"}
    desk.post(f"/notices/{number}/revision", sent, status=422)
    assert "请用一句话写明改了什么。" in desk.text()
    desk.follow(desk.post(f"/notices/{number}/revision", {**sent, "changed": "改到下午两点"}))
    assert "第 2 版" in desk.text()
    lin.get(f"/notices/{number}/versions/2")
    assert [tag.get_text() for tag in lin.page.select(".diff del")] != []
    assert "改到下午两点" in lin.text()
    lin.get(f"/notices/{number}/versions/1")
    assert "上午八点到十点停水" in lin.text()
    lin.get(f"/notices/{number}/versions/3", 404)
    lin.get(f"/notices/{number}")
    assert "我已阅读" in lin.text(), "told again, it asks again"
    assert told(cast.lin) == ["notice_must", "notice_must_again"]


def test_withdrawing_through_the_form(cast) -> None:
    number = cast.publish(enclosed=cast.enclosed(), title="明天停水")
    paper = cast.notice(number).documents[0]
    desk, lin = cast.world.client(cast.desk), cast.world.client(cast.lin)
    desk.get(f"/notices/{number}/withdrawal")
    desk.post(f"/notices/{number}/withdrawal", {"reason": " "}, status=422)
    desk.follow(desk.post(f"/notices/{number}/withdrawal", {"reason": "供水公司改期"}))
    lin.get(f"/notices/{number}")
    assert "供水公司改期" in lin.text()
    assert "请存水" not in lin.text()
    for gone in (f"/documents/{paper}", f"/notices/{number}/versions", f"/notices/{number}/poster.pdf"):
        lin.get(gone, 404)
    lin.get("/notices?past=1")
    assert "已撤回" in lin.text()


def test_the_filters_live_in_the_address_and_the_list_is_paged(cast) -> None:
    for number in range(25):
        cast.publish(title=f"第{number}条", category=Category.SAFETY if number % 5 == 0 else Category.GENERAL)
    pinned = cast.publish(title="置顶的", pinned=True)
    lin = cast.world.client(cast.lin)
    lin.get("/notices")
    links = [a["href"] for a in lin.page.select("a.item")]
    assert links[0] == f"/notices/{pinned}"
    assert len(links) == 21
    lin.get(lin.page.select_one("a[rel=next]")["href"])
    rest = [a["href"] for a in lin.page.select("a.item")]
    assert len(rest) == 5
    assert not set(rest) & set(links)
    lin.get("/notices?category=safety")
    assert len(lin.page.select("a.item")) == 5
    lin.get("/notices?category=activity")
    assert "这一类眼下没有公告" in lin.text()
    lin.get("/notices?category=nonsense&before=nonsense&past=x")
    assert lin.htmx("get", "/notices?before=5").get_data(as_text=True).count("<li") >= 4


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_in_both_languages(cast, locale: str) -> None:
    for user in (cast.lin, cast.desk, cast.chair, cast.manager):
        _speak(SYSTEM, user, locale)
    plain = cast.publish(title="普通公告", visitors=True, enclosed=cast.enclosed())
    must = cast.publish(title="停" * 80, mandatory=True, urgent=True, pinned=True, until_at=_in(5))
    roles = cast.publish(title="给业主和租户", audience=Audience(Scope.ROLE, (), ("owner", "tenant")))
    staff = cast.publish(title="给保安", audience=Audience(Scope.ROLE, (), ("guard", "desk")))
    three = cast.for_three(title="给三号楼")
    gone = cast.publish(title="撤掉的", by=cast.chair, voice=Voice.COMMITTEE)
    commands.withdraw(cast.actor(cast.chair), gone, "写错了")
    cast.revise(must, tell=True)
    draft = cast.draft(from_at=_in(1), enclosed=cast.enclosed())
    later = cast.draft(from_at=_in(1), audience=Audience(Scope.BUILDING, (cast.three,)))
    commands.schedule(cast.actor(cast.desk), later)
    commands.confirm(cast.actor(cast.lin), must, 2)
    commands.tell(cast.actor(cast.desk), must, cast.world.unit("5-1-101"))
    desk, lin, chair = (cast.world.client(u) for u in (cast.desk, cast.lin, cast.chair))
    for path in ("/", "/notices", "/notices?past=1", "/notices?category=finance", "/services", "/inbox", "/me/privacy"):
        for client in (desk, lin, chair):
            client.get(path)
    for number in (plain, must, roles, three, gone):
        for path in ("", "/versions", "/versions/1"):
            if number != gone or not path:
                lin.get(f"/notices/{number}{path}")
            desk.get(f"/notices/{number}{path}")
    lin.get(f"/notices/{must}/versions/2")
    for path in ("desk", "new", f"{draft}/preview", f"{draft}/draft", f"{later}/preview", f"{must}/revision"):
        desk.get(f"/notices/{path}")
    for number in (plain, must, roles, staff):
        for path in ("arrived", "unreached", "unreached/sheet"):
            desk.get(f"/notices/{number}/{path}")
    desk.get(f"/notices/{must}/withdrawal")
    desk.post("/notices/new", {}, status=422)
    desk.post(f"/notices/{must}/revision", {}, status=422)
    for path in (f"{must}/card", f"{must}/actions", "latest", "board"):
        lin.htmx("get", f"/notices/{path}")
    chair.get("/admin/audit")


def test_the_elder_home_leads_to_the_board(cast) -> None:
    cast.publish()
    _elder(SYSTEM, cast.lin)
    lin = cast.world.client(cast.lin)
    lin.get("/")
    button = lin.page.select_one("a.six[href='/notices']")
    assert "公告" in button.get_text()
    assert "1 条没看" in button.get_text()


def _in(days: int):
    return clock.now() + timedelta(days=days)


@command
def _speak(_actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale


@command
def _elder(_actor, user_id: int) -> None:
    db.session.get_one(User, user_id).elder = True
