"""The environment is checked at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.config import Config, ConfigError


def read(folder: Path, **environ: str) -> Config:
    return Config.from_env({"HUB_INSTANCE": str(folder), **environ})


def test_the_defaults_serve_on_loopback_with_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert (config.host, config.port, config.async_mode, config.demo) == ("127.0.0.1", 5000, "eventlet", False)
    assert config.database_url == f"sqlite:///{tmp_path / 'hub.db'}"


def test_the_secret_is_made_once_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key
    assert len(first) >= 32
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_demo_mode_refuses_to_start_in_production(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="HUB_DEMO"):
        read(tmp_path, HUB_DEMO="1", HUB_ENV="production")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_PORT", "http"),
        ("HUB_PORT", "70000"),
        ("HUB_ASYNC_MODE", "asyncio"),
        ("HUB_ENV", "staging"),
        ("HUB_DEMO", "maybe"),
        ("HUB_DATABASE_URL", "mysql://x"),
        ("HUB_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **{name: value})


def test_postgresql_addresses_of_all_kinds_use_psycopg(tmp_path: Path) -> None:
    for given in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"):
        assert read(tmp_path, HUB_DATABASE_URL=given).database_url == "postgresql+psycopg://u@h/d"
