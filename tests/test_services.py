"""The components that tests lean on: they start, they are ours alone, and in CI their absence is a failure."""

from __future__ import annotations

from types import SimpleNamespace

import psycopg
import pytest
import redis

from tests.services import Postgres, fail_if_skipped


@pytest.mark.needs("postgresql")
def test_each_database_is_empty_and_its_own(postgres: Postgres) -> None:
    one, other = postgres.database(), postgres.database()
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE things (id int)")
    with psycopg.connect(other) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row == (0,)


@pytest.mark.needs("redis")
def test_redis_answers(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    assert client.ping()
    client.close()


def test_a_skip_is_a_failure_in_ci_only() -> None:
    def skipped() -> SimpleNamespace:
        return SimpleNamespace(skipped=True, outcome="skipped", longrepr=("a file", 1, "Skipped: needs Chromium"))

    assert fail_if_skipped(skipped(), strict=False).outcome == "skipped"
    failed = fail_if_skipped(skipped(), strict=True)
    assert failed.outcome == "failed"
    assert "needs Chromium" in failed.longrepr


def test_an_expected_failure_is_no_skip() -> None:
    report = SimpleNamespace(skipped=True, outcome="skipped", longrepr="", wasxfail="known")
    assert fail_if_skipped(report, strict=True).outcome == "skipped"
