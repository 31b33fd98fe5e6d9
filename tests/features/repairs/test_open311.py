"""Open311: what can be reported, reporting it, and errors, through a client written after the standard."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, Actor
from hub.core.db import Base, db
from hub.core.events import command
from hub.features.repairs import commands
from hub.features.repairs.models import ApiClient, Repair, Step
from hub.features.repairs.queries.cards import card
from hub.features.repairs.rules.open311 import Wanted
from hub.features.repairs.rules.places import Kind, Spot
from hub.people.models import Compound
from tests.features.repairs.conftest import Cast
from tests.features.repairs.open311_client import Open311

FORMS = pytest.mark.parametrize("form", ["xml", "json"])
LIFT = {"service_code": "lift", "address_string": "3号楼2单元", "attribute__spot": "lift"}


@pytest.fixture
def key(cast: Cast) -> str:
    """What a city's system got from the manager."""
    return commands.make_client(cast.actor(cast.manager), Wanted("12345 平台", "write", 60))


def repair(number: object) -> Repair:
    db.session.rollback()
    found = db.session.get(Repair, int(str(number)))
    assert found is not None
    return found


def count() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Repair.id)).all())


# --- services ---------------------------------------------------------------------------------------------------------


@FORMS
def test_every_kind_of_repair_is_a_service(app: Flask, cast: Cast, form: str) -> None:
    answer = Open311(app, form).services()
    assert answer.status == 200
    assert answer.root in ("services", "")
    assert {service["service_code"] for service in answer.value} == {kind.value for kind in Kind}
    for service in answer.value:
        assert list(service) == [
            *("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
        ]
        assert service["metadata"] is True
        assert service["type"] == "realtime"
        assert all(service[name] for name in service)
        assert ", " not in service["keywords"]


@FORMS
@pytest.mark.parametrize("code", [kind.value for kind in Kind])
def test_its_definition_says_where_to_choose_the_place_from(app: Flask, cast: Cast, form: str, code: str) -> None:
    answer = Open311(app, form).definition(code)
    assert answer.status == 200
    assert answer.root in ("service_definition", "")
    assert answer.value["service_code"] == code
    spot, door, floor = answer.value["attributes"]
    assert [one["order"] for one in (spot, door, floor)] == [1, 2, 3]
    assert (spot["code"], spot["datatype"], spot["required"]) == ("spot", "singlevaluelist", True)
    assert (door["code"], door["datatype"], door["required"]) == ("door", "singlevaluelist", False)
    assert (floor["code"], floor["datatype"], floor["required"]) == ("floor", "number", False)
    assert [value["key"] for value in spot["values"]] == [spot.value for spot in Spot]
    assert "3号楼2单元" in [value["name"] for value in door["values"]]


def test_xml_and_json_are_the_same_tree(app: Flask, cast: Cast, key: str) -> None:
    """The Spark convention, for everything one can read."""
    cast.lift()
    xml, json = Open311(app, "xml"), Open311(app, "json")
    for ask in (
        lambda client: client.services(),
        lambda client: client.definition("lift"),
        lambda client: client.requests(),
        lambda client: client.discovery(),
        lambda client: client.definition("nonsense"),
    ):
        assert ask(xml).value == ask(json).value


@FORMS
def test_an_unknown_service_is_not_found(app: Flask, cast: Cast, form: str) -> None:
    answer = Open311(app, form).definition("nonsense")
    assert (answer.status, answer.root) == (404, "errors" if form == "xml" else "")
    assert answer.value == [{"code": 404, "description": "没有这个 service_code：nonsense"}]


@FORMS
def test_a_client_may_ask_for_english(app: Flask, cast: Cast, form: str) -> None:
    answer = Open311(app, form, language="en-GB,en;q=0.8").services()
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in answer.text), answer.text
    assert "Accept-Language" in answer.headers["Vary"]


# --- reporting --------------------------------------------------------------------------------------------------------


