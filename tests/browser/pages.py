"""Every page that people can reach: those without parameters, and one of each further kind that is linked to.

Nothing is listed here: the addresses are the app's own and the links on its pages, so that new features are judged too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.browser.community import ADMIN, CHAIR, DESK, NOBODY, RESIDENT, TECHNICIAN, Community

WHO = (NOBODY, RESIDENT, TECHNICIAN, DESK, CHAIR, ADMIN)
DIFFERENT_FOR_EACH = {"home.index", "home.services", "repairs.index", "repairs.show", "me.show"}


@dataclass(frozen=True)
class Visit:
    """Somebody (a demo account, or nobody) on a page, and the HTML they got."""

    number: str
    path: str
    html: str


def all_visits(app: Flask, community: Community) -> list[Visit]:
    """Each kind of page once, by the first who may see it; some by everybody."""
    routes, seen = app.url_map.bind("localhost"), set[str]()
    return [visit for number in WHO for visit in _visits_of(community, number, app, routes, seen)]


def _visits_of(community: Community, number: str, app: Flask, routes: MapAdapter, seen: set[str]) -> Iterator[Visit]:
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update({c["name"]: c["value"] for c in community.cookies.get(number, ())})
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
        waiting, mine = [str(rule) for rule in rules], set[str]()
        while waiting:
            path = waiting.pop(0)
            kind = _kind(routes, path)
            if not kind or kind in mine or (kind in seen and kind not in DIFFERENT_FOR_EACH):
                continue
            answer = session.get(community.url + path, allow_redirects=False, timeout=30)
            if answer.status_code != 200 or "<html" not in answer.text[:2000]:
                continue
            mine.add(kind)
            seen.add(kind)
            page = BeautifulSoup(answer.text, "html.parser")
            waiting += [str(link["href"]).split("#")[0] for link in page.select("a[href^='/']:not([download])")]
            yield Visit(number, path, answer.text)


def _kind(routes: MapAdapter, path: str) -> str:
    """The endpoint behind an address; with the step, where one endpoint asks for several."""
    try:
        endpoint, _values = routes.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    _before, _sign, step = path.partition("?to=")
    return "" if endpoint == "static" else f"{endpoint}{'?' + step if step else ''}"
