"""The migrations make exactly the tables that the models describe, on both databases, and lose nothing on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

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
        found = triggers()
        db.session.remove()
        db.engine.dispose()
    with described.app_context():
        db.create_all()
        assert found == triggers()
        db.session.remove()
        db.engine.dispose()


def test_migrating_again_changes_nothing(apps: tuple[Flask, Flask]) -> None:
    with apps[0].app_context():
        upgrade()
        upgrade()
        assert db.session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        db.session.remove()
        db.engine.dispose()