@FORMS
def test_a_report_with_everything(app: Flask, cast: Cast, key: str, form: str) -> None:
    door = f"e{cast.entrance()}"
    answer = Open311(app, form, key).post(
        jurisdiction_id="localhost",
        service_code="lift",
        lat="31.2304",
        long="121.4737",
        address_string="三号楼二单元 电梯厅",
        address_id=door,
        email="li.si@example.com",
        device_id="tt222111",
        account_id="123456",
        first_name="四",
        last_name="李",
        phone="13800001111",
        description="电梯停在7楼\n门打不开 <b>很急</b>",
        media_url="https://pictures.example.com/a.jpg?x=1&y=2",
        attribute__spot="lift",
        attribute__door=door,
        attribute__floor="7",
    )
    assert (answer.status, answer.root) == (200, "service_requests" if form == "xml" else ""), answer.text
    [made] = answer.value
    assert list(made) == ["service_request_id", "service_notice", "account_id"]
    assert "token" not in made
    row = repair(made["service_request_id"])
    assert (row.source, row.kind, row.spot, row.floor, row.stage) == ("open311", "lift", "lift", 7, "submitted")
    assert (row.building_id, row.entrance_id, row.unit_id) == (cast.building, cast.entrance(), None)
    assert row.place_note == "三号楼二单元 电梯厅"
    assert (row.caller_name, row.caller_phone) == ("李四", "+8613800001111")
    assert row.description.startswith("电梯停在7楼\n门打不开 <b>很急</b>\n")
    assert row.description.endswith("https://pictures.example.com/a.jpg?x=1&y=2")
    assert row.requester_id is None


@FORMS
def test_what_came_from_outside_is_seen_by_neighbours_as_a_report_without_a_person(
    app: Flask, cast: Cast, key: str, form: str
) -> None:
    [made] = Open311(app, form, key).post(**LIFT, phone="13800001111", last_name="李", first_name="四").value
    client = cast.world.client(cast.neighbour)
    client.get(f"/repairs/{made['service_request_id']}")
    assert "李四" not in client.text()
    assert "13800001111" not in client.text().replace(" ", "")
    desk = card(cast.actor(cast.desk), int(made["service_request_id"]))
    assert "电梯有问题" in desk.description, "without words it says which service"


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ({"lat": "31.2304", "long": "121.4737"}, ""),
        ({"address_string": "大门  右边"}, "大门 右边"),
        ({"address_string": "长" * 300}, "长" * 100),
    ],
    ids=["position", "address", "long address"],
)
def test_each_kind_of_location_will_do_and_a_position_is_not_kept(
    app: Flask, cast: Cast, key: str, place: dict[str, str], kept: str
) -> None:
    [made] = Open311(app, "json", key).post(service_code="door", attribute__spot="gate", **place).value
    row = repair(made["service_request_id"])
    assert row.place_note == kept
    stored = db.session.execute(db.text("SELECT * FROM repairs")).all()
    assert "31.23" not in str(stored)
    assert "121.47" not in str(stored)


def test_an_address_id_is_a_building_or_an_entrance(app: Flask, cast: Cast, key: str) -> None:
    [made] = (
        Open311(app, "json", key)
        .post(service_code="leak", attribute__spot="roof", address_id=f"b{cast.building}")
        .value
    )
    row = repair(made["service_request_id"])
    assert (row.building_id, row.entrance_id) == (cast.building, None)


