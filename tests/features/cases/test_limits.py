"""Codes cannot be tried out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import create_app
from hub.core.db import db
from hub.core.limits import limiter
from tests.conftest import config_for
from tests.factories import World
from tests.judge import JudgingClient


@pytest.fixture
def limited(tmp_path: Path, template_database: Path) -> Iterator[World]:
    """A hub whose limits are on."""
    (tmp_path / "hub.db").write_bytes(template_database.read_bytes())
    app = create_app(config_for(tmp_path, env="development"))
    with app.app_context():
        yield World(app)
        db.session.remove()
        db.engine.dispose()
    limiter.enabled = False


def test_ten_codes_a_minute_from_one_address(limited: World) -> None:
    client = JudgingClient(limited.app)
    for _ in range(10):
        client.post("/cases/follow", {"code": "ABCD-EFGH-JKLM"}, 422)
    client.post("/cases/follow", {"code": "ABCD-EFGH-JKLM"}, 429)


def test_ten_cases_a_day_from_one_account_and_the_limit_is_kept_in_no_table(limited: World) -> None:
    limited.building()
    one, other = (limited.client(limited.user(owns="3-1-101")) for _ in range(2))
    fields = {"kind": "noise", "words": "吵", "name": "unnamed"}
    for _ in range(10):
        one.post("/cases/new", fields, content_type="multipart/form-data")
    one.post("/cases/new", fields, 429, content_type="multipart/form-data")
    other.post("/cases/new", fields, content_type="multipart/form-data")
