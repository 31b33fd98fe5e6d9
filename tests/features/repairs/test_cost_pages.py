"""Costs and quotes on the page: written on a phone, read by the household, answered on a second page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands, queries
from hub.features.repairs.rules.stages import Stage
from hub.people.models import User
from hub.people.queries.actors import actor_of_user
from tests.features.repairs.test_costs import VALVE, asked, at_work, drip, paid, quoted

LINE = {"what": "角阀", "sort": "part", "quantity": "2", "unit": "个", "price": "¥35"}


@command
def speak(_actor, user_ids: tuple[int, ...], locale: str) -> None:
    for user_id in user_ids:
        db.session.get_one(User, user_id).locale = locale


def test_a_technician_writes_lines_sends_them_and_the_household_agrees(cast) -> None:
    repair_id = drip(cast)
    zhang, lin = cast.world.client(cast.zhang), cast.world.client(cast.lin)
    zhang.get(f"/repairs/{repair_id}")
    assert "还没有记费用" in zhang.text()
    lin.get(f"/repairs/{repair_id}")
    assert "费用" not in lin.text(), "nothing about money while nobody has spoken of it"
    zhang.get(f"/repairs/{repair_id}/costs")
    zhang.follow(zhang.post(f"/repairs/{repair_id}/costs", LINE))
    assert "¥70.00" in zhang.text()
    zhang.get(f"/repairs/{repair_id}/costs/payer")
    zhang.follow(zhang.post(f"/repairs/{repair_id}/costs/payer", {"payer": "household"}))
    assert "发报价给住户 ¥70.00" in zhang.text()
    zhang.get(f"/repairs/{repair_id}/quotes")
    field = zhang.page.find("input", attrs={"name": "last_day"})
    zhang.follow(zhang.post(f"/repairs/{repair_id}/quotes", {"last_day": field["value"], "note": "老化漏水"}))
    assert "等住户答复" in zhang.text()
    lin.get("/")
    assert "维修报价 ¥70.00，等您答复" in lin.text()
    lin.get(f"/repairs/{repair_id}")
    way = lin.page.find("a", string=lambda s: s and "看报价，再决定" in s)["href"]
    lin.get(way)
    assert "同意，付 ¥70.00" in lin.text()
    assert "老化漏水" in lin.text()
    lin.follow(lin.post(way, {}))
    assert "您同意了报价" in lin.text()
    assert "应付 ¥70.00" in lin.text()
    lin.follow(lin.get(way, status=303))
    lin.get(f"/repairs/{repair_id}/receipt")
    assert "住户同意的报价" in lin.text()


def test_what_was_typed_stays_and_the_field_says_what_is_wrong(cast) -> None:
    repair_id = drip(cast)
    zhang = cast.world.client(cast.zhang)
    for wrong, words in (
        ({"price": "十二"}, "金额请写成"),
        ({"price": "-1"}, "不能是负数"),
        ({"quantity": "两个"}, "数量只填数字"),
        ({"what": ""}, "请写这一项是什么"),
        ({"sort": "gift"}, "哪一类"),
    ):
        zhang.post(f"/repairs/{repair_id}/costs", {**LINE, **wrong}, status=422)
        assert words in zhang.text()
        assert zhang.page.find("input", attrs={"name": "unit"})["value"] == "个"
    assert not queries.costs(SYSTEM, repair_id).lines


def test_a_line_is_corrected_and_removed(cast) -> None:
    repair_id = drip(cast)
    line_id = commands.add_line(cast.actor(cast.zhang), repair_id, VALVE)
    zhang = cast.world.client(cast.zhang)
    zhang.get(f"/repairs/{repair_id}/costs/{line_id}")
    assert zhang.page.find("input", attrs={"name": "price"})["value"] == "35"
    zhang.post(f"/repairs/{repair_id}/costs/{line_id}", {**LINE, "price": ""}, status=422)
    zhang.follow(zhang.post(f"/repairs/{repair_id}/costs/{line_id}", {**LINE, "price": "36.5"}))
    assert "¥73.00" in zhang.text()
    zhang.post(f"/repairs/{repair_id}/costs/{line_id}/removal", {})
    zhang.get(f"/repairs/{repair_id}/costs/{line_id}", status=404)


def test_a_no_is_said_with_words_and_the_office_notes_what_it_hears(cast) -> None:
    repair_id, quote_id = asked(cast)
    lin, desk = cast.world.client(cast.lin), cast.world.client(cast.desk)
    way = f"/repairs/{repair_id}/quotes/{quote_id}"
    lin.get(f"{way}/refusal")
    lin.post(f"{way}/refusal", {"words": ""}, status=422)
    lin.follow(lin.post(f"{way}/refusal", {"words": "自己买阀门"}))
    assert "自己买阀门" in lin.text()
    lin.post(f"{way}/approval", {}, status=422)
    assert "已经答复过了" in lin.text()
    again = quoted(cast, repair_id)
    way = f"/repairs/{repair_id}/quotes/{again}"
    desk.get(f"{way}/told")
    desk.post(f"{way}/told", {"yes": "yes", "words": "林阿姨说可以"}, status=422)
    desk.follow(desk.post(f"{way}/told", {"yes": "yes", "how": "phone", "words": "林阿姨说可以"}))
    assert "物业前台代记" in desk.text()


def test_the_block_on_the_page_is_asked_again_with_ones_own_rights(cast) -> None:
    repair_id, _ = asked(cast)
    lin, zhang = cast.world.client(cast.lin), cast.world.client(cast.zhang)
    assert "看报价，再决定" in lin.htmx("get", f"/repairs/{repair_id}/costs/summary").text
    block = BeautifulSoup(zhang.htmx("get", f"/repairs/{repair_id}/costs/summary").text, "html5lib")
    assert block.find(id=f"repair-{repair_id}-costs")["data-live"] == f"repair:{repair_id}"
    assert "看报价，再决定" not in block.get_text()
    free = cast.tap()
    cast.world.client(cast.wang).htmx("get", f"/repairs/{free}/costs/summary", status=404)


def test_each_page_refuses_whom_it_does_not_concern(cast) -> None:
    repair_id, quote_id = asked(cast)
    line_id = queries.costs(SYSTEM, repair_id).lines[0].id
    paths = (
        *("costs", "costs/payer", f"costs/{line_id}", "costs/summary", "receipt", "quotes"),
        *(f"quotes/{quote_id}/{page}" for page in ("approval", "refusal", "told")),
    )
    stranger, wife = cast.world.client(cast.stranger), cast.world.client(cast.wife)
    for path in paths:
        stranger.get(f"/repairs/{repair_id}/{path}", status=404)
    for path in ("costs", "costs/payer", f"costs/{line_id}", "quotes", f"quotes/{quote_id}/told"):
        wife.get(f"/repairs/{repair_id}/{path}", status=403)
    wife.get(f"/repairs/{repair_id}/receipt")
    wife.get(f"/repairs/{repair_id}/quotes/{quote_id}/approval", status=303)
    wife.post(f"/repairs/{repair_id}/quotes/{quote_id}/approval", {}, status=403)
    stranger.get(f"/repairs/{repair_id}/quotes/{quote_id}/approval", status=404)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_in_both_languages(cast, locale) -> None:
    speak(SYSTEM, (cast.lin, cast.zhang, cast.desk), locale)
    lin, zhang, desk = (cast.world.client(user) for user in (cast.lin, cast.zhang, cast.desk))
    repair_id = drip(cast)
    paid(cast, repair_id)
    for path in ("", "/costs", "/costs/payer", "/quotes", "/receipt"):
        zhang.get(f"/repairs/{repair_id}{path}")
    quote_id = quoted(cast, repair_id)
    for path in ("", f"/quotes/{quote_id}/approval", f"/quotes/{quote_id}/refusal", "/receipt"):
        lin.get(f"/repairs/{repair_id}{path}")
    desk.get(f"/repairs/{repair_id}/quotes/{quote_id}/told")
    desk.get(f"/repairs/{repair_id}/costs")
    commands.approve_quote(actor_of_user(cast.lin), repair_id, quote_id)
    line_id = commands.add_line(cast.actor(cast.zhang), repair_id, VALVE)
    for path in ("", "/costs", f"/costs/{line_id}", "/receipt"):
        zhang.get(f"/repairs/{repair_id}{path}")
    lin.get("/inbox")
    lift = at_work(cast, cast.lift())
    commands.add_line(cast.actor(cast.zhang), lift, VALVE)
    lin.get(f"/repairs/{lift}")
    assert cast.repair(lift).stage == Stage.WORKING