def test_what_is_not_needed_is_not_kept(app: Flask, cast: Cast, key: str) -> None:
    Open311(app, "json", key).post(**LIFT, email="li@example.com", device_id="DEV-77", account_id="ACC-77")
    db.session.rollback()
    stored = "".join(str(db.session.execute(select(table)).all()) for table in Base.metadata.sorted_tables)
    assert "3号楼2单元" in stored
    for secret in ("li@example.com", "DEV-77", "ACC-77", key):
        assert secret not in stored


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"service_code": ""}, "没有写 service_code"),
        ({"address_string": ""}, "要写位置"),
        ({"address_string": "", "lat": "31.2"}, "lat 和 long 要一起写"),
        ({"lat": "91", "long": "0"}, "lat 和 long"),
        ({"lat": "nan", "long": "inf"}, "lat 和 long"),
        ({"lat": "31.2", "long": "east"}, "lat 和 long"),
        ({"attribute__spot": ""}, "attribute[spot] 必填"),
        ({"attribute__spot": "bedroom"}, "attribute[spot] 必填"),
        ({"attribute__door": "e999999"}, "attribute[door] 不是"),
        ({"attribute__door": "' or 1=1"}, "attribute[door] 不是"),
        ({"address_id": "x"}, "address_id 不是"),
        ({"attribute__floor": "第七层"}, "attribute[floor] 要是整数"),
        ({"attribute__floor": "999"}, "attribute[floor] 要是整数"),
        ({"attribute__colour": "red"}, "没有这个 attribute：colour"),
        ({"description": "啊" * 4001}, "最多 4000 个字"),
        ({"media_url": "file:///etc/passwd"}, "media_url"),
        ({"media_url": "javascript:alert(1)"}, "media_url"),
        ({"phone": "call me"}, "电话"),
    ],
    ids=str,
)
@FORMS
def test_what_is_wrong_is_a_400_that_says_what(
    app: Flask, cast: Cast, key: str, form: str, change: dict[str, str], words: str
) -> None:
    before = count()
    answer = Open311(app, form, key).post(**{**LIFT, **change})
    assert answer.status == 400, answer.text
    assert [error["code"] for error in answer.value] == [400]
    assert words in answer.errors[0]
    assert count() == before


@FORMS
def test_everything_that_is_wrong_is_said_at_once(app: Flask, cast: Cast, key: str, form: str) -> None:
    answer = Open311(app, form, key).post(attribute__floor="x", media_url="x")
    assert (answer.status, len(answer.value)) == (400, 5)


@FORMS
def test_two_values_for_a_single_one_are_refused(app: Flask, cast: Cast, key: str, form: str) -> None:
    both = app.test_client(use_cookies=False).post(
        f"/open311/v2/requests.{form}",
        data={"api_key": key, "service_code": "lift", "address_string": "x", "attribute[spot][]": ["lift", "roof"]},
    )
    assert both.status_code == 400


@FORMS
def test_an_unknown_service_code_is_a_404(app: Flask, cast: Cast, key: str, form: str) -> None:
    answer = Open311(app, form, key).post(**{**LIFT, "service_code": "pothole"})
    assert (answer.status, answer.value[0]["code"]) == (404, 404)


def test_nothing_is_fetched_from_a_media_url(app: Flask, cast: Cast, key: str, monkeypatch) -> None:
    def no_network(*_args: object, **_more: object) -> None:
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr("socket.create_connection", no_network)
    monkeypatch.setattr("urllib.request.urlopen", no_network)
    answer = Open311(app, "json", key).post(**LIFT, media_url="http://169.254.169.254/latest/meta-data")
    assert answer.status == 200


# --- jurisdictions, keys, manners -------------------------------------------------------------------------------------


@FORMS
def test_the_jurisdiction_may_be_left_out_or_named_but_not_another(app: Flask, cast: Cast, key: str, form: str) -> None:
    _public_address(SYSTEM, "https://mingqiang.example.org")
    client = Open311(app, form, key)
    for fine in ("", "localhost", "mingqiang.example.org", "MingQiang.example.org"):
        assert client.services(jurisdiction_id=fine).status == 200, fine
        assert client.requests(jurisdiction_id=fine).status == 200
        assert client.post(**LIFT, jurisdiction_id=fine).status == 200
    number = client.post(**LIFT).value[0]["service_request_id"]
    for answer in (
        client.services(jurisdiction_id="sfgov.org"),
        client.definition("lift", jurisdiction_id="sfgov.org"),
        client.requests(jurisdiction_id="sfgov.org"),
        client.request(number, jurisdiction_id="sfgov.org"),
        client.token(number, jurisdiction_id="sfgov.org"),
        client.post(**LIFT, jurisdiction_id="sfgov.org"),
    ):
        assert answer.status == 404
        assert "jurisdiction_id" in answer.errors[0]


@command
def _public_address(_actor: Actor, url: str) -> None:
    compound = db.session.get(Compound, 1) or Compound(id=1)
    compound.public_address, compound.name = url, "明强小区"
    db.session.add(compound)


