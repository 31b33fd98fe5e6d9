"""Laws that templates keep."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from hub.config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]
VIEWERS = {"viewer", "request", "session", "g", "current_user", "actor", "config", "csrf_token"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_declared_safe_and_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|\s*safe\b", text), "|safe belongs to the sanitiser's filter alone"
    assert not re.search(r"autoescape\s+false", text)
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"\shx-", text), "htmx attributes are written data-hx-"


@pytest.mark.parametrize("path", PARTIALS, ids=name)
def test_a_partial_knows_no_viewer(app: Flask, path: Path) -> None:
    """What is pushed to many must not be able to say who looks."""
    if path.name in MAY_KNOW_THE_VIEWER:
        return
    names = meta.find_undeclared_variables(app.jinja_env.parse(path.read_text()))
    assert not names & VIEWERS, f"{name(path)} names {sorted(names & VIEWERS)}"


@pytest.mark.parametrize("path", [p for p in PARTIALS if p.name.endswith("_card.html")], ids=name)
def test_a_card_gets_a_card_and_nothing_else(app: Flask, path: Path) -> None:
    names = meta.find_undeclared_variables(app.jinja_env.parse(path.read_text()))
    assert names - set(app.jinja_env.globals) <= {"card"}


# blocks that are asked for by each browser with its own rights, never pushed
MAY_KNOW_THE_VIEWER = {"_actions.html", "_form.html", "_fields.html", "_badge.html"}
