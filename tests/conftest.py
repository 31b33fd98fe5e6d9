"""Fixtures of every test: a fresh instance, people in it, and a client that judges what it fetches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from hub import create_app
from hub.config import Config
from hub.core.db import db
from tests.factories import World
from tests.judge import JudgingClient

pytest_plugins = ("tests.services",)

SECRET = "test-secret-test-secret-test-secret-0001"


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, current schema, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(config_for(folder))
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    return folder / "hub.db"


@pytest.fixture(scope="session")
def postgres_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty, current schema on PostgreSQL, copied for every test."""
    url: str = request.getfixturevalue("postgres").database()
    app = create_app(config_for(tmp_path_factory.mktemp("template"), database_url=with_driver(url)))
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    return url.rsplit("/", 1)[1]


def with_driver(url: str) -> str:
    """The address as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def config_for(folder: Path, **changes: object) -> Config:
    """A test instance in `folder`."""
    values: dict[str, object] = {
        "instance": folder,
        "secret_key": SECRET,
        "database_url": f"sqlite:///{folder / 'hub.db'}",
        "env": "test",
    }
    return Config(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, template_database: Path) -> Iterator[Flask]:
    """A hub of its own for this test; on PostgreSQL when HUB_TEST_DATABASE says so."""
    if os.environ.get("HUB_TEST_DATABASE") == "postgresql":
        url = request.getfixturevalue("postgres").database(request.getfixturevalue("postgres_template"))
        app = create_app(config_for(tmp_path, database_url=with_driver(url)))
    else:
        (tmp_path / "hub.db").write_bytes(template_database.read_bytes())
        app = create_app(config_for(tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


# how long an example takes on a shared machine says nothing; speed is measured by `make bench`
settings.register_profile("hub", deadline=None)
settings.load_profile("hub")

# what depends on the database is tried on both; one pass each in `make test`
BOTH = (
    "tests/core/test_commands",
    "tests/core/test_files",
    "tests/core/test_jobs",
    "tests/core/test_links",
    "tests/core/test_once",
    "tests/core/test_task_processes",
    "tests/core/test_tasks",
    "tests/core/test_web",
    "tests/features/assets/test_cards",
    "tests/features/assets/test_inspections",
    "tests/features/assets/test_upkeep",
    "tests/features/cases/test_accused",
    "tests/features/cases/test_course",
    "tests/features/cases/test_mediation",
    "tests/features/cases/test_unnamed",
    "tests/features/inbox",
    "tests/features/repairs/test_advance",
    "tests/features/repairs/test_api_clients",
    "tests/features/repairs/test_checklists",
    "tests/features/repairs/test_join",
    "tests/features/repairs/test_merge.",
    "tests/features/repairs/test_offers",
    "tests/features/repairs/test_open311",
    "tests/features/repairs/test_rate",
    "tests/features/repairs/test_sight",
    "tests/features/repairs/test_take",
    "tests/features/rounds/test_outings",
    "tests/features/rounds/test_visit",
    "tests/flows",
    "tests/pages/test_office",
    "tests/people/test_accounts",
    "tests/people/test_counting",
    "tests/people/test_import_register",
    "tests/people/test_privacy",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `-m both_databases` tries on PostgreSQL as well; what only PostgreSQL does is left out elsewhere."""
    if os.environ.get("HUB_TEST_DATABASE") != "postgresql":
        items[:] = [item for item in items if item.get_closest_marker("postgresql_only") is None]
    for item in items:
        path = item.path.relative_to(item.config.rootpath).as_posix()
        if path.startswith(BOTH) and not any(item.iter_markers("sqlite_only")):
            item.add_marker(pytest.mark.both_databases)


@pytest.fixture
def world(app: Flask) -> World:
    """Makes buildings, people and roles; see tests/factories.py."""
    return World(app)


@pytest.fixture
def client(app: Flask) -> JudgingClient:
    """An anonymous visitor whose every page is judged."""
    return JudgingClient(app)
