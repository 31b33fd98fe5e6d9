"""Answers are compressed for those who can read it, and say the same."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.judge import apart

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", ["/phones", "/static/js/live.js", "/nowhere"])
def test_the_same_words_in_fewer_bytes(browser: FlaskClient, path: str) -> None:
    plain = apart(lambda: browser.get(path))
    small = apart(lambda: browser.get(path, headers=GZIP))
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert small.content_length == len(small.data) < len(plain.data)
    assert abs(len(gzip.decompress(small.data)) - len(plain.data)) < 200  # one-time keys differ, no more
    plain.close()


def test_what_a_phone_has_already_is_not_sent_again(browser: FlaskClient) -> None:
    first = apart(lambda: browser.get("/static/js/live.js", headers=GZIP))
    again = apart(lambda: browser.get("/static/js/live.js", headers={**GZIP, "If-None-Match": first.headers["ETag"]}))
    assert again.status_code == 304
    assert again.data == b""
    again.close()


def test_a_part_of_a_file_is_sent_as_it_is(browser: FlaskClient) -> None:
    part = apart(lambda: browser.get("/static/js/live.js", headers={**GZIP, "Range": "bytes=0-9"}))
    assert part.status_code == 206
    assert len(part.data) == 10
    part.close()
