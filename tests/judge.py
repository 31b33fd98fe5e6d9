"""A test client that judges every page it fetches, so that no test can look at a bad page and be content."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import Context
from typing import Any, TypeVar

from bs4 import BeautifulSoup
from flask import Flask, has_app_context
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command

T = TypeVar("T")
CJK = re.compile(r"[\u3400-\u9fff]")


def apart(deed: Callable[[], T]) -> T:
    """Do `deed` as a server would: without the test's own app context, whose `g` and session it must not share."""
    result = Context().run(deed)
    if has_app_context():
        db.session.rollback()  # the test looks at what is true now, not at its old snapshot
    return result


class JudgingClient:
    """Wraps Flask's client; `get` and `post` judge HTML answers and remember the last page's forms."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.raw = app.test_client()
        self.page: BeautifulSoup | None = None

    def sign_in(self, user_id: int, *, second_factor: bool = True) -> None:
        """Sign in without the form: the sign-in page has tests of its own."""
        from hub.people.commands.signin import open_session
        from hub.people.views import TOKEN

        with self.app.app_context():
            ticket = open_session(SYSTEM, user_id, "judge", "test")
            if second_factor:
                _show_second_factor(SYSTEM, ticket.session_id)
        with self.raw.session_transaction() as cookie:
            cookie[TOKEN] = ticket.token

    def get(self, path: str, status: int = 200, **kwargs: Any) -> TestResponse:
        return self._judged(apart(lambda: self.raw.get(path, buffered=True, **kwargs)), status, path)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **kwargs: Any) -> TestResponse:
        """Post with the CSRF token and one-time key of the last page fetched (or of the page at `path`)."""
        fields = {"csrf_token": self._csrf(), **(data or {})}
        return self._judged(apart(lambda: self.raw.post(path, data=fields, buffered=True, **kwargs)), status, path)

    def follow(self, answer: TestResponse) -> TestResponse:
        """Go where a 303 points."""
        return self.get(answer.headers["Location"])

    def htmx(self, method: str, path: str, data: dict[str, Any] | None = None, status: int = 200) -> TestResponse:
        """As htmx asks: answers are partials and judged as such."""
        headers = {"HX-Request": "true"}
        if method == "get":
            answer = apart(lambda: self.raw.get(path, headers=headers))
        else:
            fields = {"csrf_token": self._csrf(), **(data or {})}
            answer = apart(lambda: self.raw.post(path, data=fields, headers=headers))
        assert answer.status_code == status, f"{path}: {answer.status_code} instead of {status}"
        return answer

    def text(self) -> str:
        """The visible words of the last page, whitespace folded."""
        assert self.page is not None
        return " ".join(self.page.get_text(" ").split())

    def _csrf(self) -> str:
        with self.raw.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", "0123456789abcdef0123456789abcdef01234567")
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        return str(signer.dumps(raw))

    def _judged(self, answer: TestResponse, status: int, path: str) -> TestResponse:
        assert answer.status_code == status, f"{path}: {answer.status_code} instead of {status}\n{_gist(answer)}"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            self.page = judge(answer.get_data(as_text=True), path)
        return answer


def judge(html: str, path: str) -> BeautifulSoup:
    """What every page must be: one h1, a title, a language, labels, unique ids, keys in forms, nothing inline."""
    page = BeautifulSoup(html, "html5lib")
    assert page.html is not None
    lang = page.html.get("lang")
    assert lang in ("zh-CN", "en"), f"{path}: lang={lang}"
    headings = page.find_all("h1")
    assert len(headings) == 1, f"{path}: {len(headings)} h1"
    assert page.title, f"{path}: no title"
    assert page.title.get_text(strip=True), f"{path}: empty title"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{path}: double ids {sorted(i for i in ids if ids.count(i) > 1)}"
    for tag in page.find_all(["input", "select", "textarea"]):
        if tag.get("type") in ("hidden", "submit"):
            continue
        labelled = tag.get("aria-label") or tag.get("aria-labelledby") or tag.find_parent("label")
        assert labelled or page.find("label", attrs={"for": tag.get("id")}), f"{path}: no label for {tag.get('name')}"
    for form in page.find_all("form", method=re.compile("post", re.I)):
        assert form.find(attrs={"name": "csrf_token"}), f"{path}: form {form.get('action')} without CSRF token"
        assert form.find(attrs={"name": "_once"}), f"{path}: form {form.get('action')} without one-time key"
    for image in page.find_all("img"):
        assert image.get("alt") is not None, f"{path}: picture without alt"
    for tag in page.find_all(True):
        assert "None" not in tag.attrs.values(), f"{path}: an attribute of {tag.name} says None"
        assert not tag.get("style"), f"{path}: inline style on {tag.name}"
        assert not [a for a in tag.attrs if a.startswith("on")], f"{path}: inline handler on {tag.name}"
    for button in page.find_all(["button", "a"]):
        named = button.get_text(strip=True) or button.get("aria-label") or button.find("img", alt=True)
        assert named, f"{path}: nameless {button.name}"
    if lang == "en":
        judge_english(page, path)
    return page


def judge_english(page: BeautifulSoup, path: str) -> None:
    """On an English page Chinese may stand only where people wrote it (inside lang="zh-CN")."""
    for text in page.find_all(string=CJK):
        if text.find_parent(attrs={"lang": re.compile("^zh")}) is not None:
            continue
        if text.find_parent(["script", "style"]):
            continue
        if text.parent.name == "title" and not CJK.search(text.rpartition(" · ")[0]):
            continue  # every title ends in the compound's own name, which a title cannot mark
        raise AssertionError(f"{path}: untranslated: {text.strip()[:60]}")


def _gist(answer: TestResponse) -> str:
    text = BeautifulSoup(answer.get_data(as_text=True), "html5lib").get_text(" ")
    return " ".join(text.split())[:600]


@command
def _show_second_factor(_actor: Any, session_id: int) -> None:
    from hub.people.models import LoginSession

    session = db.session.get(LoginSession, session_id)
    assert session is not None
    session.second_factor_at = clock.now()
