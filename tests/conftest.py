"""Fixtures of every test: a fresh instance, people in it, and a client that judges what it fetches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

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
def app(tmp_path: Path, template_database: Path) -> Iterator[Flask]:
    """A hub of its own for this test."""
    (tmp_path / "hub.db").write_bytes(template_database.read_bytes())
    app = create_app(config_for(tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Makes buildings, people and roles; see tests/factories.py."""
    return World(app)


@pytest.fixture
def client(app: Flask) -> JudgingClient:
    """An anonymous visitor whose every page is judged."""
    return JudgingClient(app)
