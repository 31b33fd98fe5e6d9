"""Rate limits, in an app that has them on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from hub import create_app
from hub.core.db import db
from hub.core.limits import limiter
from tests.conftest import config_for
from tests.factories import World
from tests.judge import JudgingClient


@pytest.fixture
def limited(tmp_path: Path, template_database: Path) -> Iterator[JudgingClient]:
    """An anonymous visitor of a hub whose limits are on."""
    (tmp_path / "hub.db").write_bytes(template_database.read_bytes())
    app: Flask = create_app(config_for(tmp_path, env="development"))
    with app.app_context():
        yield JudgingClient(app)
        db.session.remove()
        db.engine.dispose()
    limiter.enabled = False


def test_ten_passwords_a_minute_on_one_number(limited: JudgingClient) -> None:
    limited.get("/login")
    for n in range(10):
        # however it is written, it is one number
        limited.post("/login", {"phone": ["13900000001", "+86 139 0000 0001"][n % 2], "password": "guess number"}, 422)
    limited.post("/login", {"phone": "13900000001", "password": "guess number"}, 429)
    limited.post("/login", {"phone": "13900000002", "password": "guess number"}, 422)


def test_thirty_passwords_a_minute_from_one_address(limited: JudgingClient) -> None:
    limited.get("/login")
    for n in range(30):
        limited.post("/login", {"phone": f"139000001{n:02d}", "password": "guess number"}, 422)
    limited.post("/login", {"phone": "13900000999", "password": "guess number"}, 429)


def test_three_codes_a_minute_to_one_number_ten_from_one_address(limited: JudgingClient) -> None:
    limited.get("/login/code")
    limited.post("/login/code", {"phone": "13900000001"})
    for _ in range(2):
        limited.post("/login/code", {"phone": "13900000001"}, 422)
    limited.post("/login/code", {"phone": "13900000001"}, 429)
    for n in range(6):
        limited.post("/login/code", {"phone": f"139000001{n:02d}"})
    limited.post("/login/code", {"phone": "13900000999"}, 429)


def test_letter_codes_typed_or_scanned(limited: JudgingClient) -> None:
    limited.get("/enter")
    for _ in range(10):
        limited.post("/enter", {"code": "ABCD-EFGH-JKLM"}, 422)
    limited.post("/enter", {"code": "ABCD-EFGH-JKLM"}, 429)
    for _ in range(20):
        limited.get("/enter/ABCDEFGHJKLM", 422)
    limited.get("/enter/ABCDEFGHJKLM", 429)


def test_a_borrowed_phone_is_no_place_to_guess_its_owners_password(limited: JudgingClient) -> None:
    world = World(limited.app)
    client = world.client(world.user())
    client.get("/me/second-factor/key")
    for _ in range(10):
        client.post("/me/second-factor/key", {"password": "guess number"}, 422)
    client.post("/me/second-factor/key", {"password": "guess number"}, 429)
    client.post("/me/second-factor/codes", {"password": "guess number"}, 429)