@FORMS
@pytest.mark.parametrize("given", ["", "xyz", "x" * 5000, "' or ''='"])
def test_without_a_key_or_with_a_wrong_one_nobody_reports(app: Flask, cast: Cast, form: str, given: str) -> None:
    before = count()
    answer = Open311(app, form, given).post(**LIFT)
    assert (answer.status, answer.value[0]["code"]) == (403, 403)
    assert "api_key" in answer.errors[0]
    assert count() == before


@FORMS
def test_a_key_for_reading_does_not_report(app: Flask, cast: Cast, form: str) -> None:
    key = commands.make_client(cast.actor(cast.manager), Wanted("只读", "read", 60))
    assert Open311(app, form, key).requests().status == 200
    answer = Open311(app, form, key).post(**LIFT)
    assert answer.status == 403


@FORMS
def test_a_wrong_key_is_refused_for_reading_too(app: Flask, cast: Cast, form: str) -> None:
    for answer in (Open311(app, form, "wrong").services(), Open311(app, form, "wrong").requests()):
        assert (answer.status, answer.value[0]["code"]) == (403, 403)


@FORMS
def test_a_revoked_key_opens_nothing_any_more(app: Flask, cast: Cast, key: str, form: str) -> None:
    assert Open311(app, form, key).post(**LIFT).status == 200
    client_id = db.session.scalar(select(ApiClient.id))
    assert client_id is not None
    commands.revoke_client(cast.actor(cast.manager), client_id)
    assert Open311(app, form, key).post(**LIFT).status == 403
    assert Open311(app, form, key).requests().status == 403


@FORMS
@pytest.mark.parametrize("path", ["", "nonsense", "requests/1/2", "services/a/b"])
def test_any_other_address_is_an_error_of_the_standard(app: Flask, cast: Cast, form: str, path: str) -> None:
    answer = Open311(app, form)._get(path, {})
    assert (answer.status, answer.value[0]["code"]) == (404, 404)


def test_a_session_of_this_browser_counts_for_nothing(app: Flask, cast: Cast) -> None:
    """The desk's own cookie neither reports nor sees more; and no form of ours is needed, as there is no session."""
    desk = cast.world.client(cast.desk)
    answer = desk.raw.post("/open311/v2/requests.json", data={"service_code": "lift"})
    assert answer.status_code == 403
    assert "api_key" in answer.get_data(as_text=True)


@FORMS
def test_a_crash_is_an_error_of_the_standard_too(app: Flask, cast: Cast, form: str, monkeypatch) -> None:
    monkeypatch.setattr("hub.features.repairs.views.open311.answer", lambda *_: 1 / 0)
    answer = Open311(app, form).services()
    assert (answer.status, answer.value[0]["code"]) == (500, 500)


def test_letters_that_xml_cannot_hold_do_not_break_it(app: Flask, cast: Cast, key: str) -> None:
    client = Open311(app, "xml", key)
    made = client.post(**LIFT, description="响\x0b了\x1f一声 ]]> & <lift>")
    answer = client.request(made.value[0]["service_request_id"])
    assert answer.value[0]["description"] == "响了一声 ]]> & <lift>"


def test_the_record_says_which_client_reported(app: Flask, cast: Cast, key: str) -> None:
    [made] = Open311(app, "json", key).post(**LIFT).value
    db.session.rollback()
    fact = db.session.scalar(select(AuditRow).where(AuditRow.fact == "ClientReported"))
    assert fact is not None
    assert fact.data["repair_id"] == int(made["service_request_id"])
    assert db.session.scalar(select(Step.party).where(Step.repair_id == fact.data["repair_id"])) == "requester"


@FORMS
def test_discovery_says_where_it_is_and_whom_to_ask(app: Flask, cast: Cast, form: str) -> None:
    _public_address(SYSTEM, "https://mingqiang.example.org")
    answer = Open311(app, form).discovery()
    assert (answer.status, answer.root) == (200, "discovery" if form == "xml" else "")
    assert list(answer.value) == ["changeset", "contact", "key_service", "endpoints"]
    assert "0512-6288 0000" in answer.value["contact"]
    [endpoint] = answer.value["endpoints"]
    assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "https://mingqiang.example.org/open311/v2"
    assert endpoint["type"] == "production"
    assert endpoint["formats"] == ["text/xml", "application/json"]
