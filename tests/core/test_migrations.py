"""The migrations make exactly the tables that the models describe, on both databases, and lose nothing on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from hub import create_app
from hub.config import Config
from hub.core.db import db
from tests.conftest import SECRET

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def apps(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Flask, Flask]:
    """Two hubs on two empty databases of one kind."""
    made = []
    for name in ("one", "other"):
        url = request.getfixturevalue("postgres").database() if request.param == "postgresql" else ""
        environ = {"HUB_INSTANCE": str(tmp_path / name), "HUB_DATABASE_URL": url, "HUB_SECRET_KEY": SECRET}
        made.append(create_app(Config.from_env({**environ, "HUB_ENV": "test"})))
    return made[0], made[1]


def checks() -> dict[str, set[tuple[str, str]]]:
    """Table → its CHECK constraints; comparing models with tables says nothing about these."""
    found = inspect(db.engine)
    return {
        table: {(str(one["name"]), " ".join(one["sqltext"].split())) for one in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def triggers() -> list[str]:
    return list(db.session.scalars(text(TRIGGERS[db.engine.dialect.name])))


def test_an_empty_database_becomes_what_the_models_say(apps: tuple[Flask, Flask]) -> None:
    """If this fails, the models have changed: `flask --app hub db migrate -m "what for"` and read what it wrote."""
    migrated, described = apps
    with migrated.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        found, constraints = triggers(), checks()
        db.session.remove()
        db.engine.dispose()
    with described.app_context():
        db.create_all()
        assert found == triggers()
        assert constraints == checks()
        db.session.remove()
        db.engine.dispose()


def test_migrating_again_changes_nothing(apps: tuple[Flask, Flask]) -> None:
    with apps[0].app_context():
        upgrade()
        upgrade()
        assert db.session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        db.session.remove()
        db.engine.dispose()


def test_reports_of_the_first_release_keep_their_promises_and_their_waits(apps: tuple[Flask, Flask]) -> None:
    """From 0001 with a life in it: accepted late, waited an hour for parts, done, reopened."""
    with apps[0].app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            story = FIRST_RELEASE if connection.dialect.name != "sqlite" else FIRST_RELEASE.replace("+00:00", "")
            for statement in story.split(";"):
                connection.execute(text(statement))
        upgrade()
        clocks = db.session.execute(
            text(
                "SELECT which, round, promise_minutes, outcome FROM repair_clocks WHERE repair_id = 1 ORDER BY which, round"
            )
        ).all()
        assert [tuple(row) for row in clocks] == [
            ("accept", 1, 120, "accepted"),
            ("resolve", 1, 2880, "done"),
            ("resolve", 2, 2880, None),
        ]
        pauses = db.session.execute(text("SELECT why, until IS NULL FROM repair_pauses WHERE repair_id = 1")).all()
        assert [(why, bool(still)) for why, still in pauses] == [("parts", False)]
        assert db.session.scalar(text("SELECT count(*) FROM repair_steps")) == 10
        mergers = db.session.execute(
            text("SELECT repair_id, into_id, was FROM repair_mergers ORDER BY repair_id")
        ).all()
        assert [tuple(row) for row in mergers] == [(2, 1, "accepted"), (3, 2, "submitted")]
        tops = db.session.scalars(text("SELECT duplicate_of_id FROM repairs WHERE id > 1 ORDER BY id")).all()
        assert list(tops) == [1, 1], "all point at the one that is worked on"
        db.session.rollback()  # its snapshot would hold the old tables
        downgrade(revision="0001")
        kept = db.session.execute(text("SELECT promised_accept_at, promised_done_at FROM repairs WHERE id = 1")).one()
        assert [str(moment)[:16] for moment in kept] == ["2026-03-02 10:00", "2026-03-04 08:00"]
        db.session.rollback()
        upgrade()
        db.session.remove()
        db.engine.dispose()


FIRST_RELEASE = """
INSERT INTO persons (id, kind, name, created_at) VALUES (1, 'natural', '张三', '2026-01-01 00:00:00+00:00');
INSERT INTO users (id, person_id, nickname, locale, elder, text_size, theme, second_factor_tries, created_at)
    VALUES (1, 1, '张三', 'zh_CN', false, 0, 'auto', 0, '2026-01-01 00:00:00+00:00');
INSERT INTO repairs (id, version, source, spot, place_note, kind, urgency, description, visit_part, requester_id, stage,
    stage_since, round, reported_at, promised_accept_at, promised_done_at)
    VALUES (1, 7, 'app', 'lift', '', 'lift', 'ordinary', '电梯停了', 'any', 1, 'reopened',
    '2026-03-03 01:00:00+00:00', 2,
    '2026-03-02 08:00:00+00:00', '2026-03-02 10:00:00+00:00', '2026-03-04 08:00:00+00:00');
INSERT INTO repairs (id, version, source, spot, place_note, kind, urgency, description, visit_part, requester_id, stage,
    stage_since, round, reported_at, promised_accept_at, promised_done_at, duplicate_of_id)
    VALUES (2, 3, 'app', 'lift', '', 'lift', 'ordinary', '电梯不动', 'any', 1, 'duplicate',
    '2026-03-02 09:00:00+00:00', 1, '2026-03-02 08:30:00+00:00', '2026-03-02 10:30:00+00:00',
    '2026-03-04 08:30:00+00:00', 1),
    (3, 2, 'app', 'lift', '', 'lift', 'ordinary', '电梯坏了', 'any', 1, 'duplicate',
    '2026-03-02 08:50:00+00:00', 1, '2026-03-02 08:40:00+00:00', '2026-03-02 10:40:00+00:00',
    '2026-03-04 08:40:00+00:00', 2);
INSERT INTO repair_steps (repair_id, was, now, addition, party, at, note) VALUES
    (1, null, 'submitted', false, 'requester', '2026-03-02 08:00:00+00:00', ''),
    (1, 'submitted', 'accepted', false, 'desk', '2026-03-02 11:00:00+00:00', ''),
    (1, 'working', 'waiting_parts', false, 'assignee', '2026-03-02 12:00:00+00:00', ''),
    (1, 'waiting_parts', 'working', false, 'assignee', '2026-03-02 13:00:00+00:00', ''),
    (1, 'working', 'done', false, 'assignee', '2026-03-02 14:00:00+00:00', ''),
    (1, 'done', 'reopened', false, 'requester', '2026-03-03 01:00:00+00:00', '又停了'),
    (2, null, 'submitted', false, 'requester', '2026-03-02 08:30:00+00:00', ''),
    (2, 'accepted', 'duplicate', false, 'desk', '2026-03-02 09:00:00+00:00', ''),
    (3, null, 'submitted', false, 'requester', '2026-03-02 08:40:00+00:00', ''),
    (3, 'submitted', 'duplicate', false, 'desk', '2026-03-02 08:50:00+00:00', '')
"""
