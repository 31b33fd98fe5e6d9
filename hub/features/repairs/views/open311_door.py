"""The door of the Open311 interface: who asks, how often they may, in which language; and errors in its own form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, g, request
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException

from hub.core.authz import public
from hub.core.i18n import _, speaking
from hub.core.limits import limiter
from hub.core.problems import Busy, NotFound, Problem
from hub.features.repairs.commands.clients import note_used
from hub.features.repairs.queries.clients import Client, client_of
from hub.features.repairs.rules.open311 import Refused
from hub.features.repairs.views.open311_wire import errors
from hub.people.queries.office import office

bp = Blueprint("open311", __name__, url_prefix="/open311/v2")
log = structlog.get_logger(__name__)
V = TypeVar("V", bound=Callable[..., Any])

READS = "120/minute"
KEYED_READS = "600/minute"
GUESSES = "60/hour"  # reports refused for their key, from one address
BASE = "/open311/v2"


def spoken(view: V) -> V:
    """In Chinese, or in English if the client asks for it; cookies and sessions do not count here."""

    @wraps(view)
    def run(**parts: Any) -> Response:
        with speaking(_language()):
            response: Response = view(**parts)
        return response

    run.csrf_exempt = True  # type: ignore[attr-defined] # programs have no session to protect: the key is in the request
    return public(run)  # type: ignore[return-value]


def _language() -> str:
    return "en" if request.accept_languages.best_match(["zh", "en"], "zh") == "en" else "zh_CN"


def asking() -> Client | None:
    """Who asks, by key: None without a key; Refused when the key opens nothing."""
    if "open311_client" not in g:
        key = request.values.get("api_key", "").strip()
        g.open311_client = client_of(key) if key else None
        g.open311_refused = bool(key) and g.open311_client is None
    if g.open311_refused:
        raise Refused(403, _("api_key 不对，或者已经作废。"))
    client: Client | None = g.open311_client
    if client is not None:
        note_used(client.id)
    return client


def _known() -> Client | None:
    try:
        return asking()
    except Refused:
        return None


def _who() -> str:
    client = _known()
    return f"client:{client.id}" if client else f"address:{get_remote_address()}"


def _reads() -> str:
    return KEYED_READS if _known() else READS


def _reports() -> str:
    client = _known()
    return f"{client.per_hour}/hour" if client else GUESSES


reading = limiter.shared_limit(_reads, scope="open311-read", key_func=_who)
reporting = limiter.shared_limit(_reports, scope="open311-report", key_func=_who)


def check_jurisdiction() -> None:
    """There is one; whoever names it must name this one."""
    asked = request.values.get("jurisdiction_id", "").strip().lower()
    if asked and asked not in (_host(request.host_url), _host(office().public_address)):
        raise Refused(404, _("没有这个 jurisdiction_id：%(asked)s", asked=asked))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def endpoint() -> str:
    """Where this interface is, for those who only know it by name."""
    return (office().public_address or request.host_url).rstrip("/") + BASE


# --- problems ---------------------------------------------------------------------------------------------------------


@bp.after_request
def _for_everyone(response: Response) -> Response:
    """Pages of other sites may read what is public anyway."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept-Language")
    return response


def _form() -> str:
    return "json" if request.path.endswith(".json") else "xml"


@bp.errorhandler(Problem)
def _problem(problem: Problem) -> Response:
    with speaking(_language()):
        if isinstance(problem, Refused):
            return errors(_form(), problem.status, problem.descriptions)
        if isinstance(problem, NotFound):
            return errors(_form(), 404, [_("没有找到。")])
        status = problem.status if problem.status in (403, 503) else 400
        response = errors(_form(), status, [problem.message or _("现在不行。")])
    if isinstance(problem, Busy):
        response.headers["Retry-After"] = "3"
    return response


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    known = {404: 404, 413: 413, 429: 429}
    status = known.get(error.code or 400, 400)
    with speaking(_language()):
        words = _("太多次了，请过一会儿再来。") if status == 429 else _("请求有误：%(what)s", what=error.name)
        response = errors(_form(), status, [words])
    retry = dict(error.get_headers()).get("Retry-After")
    if status == 429:
        response.headers["Retry-After"] = retry or "60"
    return response


@bp.errorhandler(Exception)
def _crash(_error: Exception) -> Response:
    log.exception("open311_failed", path=request.path)
    with speaking(_language()):
        return errors(_form(), 500, [_("系统出错了，请告诉物业。")])
