"""Static files that may be kept, and the pages kept for times without network."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.core.assets import asset
from tests.factories import World
from tests.judge import JudgingClient


def test_a_versioned_file_may_be_kept_for_a_year_and_no_other(app: Flask, client: JudgingClient) -> None:
    with app.test_request_context():
        address = asset("js/live.js")
    assert "?v=" in address
    kept = client.get(address)
    assert "immutable" in kept.headers["Cache-Control"]
    kept.close()
    plain = client.get("/static/js/live.js")
    assert "immutable" not in plain.headers.get("Cache-Control", "")
    plain.close()


@pytest.mark.parametrize("path", ["/offline", "/phones?kept=1"])
def test_a_page_for_times_without_network_says_nothing_of_who_asked(world: World, path: str) -> None:
    neighbour = world.client(world.user())
    page = neighbour.get(path).get_data(as_text=True)
    assert 'data-socket="0"' in page
    assert 'data-user="0"' in page
    assert "inbox:" not in page
    assert '<meta name="csrf-token" content="">' in page


def test_the_service_worker_is_always_asked_for_again(client: JudgingClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
