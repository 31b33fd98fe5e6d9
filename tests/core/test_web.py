"""The door, the keys in forms, the headers, the error pages: what holds for every page."""

from __future__ import annotations

from typing import NoReturn

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from hub.core import web
from hub.core.authz import public
from hub.core.problems import Busy, NotFound
from tests.conftest import SECRET
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient, apart, judge

HTMX = {"HX-Request": "true"}
HTTPS = {"base_url": "https://hub.example"}


def page(app: Flask, path: str, deed: Exception, **options: object) -> None:
    """A page where something goes wrong."""

    @public
    def view() -> NoReturn:
        raise deed

    app.add_url_rule(path, view_func=view, endpoint=path, **options)  # type: ignore[arg-type]


# --- the door ---------------------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_the_door_and_then_on_to_where_they_were_going(app: Flask, world: World) -> None:
    world.user()
    client = JudgingClient(app)
    door = client.get("/repairs?scope=around", 303).headers["Location"]
    assert door == "/login?next=/repairs?scope%3Daround"
    client.get(door)
    assert client.page is not None
    fields = {tag["name"]: tag.get("value", "") for tag in client.page.select("form[action] input, main form input")}
    sent = {**fields, "phone": "13900000001", "password": PASSWORD}
    assert client.post("/login", sent).headers["Location"] == "/repairs?scope=around"


def test_htmx_is_sent_to_the_door_as_a_whole_page(app: Flask) -> None:
    answer = app.test_client().get("/repairs", headers=HTMX)
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["HX-Redirect"].startswith("/login")


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\r/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "/\x01/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/%5Cevil.example/\\",
        "",
    ],
)
def test_the_door_leads_nowhere_else(app: Flask, world: World, evil: str) -> None:
    world.user()
    client = JudgingClient(app)
    sent = {"phone": "13900000001", "password": PASSWORD, "next": evil}
    assert client.post("/login", sent).headers["Location"] == "/"


# --- CSRF -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_form_without_our_token_is_refused(world: World, token: str) -> None:
    client = world.client(world.user())
    answer = apart(lambda: client.raw.post("/logout", data={"csrf_token": token}))
    assert answer.status_code == 403
    judge(answer.text, "/logout")
    client.get("/me")  # still signed in


def test_htmx_without_our_token_is_refused_in_a_line(world: World) -> None:
    client = world.client(world.user())
    answer = apart(lambda: client.raw.post("/logout", headers=HTMX))
    assert answer.status_code == 403
    assert "<html" not in answer.text
    assert answer.headers["HX-Retarget"] == "#problem"


def test_somebody_elses_token_is_refused(app: Flask, world: World) -> None:
    mine, theirs = world.client(world.user()), world.client(world.user())
    with theirs.raw.session_transaction() as cookie:
        cookie["csrf_token"] = "f" * 40
    answer = apart(lambda: mine.raw.post("/logout", data={"csrf_token": theirs._csrf()}))
    assert answer.status_code == 403


# --- headers and cookies ----------------------------------------------------------------------------------------------


def test_headers_of_every_answer(app: Flask) -> None:
    client = app.test_client()
    for path in ("/login", "/nowhere", "/repairs", "/static/js/live.js", "/healthz"):
        headers = client.get(path, buffered=True).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'self'; connect-src 'self' ws://localhost wss://localhost; img-src 'self' data: blob:; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ), path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "Strict-Transport-Security" not in headers, path
        assert "Server" not in headers or "Werkzeug" not in headers["Server"], path


def test_over_tls_browsers_stay_there(app: Flask) -> None:
    headers = app.test_client().get("/login", **HTTPS).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "wss://hub.example" in headers["Content-Security-Policy"]


def signed_in(app: Flask, **where: str) -> TestResponse:
    client = JudgingClient(app)
    sent = {"phone": "13900000001", "password": PASSWORD, "csrf_token": token(app, client.raw, **where)}
    referrer = {"Referer": where.get("base_url", "http://localhost") + "/login"}
    answer = apart(lambda: client.raw.post("/login", data=sent, headers=referrer, **where))
    assert answer.status_code == 303, answer.text
    return answer


def token(app: Flask, client: Client, **where: str) -> str:
    html = apart(lambda: client.get("/login", **where)).text
    return str(judge(html, "/login").find(attrs={"name": "csrf_token"})["value"])  # type: ignore[index]


