"""Laws that routes keep."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from hub.core.audit import AuditRow
from hub.core.db import db
from tests.factories import World
from tests.judge import apart

# who may come in without signing in, and why
PUBLIC = {
    "static": "style sheets and scripts",
    "signin.login": "the door itself",
    "signin.ask_code": "the door itself",
    "signin.type_code": "the door itself",
    "signin.reset": "asks for the code given out face to face",
    "entry.enter": "asks for the code of a letter",
    "entry.letter": "opened by the letter's own code",
    "entry.join": "opened by an owner's link",
    "setup.begin": "the first screen of a new instance; asks for the code on the server's screen",
    "home.index": "what this place is, and whom to call",
    "compound.phones": "telephone numbers for emergencies",
    "me.looks": "elder view and language before signing in",
    "machine.healthz": "monitoring",
    "machine.service_worker": "a script",
    "machine.robots": "keeps search engines out",
    "machine.offline": "what the phone shows without a network",
    "files.show": "photos of public notices; all others ask who is there",
    "files.thumb": "photos of public notices; all others ask who is there",
    "files.document": "documents of public notices; all others ask who is there",
    "notices.index": "what the compound tells visitors, and nothing else",
    "notices.show": "a notice for visitors; all others lead to the door",
    "notices.rss": "public notices for feed readers",
    "notices.atom": "public notices for feed readers",
    "repairs.scan": "a label on a machine; the compound decides whether guests may report",
    "repairs.label_picture": "the label's own drawing",
    "repairs.record": "how well repairs go: sums and their formulas, nobody's name and nobody's home",
    "repairs.follow": "a guest's report, opened by its secret",
    "open311.services": "Open311: what can be reported",
    "open311.definition": "Open311: the lists of places to choose from",
    "open311.requests": "Open311: public places only, no word a person wrote",
    "open311.one_request": "Open311: as above",
    "open311.from_token": "Open311: as above",
    "open311.receive": "Open311: asks for a client's key",
    "open311.discovery": "Open311: what this interface is",
    "open311.description": "Open311: the same in OpenAPI",
    "open311.unknown": "Open311: answers that there is no such address",
    "stop.stop": "the link in every letter that ends e-mail; opened by its signed token",
    "assets.public_inspections": "inspections are everybody's business; the page knows nobody's name",
    "assets.label_picture": "the label's own drawing",
    "asset_card.show": "whoever stands in front of the machine scans its label; nothing personal",
    "cases.follow": "asks for the code of a case",
    "cases.followed": "a case, opened by its code",
    "cases.follow_add": "a case, opened by its code",
    "cases.follow_judge": "a case, opened by its code",
    "cases.follow_withdraw": "a case, opened by its code",
    "cases.follow_appeal": "a case, opened by its code",
    "cases.follow_end": "forgets the code",
    "cases.record": "the month's figures, for everybody",
}
# reading that is itself a fact to be recorded
RECORDED_READING = {"staff.outbox"}


def views(app: Flask) -> dict[str, object]:
    return dict(app.view_functions)


def sample(rule: Rule) -> dict[str, object]:
    """Something for each part of the address."""
    choices = {name: getattr(converter, "items", None) for name, converter in rule._converters.items()}
    return {name: sorted(items)[0] if items else 1 for name, items in choices.items()}


def test_the_public_views_are_exactly_the_listed_ones(app: Flask) -> None:
    public = {name for name, view in views(app).items() if getattr(view, "is_public", False)} | {"static"}
    assert public == set(PUBLIC)


def test_the_anonymous_are_sent_to_the_door(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or "GET" not in (rule.methods or ()):
            continue
        path = rule.build(sample(rule), append_unknown=False)
        assert path is not None
        answer = apart(lambda path=path: client.get(path[1]))
        assert answer.status_code in (303, 308), f"{rule} answered {answer.status_code} to a stranger"
        if answer.status_code == 303:
            assert answer.headers["Location"].startswith("/login"), rule


def test_the_anonymous_can_post_nothing(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or "POST" not in (rule.methods or ()):
            continue
        path = rule.build(sample(rule), append_unknown=False)
        assert path is not None
        answer = apart(lambda path=path: client.post(path[1]))
        assert answer.status_code == 403, f"{rule} let a stranger post"


@pytest.mark.parametrize("role", ["admin", "manager", "desk", "technician", "chair", ""])
def test_reading_writes_nothing(app: Flask, world: World, role: str) -> None:
    world.building()
    client = world.client(world.user(*([role] if role else []), owns="3-1-101"))
    rows = select(func.count()).select_from(AuditRow)
    before = db.session.scalar(rows)
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint in RECORDED_READING:
            continue
        answer = apart(lambda rule=rule: client.raw.get(rule.rule))
        assert answer.status_code < 500, f"{rule} failed for {role or 'a resident'}"
        db.session.rollback()
        assert db.session.scalar(rows) == before, f"GET {rule} wrote"
