"""Open311: what can be read about requests, and what never can, through a client written after the standard."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import insert

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands
from hub.features.repairs.models import ClientReport, Repair
from hub.features.repairs.rules.open311 import Wanted
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Stage
from hub.people.models import Person, User
from tests.features.repairs.conftest import Cast
from tests.features.repairs.open311_client import REQUEST_FIELDS, W3, Answer, Open311
from tests.judge import apart

FORMS = pytest.mark.parametrize("form", ["xml", "json"])
NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
LIFT = {"service_code": "lift", "address_string": "3号楼2单元", "attribute__spot": "lift"}


@pytest.fixture
def key(cast: Cast) -> str:
    return commands.make_client(cast.actor(cast.manager), Wanted("12345 平台", "write", 60))


def ids(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.text
    return [int(one["service_request_id"]) for one in answer.value]


# --- one request ------------------------------------------------------------------------------------------------------


@FORMS
def test_a_request_has_the_standards_fields_in_its_order(app: Flask, cast: Cast, form: str) -> None:
    with clock.frozen(NOON):
        number = cast.lift(floor=7)
        answer = Open311(app, form).request(number)
    assert (answer.status, answer.root) == (200, "service_requests" if form == "xml" else "")
    [one] = answer.value
    assert tuple(one) == REQUEST_FIELDS
    assert one["service_request_id"] == str(number)
    assert (one["status"], one["status_notes"]) == ("open", "收到了，等物业受理。")
    assert (one["service_code"], one["service_name"]) == ("lift", "电梯")
    assert one["requested_datetime"] == one["updated_datetime"] == "2026-05-20T04:00:00Z"
    assert W3.fullmatch(one["expected_datetime"])
    assert one["expected_datetime"] > one["requested_datetime"]
    assert one["address"] == "电梯, 7层, 3号楼2单元, 明强小区", "from the smallest to the largest"
    assert one["address_id"] == f"e{cast.entrance()}"
    assert one["agency_responsible"] == "物业服务处"
    for nothing in ("description", "service_notice", "zipcode", "lat", "long", "media_url"):
        assert one[nothing] is None


@FORMS
@pytest.mark.parametrize("number", ["999999", "0", "-1", "abc", "1' or '1'='1", "99999999999999999999", "٣"])
def test_there_is_no_such_request(app: Flask, cast: Cast, form: str, number: str) -> None:
    cast.lift()
    for answer in (Open311(app, form).request(number), Open311(app, form).token(number)):
        assert (answer.status, answer.value[0]["code"]) == (404, 404)


@FORMS
def test_a_request_in_a_home_does_not_exist_here(app: Flask, cast: Cast, form: str) -> None:
    client, number = Open311(app, form), cast.tap()
    assert client.request(number).status == client.token(number).status == 404
    assert ids(client.requests(service_request_id=str(number))) == []
    assert ids(client.requests()) == []


@FORMS
def test_an_id_is_its_own_token(app: Flask, cast: Cast, form: str) -> None:
    number = cast.lift()
    assert Open311(app, form).token(number).value == [{"service_request_id": str(number), "token": str(number)}]


ENDS = {
    Stage.DECLINED: "没有受理",
    Stage.CLOSED: "没有修",
    Stage.CANCELLED: "撤销",
}


@FORMS
@pytest.mark.parametrize("end", ENDS)
def test_what_ended_without_repair_is_closed_and_the_notes_say_how(
    app: Flask, cast: Cast, form: str, end: Stage
) -> None:
    number = cast.lift()
    commands.advance(cast.actor(cast.desk), number, end, "电话 13912345678 的王女士说不用了")
    [one] = Open311(app, form).request(number).value
    assert one["status"] == "closed"
    assert ENDS[end] in one["status_notes"]
    assert "王女士" not in one["status_notes"]
    assert one["expected_datetime"] is None


@FORMS
def test_a_duplicate_is_closed_and_says_so(app: Flask, cast: Cast, form: str) -> None:
    first, second = cast.lift(), cast.lift(by=cast.neighbour)
    commands.merge(cast.actor(cast.desk), second, first)
    [one] = Open311(app, form).request(second).value
    assert (one["status"], one["status_notes"]) == ("closed", "和别的报修是同一件事，合在那一单处理。")


def test_it_is_closed_when_it_is_done_and_confirming_later_does_not_move_that(app: Flask, cast: Cast) -> None:
    client = Open311(app, "json")
    with clock.frozen(NOON):
        number = cast.lift()
    with clock.frozen(NOON + timedelta(hours=3)):
        cast.done(number)
        [one] = client.request(number).value
        assert (one["status"], one["updated_datetime"]) == ("closed", "2026-05-20T07:00:00Z")
    with clock.frozen(NOON + timedelta(days=2)):
        commands.rate(cast.actor(cast.lin), number, 5, "")
        [one] = client.request(number).value
        assert (one["status"], one["updated_datetime"]) == ("closed", "2026-05-20T07:00:00Z")
        assert one["status_notes"] == "修好了，报修人确认过。"


def test_reopened_is_open_again(app: Flask, cast: Cast) -> None:
    number = cast.done(cast.lift())
    commands.advance(cast.actor(cast.lin), number, Stage.REOPENED, "又停了")
    [one] = Open311(app, "json").request(number).value
    assert one["status"] == "open"


# --- many requests ----------------------------------------------------------------------------------------------------


@pytest.fixture
def year(cast: Cast) -> dict[str, int]:
    """Reports at several times, of several kinds; the second is closed."""
    found = {}
    for name, ago, kind, spot in (
        ("old", 100, Kind.LIFT, Spot.LIFT),
        ("closed", 80, Kind.LIGHTING, Spot.STAIRWELL),
        ("recent", 10, Kind.LIGHTING, Spot.GARAGE),
        ("today", 0, Kind.DOOR, Spot.GATE),
    ):
        with clock.frozen(NOON - timedelta(days=ago)):
            report = Report(kind=kind, spot=spot, description="坏了")
            found[name] = commands.report(cast.actor(cast.lin), report)
            if name == "closed":
                cast.done(found[name])
    return found


@FORMS
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["today", "recent", "closed"]),
        ({"status": "", "service_code": "", "start_date": "", "service_request_id": ""}, ["today", "recent", "closed"]),
        ({"status": "open"}, ["today", "recent"]),
        ({"status": "closed"}, ["closed"]),
        ({"status": "open,closed"}, ["today", "recent", "closed"]),
        ({"service_code": "lighting"}, ["recent", "closed"]),
        ({"service_code": "lighting,door"}, ["today", "recent", "closed"]),
        ({"service_code": "lighting", "status": "open"}, ["recent"]),
        ({"start_date": "2026-05-01T00:00:00Z"}, ["today", "recent"]),
        ({"end_date": "2026-05-01T00:00:00Z"}, ["closed", "old"]),
        ({"start_date": "2026-05-10T12:00:00+08:00", "end_date": "2026-05-10T12:00:00+08:00"}, ["recent"]),
        ({"start_date": "2026-05-10T12:00:01+08:00", "end_date": "2026-05-19T12:00:00+08:00"}, []),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, ["closed", "old"]),
    ],
    ids=str,
)
def test_every_filter(
    app: Flask, cast: Cast, year: dict[str, int], form: str, query: dict[str, str], names: list[str]
) -> None:
    with clock.frozen(NOON):
        assert ids(Open311(app, form).requests(**query)) == [year[name] for name in names]


@FORMS
def test_ids_override_everything_else(app: Flask, cast: Cast, year: dict[str, int], form: str) -> None:
    asked = f"{year['old']}, {year['today']},999999,abc"
    answer = Open311(app, form).requests(
        service_request_id=asked, status="closed", service_code="lighting", start_date="nonsense"
    )
    assert ids(answer) == [year["today"], year["old"]]


def test_arguments_may_be_repeated(app: Flask, cast: Cast, year: dict[str, int]) -> None:
    with clock.frozen(NOON):
        path = "/open311/v2/requests.json?status=open&status=closed&service_code=door&service_code=lighting"
        found = apart(lambda: app.test_client(use_cookies=False).get(path)).get_json()
    assert [int(one["service_request_id"]) for one in found] == [year["today"], year["recent"], year["closed"]]


@FORMS
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_date": "2026-05-01"}, 400),
        ({"start_date": "2026-05-01T00:00:00"}, 400),
        ({"end_date": "yesterday"}, 400),
        ({"start_date": "2026-05-02T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, 400),
        ({"end_date": "0001-01-01T00:00:00Z"}, 400),
        ({"status": "sleeping"}, 400),
        ({"status": "open,sleeping"}, 400),
        ({"service_code": "pothole"}, 404),
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(
    app: Flask, cast: Cast, form: str, query: dict[str, str], status: int
) -> None:
    answer = Open311(app, form).requests(**query)
    assert (answer.status, answer.value[0]["code"]) == (status, status)
    assert answer.errors[0]


def test_two_things_wrong_are_two_errors(app: Flask, cast: Cast) -> None:
    assert len(Open311(app, "xml").requests(start_date="x", end_date="y", status="z").value) == 3


@FORMS
def test_never_more_than_a_thousand_and_the_newest_of_them(app: Flask, cast: Cast, form: str) -> None:
    with clock.frozen(NOON):
        first = cast.lift()
        _copies(SYSTEM, first, 1100)
        found = ids(Open311(app, form).requests())
    assert len(found) == 1000
    assert found == sorted(found, reverse=True)
    assert first not in found


@command
def _copies(_actor: Actor, repair_id: int, count: int) -> None:
    row = db.session.get_one(Repair, repair_id)
    skipped = ("id", "guest_token_hash")
    values = {c.name: getattr(row, c.name) for c in Repair.__table__.columns if c.name not in skipped}
    later = [{**values, "reported_at": NOON - timedelta(minutes=1) + timedelta(milliseconds=n)} for n in range(count)]
    row.reported_at = NOON - timedelta(hours=1)
    db.session.execute(insert(Repair), later)


# --- no personal data out ---------------------------------------------------------------------------------------------

SECRETS = ("林阿姨", "老林", "王小明", "13987654321", "139 8765 4321", "张师傅", "客服小陈", "赵经理", "3-2-301", "301")


def everything(app: Flask, key: str = "") -> str:
    """All that can be read, in both forms and both languages."""
    texts = []
    for form in ("xml", "json"):
        for language in ("zh", "en"):
            client = Open311(app, form, key, language=language)
            listed = client.requests()
            texts += [listed.text, client.services().text, client.discovery().text, client.definition("lift").text]
            for one in listed.value:
                number = one["service_request_id"]
                texts += [client.request(number).text, client.token(number).text]
                texts.append(client.requests(service_request_id=number).text)
            for number in range(1, 12):
                texts.append(client.request(number).text)
    return "\n".join(texts)


def test_no_name_number_flat_or_word_of_a_person_goes_out(app: Flask, cast: Cast, key: str) -> None:
    """Planted wherever people write: descriptions, place notes, steps, ratings, callers, guests, nicknames."""
    words = "我是林阿姨 13987654321，住 3-2-301，找张师傅"
    lift = cast.lift(words, place_note=words)
    commands.add(cast.actor(cast.lin), lift, words)
    cast.done(lift)
    commands.rate(cast.actor(cast.lin), lift, 1, words)
    commands.answer(cast.actor(cast.desk), lift, words)
    cast.tap(words)
    gate = Report(kind=Kind.DOOR, spot=Spot.GATE, description=words, place_note=words)
    caller = Caller("王小明", "13987654321")
    commands.report_for_caller(cast.actor(cast.desk), gate, caller)
    commands.make_label(cast.actor(cast.desk), words[:60], gate)
    refused = commands.report(cast.actor(cast.neighbour), gate)
    commands.advance(cast.actor(cast.desk), refused, Stage.DECLINED, words)
    commands.report_by_client(SYSTEM, 1, gate, caller)
    db.session.rollback()
    assert db.session.query(Person).count() > 5
    assert db.session.query(User).count() > 5
    other = commands.make_client(cast.actor(cast.manager), Wanted("别的系统", "write", 60))
    for reader in ("", other):
        text = everything(app, reader)
        assert text.count("service_request_id") > 20
        for secret in (*SECRETS, words):
            assert secret not in text, f"{secret} went out"


def test_a_client_reads_its_own_words_and_no_others(app: Flask, cast: Cast, key: str) -> None:
    cast.lift("林阿姨说电梯坏了")
    [made] = Open311(app, "json", key).post(**LIFT, description="我们平台收到的话").value
    other = commands.make_client(cast.actor(cast.manager), Wanted("别的系统", "write", 60))
    for reader, words in ((key, ["我们平台收到的话", None]), (other, [None, None]), ("", [None, None])):
        for form in ("xml", "json"):
            answer = Open311(app, form, reader).requests()
            assert [one["description"] for one in answer.value] == words
            assert "林阿姨" not in answer.text
    number = int(made["service_request_id"])
    assert db.session.get(ClientReport, number) is not None


def test_pages_of_other_sites_may_read_it_as_it_is_public_anyway(app: Flask, cast: Cast) -> None:
    assert Open311(app, "json").services().headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in Open311(app, "json").services().headers


# --- OpenAPI ----------------------------------------------------------------------------------------------------------


def test_the_description_is_valid_openapi_3_1(app: Flask, cast: Cast) -> None:
    document = described(app)
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def described(app: Flask) -> dict[str, object]:
    answer = apart(lambda: app.test_client(use_cookies=False).get("/open311/v2/openapi.json"))
    assert answer.status_code == 200
    found: dict[str, object] = json.loads(answer.get_data())
    return found


@pytest.mark.parametrize(
    "schema", ["services", "service_definition", "service_requests", "created", "discovery", "errors"]
)
def test_every_answer_is_as_described(app: Flask, cast: Cast, key: str, schema: str) -> None:
    cast.done(cast.lift())
    cast.lift(floor=2)
    client = Open311(app, "json", key)
    made = client.post(**LIFT)
    answers = {
        "services": client.services(),
        "service_definition": client.definition("leak"),
        "service_requests": client.requests(),
        "created": made,
        "discovery": client.discovery(),
        "errors": client.definition("x"),
    }
    document = described(app)
    judged = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    validator = Draft202012Validator(judged, format_checker=FormatChecker())
    validator.validate(answers[schema].value)
    assert answers[schema].value
    token = client.token(made.value[0]["service_request_id"]).value
    Draft202012Validator({**judged, "$ref": "#/components/schemas/created"}).validate(token)


def test_every_described_address_exists_and_no_other(app: Flask, cast: Cast) -> None:
    paths = described(app)["paths"]
    assert isinstance(paths, dict)
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("open311.")}
    ours = {
        rule.removeprefix("/open311/v2")
        .replace("<any(xml,json):form>", "{format}")
        .replace("<code>", "{service_code}")
        .replace("<number>", "{service_request_id}")
        .replace("<token>", "{token}")
        for rule in rules
        if rule.endswith(":form>")
    }
    assert set(paths) == ours