def test_the_cookie_over_tls_is_bound_to_this_host(app: Flask, world: World) -> None:
    world.user()
    (cookie,) = [c for c in signed_in(app, **HTTPS).headers.getlist("Set-Cookie") if "hub" in c]
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("__Host-hub=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not [part for part in parts if part.startswith("Domain")]


def test_the_cookie_over_plain_http_is_closed_to_scripts_and_other_sites(app: Flask, world: World) -> None:
    world.user()
    (cookie,) = [c for c in signed_in(app).headers.getlist("Set-Cookie") if "hub" in c]
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("hub=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert "Secure" not in parts


def test_what_signed_in_people_see_is_not_kept_by_browsers(world: World) -> None:
    answer = world.client(world.user()).get("/me")
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= set(answer.vary)


# --- problems ---------------------------------------------------------------------------------------------------------


def test_busy_says_when_to_come_again(app: Flask) -> None:
    page(app, "/busy", Busy())
    for headers in ({}, HTMX):
        answer = app.test_client().get("/busy", headers=headers)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    judge(app.test_client().get("/busy").text, "/busy")


def test_what_may_not_be_seen_looks_like_what_is_not_there(app: Flask) -> None:
    page(app, "/hidden", NotFound("repair 7 belongs to 3-1-101"))
    hidden, absent = (app.test_client().get(path) for path in ("/hidden", "/nowhere"))
    assert hidden.status_code == absent.status_code == 404
    assert "3-1-101" not in hidden.text
    assert judge(hidden.text, "/").main.text == judge(absent.text, "/").main.text  # type: ignore[union-attr]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_crash_tells_nothing(app: Flask, headers: dict[str, str]) -> None:
    app.testing = False
    page(app, "/crash", RuntimeError(f"key {SECRET} of +8613900000001 in /srv/hub.db"))
    answer = app.test_client().get("/crash", headers=headers)
    assert answer.status_code == 500
    for leak in (SECRET, "13900000001", "Traceback", "RuntimeError", "hub.db", ".py"):
        assert leak not in answer.text
    assert ("<html" in answer.text) is not bool(headers)


def test_a_wrong_method_and_a_wrong_address_have_pages(client: JudgingClient) -> None:
    client.get("/nowhere", 404)
    answer = apart(lambda: client.raw.post("/healthz"))
    assert answer.status_code == 405
    judge(answer.text, "/healthz")


def test_a_body_too_large_is_refused(world: World) -> None:
    client = world.client(world.user())
    answer = apart(lambda: client.raw.post("/me/nickname", data={"nickname": "x" * (web.SMALL_BODY + 1)}))
    assert answer.status_code == 413
    judge(answer.text, "/me/nickname")
    many = {f"f{n}": "" for n in range(500)}
    answer = apart(lambda: client.raw.post("/me/nickname", data=many, content_type="multipart/form-data"))
    assert answer.status_code == 413


# --- nonsense in addresses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_no_number_in_an_address_makes_a_page_crash(app: Flask, world: World, number: int) -> None:
    app.testing = False
    world.building()
    client = world.client(world.user("admin", "manager", "technician", owns="3-1-101"))
    crashed = []
    for rule in app.url_map.iter_rules():
        numbers = {name: number for name, c in rule._converters.items() if type(c).__name__ == "IntegerConverter"}
        if not numbers:
            continue
        others = {n: next(iter(getattr(c, "items", ("x",)))) for n, c in rule._converters.items() if n not in numbers}
        path = rule.build({**others, **numbers}, append_unknown=False)
        assert path is not None
        for method in {"GET", "POST"} & (rule.methods or set()):
            data = {"csrf_token": client._csrf(), "reason": "looking for a hole", "note": "x", "to": "accepted"}
            answer = apart(
                lambda m=method, p=path[1], d=data: client.raw.open(p, method=m, data=d if m == "POST" else None)
            )
            if answer.status_code >= 500:
                crashed.append(f"{method} {rule}: {answer.status_code}")
    assert not crashed


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "-1", "2147483648", "%", "'", "\ud7ff", "../../etc/passwd"])
def test_no_question_in_an_address_makes_a_page_crash(app: Flask, world: World, value: str) -> None:
    app.testing = False
    world.building()
    client = world.client(world.user("admin", "manager", "technician", owns="3-1-101"))
    names = ("q", "before", "page", "user", "since", "until", "fact", "scope", "stage", "kind", "state", "next", "to")
    names += (
        "unit",
        "unit_id",
        "building",
        "door",
        "floor",
        "spot",
        "place",
        "label",
        "of",
        "phase",
        "entrance",
        "day",
    )
    asked = {**dict.fromkeys(names, value), "after": f"1.1.{value}"}
    crashed = []
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        answer = apart(lambda path=rule.rule: client.raw.get(path, query_string=asked))
        if answer.status_code >= 500:
            crashed.append(f"{rule}: {answer.status_code}")
    assert not crashed


def test_a_character_no_database_keeps_is_no_crash(app: Flask, world: World) -> None:
    app.testing = False
    world.building()
    client = world.client(world.user("admin", "manager", owns="3-1-101"))
    crashed = []
    for path, field in (
        ("/me/nickname", "nickname"),
        ("/login", "phone"),
        ("/enter", "code"),
        ("/login/reset", "code"),
    ):
        answer = apart(
            lambda p=path, f=field: client.raw.post(
                p, data={"csrf_token": client._csrf(), f: "a\x00b", "password": "\x00" * 20}
            )
        )
        if answer.status_code >= 500:
            crashed.append(f"{path}: {answer.status_code}")
    assert not crashed
