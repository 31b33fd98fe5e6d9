"""HTTP's side of the core: who is here, the door, one partial or the whole page, problems as pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from htmx_flask import Htmx
from werkzeug.exceptions import BadRequest, HTTPException

from hub.config import Config
from hub.core import i18n, once
from hub.core.authz import GUEST, LARGEST_ID, Actor, is_id
from hub.core.db import db
from hub.core.problems import AlreadyDone, Busy, NotFound, Problem, RuleBroken, SecondFactorNeeded

T = TypeVar("T")
log = structlog.get_logger(__name__)
csrf = CSRFProtect()

SMALL_BODY = 256 * 1024
_loader: list[Callable[[], Actor]] = []
_unread: list[Callable[[Actor], int]] = []
_community: list[Callable[[], str]] = []


def load_actor_with(loader: Callable[[], Actor]) -> Callable[[], Actor]:
    """Tell the core how to find out who is here (the sign-in of `hub.people`)."""
    _loader[:] = [loader]
    return loader


def count_unread_with(counter: Callable[[Actor], int]) -> Callable[[Actor], int]:
    """Tell the shell how many inbox entries wait for a person."""
    _unread[:] = [counter]
    return counter


def name_community_with(namer: Callable[[], str]) -> Callable[[], str]:
    """Tell the shell the compound's name."""
    _community[:] = [namer]
    return namer


def load_actor() -> Actor:
    """Ask afresh who is here."""
    return _loader[0]() if _loader else GUEST


def current_actor() -> Actor:
    """Who is here, found once a request."""
    if "actor" not in g:
        g.actor = load_actor()
    actor: Actor = g.actor
    return actor


class CookieSession(SecureCookieSessionInterface):
    """Our cookie is Secure and host-bound wherever the page came over TLS (ASVS 3.3.1, 3.3.3)."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return bool(request.is_secure)

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-hub" if request.is_secure else "hub"


def init_app(app: Flask) -> None:
    """Door, CSRF, one-time keys, headers and error pages, in this order."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=90 * 24 * 3600,
        MAX_CONTENT_LENGTH=SMALL_BODY,
        MAX_FORM_MEMORY_SIZE=SMALL_BODY,
        MAX_FORM_PARTS=400,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.session_interface = CookieSession()
    csrf.init_app(app)
    Htmx(app)
    app.before_request(_arrive)
    app.after_request(_leave)
    app.context_processor(_shell)
    app.jinja_env.globals.update(once_key=once.new_key)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


def photos_welcome(view: T) -> T:
    """This view takes photos: its body may be large (nine of 20 MB and the text)."""
    view.largest_body = 9 * 20 * 1024 * 1024 + SMALL_BODY  # type: ignore[attr-defined]
    return view


def largest_body(size: int) -> Callable[[T], T]:
    """This view takes a body of up to `size` bytes."""

    def mark(view: T) -> T:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def _arrive() -> Any:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    view = _view()
    if view is None or request.endpoint == "static":
        return None
    if not _addressable():
        raise NotFound
    size = getattr(view, "largest_body", None)
    if size:
        request.max_content_length = size
    actor = current_actor()
    if not actor.signed_in and not getattr(view, "is_public", False):
        if request.method == "GET" and not is_htmx():
            return redirect(url_for("signin.login", next=request.full_path.rstrip("?")), 303)
        return error_page(403, i18n._("登录已过期，请重新登录。")) if not is_htmx() else _to_login()
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        if not getattr(view, "csrf_exempt", False):
            csrf.protect()
        if any("\0" in value for value in request.form.values()):
            raise BadRequest  # no keyboard types it, and PostgreSQL does not keep it
        return once.begin(_once_owner(actor))
    return None


def _addressable() -> bool:
    """False for an address that can name nothing: a number beyond any row's, or a character no text holds."""
    named = (request.view_args or {}).values()
    if any(isinstance(value, int) and value > LARGEST_ID for value in named):
        return False
    return not any("\0" in value for value in (*named, *request.args.values()) if isinstance(value, str))


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint) if request.endpoint else None


def _once_owner(actor: Actor) -> str:
    return f"user:{actor.user_id}" if actor.signed_in else "guest"


def _to_login() -> Response:
    response = make_response("", 401)
    response.headers["HX-Redirect"] = url_for("signin.login", next=request.headers.get("HX-Current-URL", "/"))
    return response


def _leave(response: Response) -> Response:
    response = once.finish(response)
    host = request.host
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; connect-src 'self' ws://{host} wss://{host}; img-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), interest-cohort=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "Cookie"))
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if g.get("actor", GUEST).signed_in else "no-cache"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


# --- what pages know --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Viewer:
    """What the shell shows of the person looking."""

    signed_in: bool
    user_id: int | None
    nickname: str
    elder: bool
    text_size: int
    theme: str
    unread: int
    actor: Actor


def viewer() -> Viewer:
    """The shell's view of this request's actor; cookies decide looks before sign-in."""
    actor = current_actor()
    if actor.signed_in:
        unread = _unread[0](actor) if _unread else 0
        return Viewer(True, actor.user_id, actor.name, actor.elder, actor.text_size, actor.theme, unread, actor)
    theme = request.cookies.get("theme", "auto")
    size = request.cookies.get("size", "")
    return Viewer(
        False,
        None,
        "",
        request.cookies.get("view") == "elder",
        int(size) if size in ("24", "26", "28", "30") else 0,
        theme if theme in ("light", "dark") else "auto",
        0,
        actor,
    )


def _shell() -> dict[str, Any]:
    config: Config = current_app.config["HUB"]
    return {
        "viewer": viewer(),
        "community": _community[0]() if _community else "",
        "demo": config.demo,
        "locale": i18n.current(),
        "locales": i18n.LOCALES,
        "nav": "home",
        "csrf_token": generate_csrf,
    }


def for_keeping() -> dict[str, Any]:
    """Context of a page that a phone keeps for times without network: this person's looks, nothing else of theirs."""
    nobody = replace(viewer(), signed_in=False, user_id=None, nickname="", unread=0, actor=GUEST)
    return {"viewer": nobody, "csrf_token": lambda: ""}


def is_htmx() -> bool:
    """True when htmx asks, unless it is a boosted navigation or a history restore, which want the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx and not htmx.boosted and request.headers.get("HX-Request-Type") != "full" and not restoring())


def asked_id(name: str) -> int | None:
    """The row's number that the address asks for (`?before=7`); None for anything that is not one."""
    text = request.args.get(name, "")
    return int(text) if is_id(text) else None


def restoring() -> bool:
    """True when Back asks for a page that is no longer kept."""
    return request.headers.get("HX-History-Restore-Request") == "true"


def page(template: str, /, **context: Any) -> Response:
    """The whole page; 422 when it shows a form that was sent and refused."""
    return make_response(render_template(template, **context), _status(context))


def page_or_fragment(template: str, fragment: str, /, **context: Any) -> Response:
    """The whole page, or its partial alone to htmx. The partial gets the same context."""
    if is_htmx():
        return make_response(render_template(fragment, **context), _status(context))
    return page(template, **context)


def _status(context: dict[str, Any]) -> int:
    refused = any(isinstance(f, FlaskForm) and f.is_submitted() and f.errors for f in context.values())
    return 422 if refused else 200


def see_other(url: str, say: object = "") -> Response:
    """303 after a write; `say` is shown on the next page."""
    if say:
        flash(str(say))
    return redirect(url, 303)  # type: ignore[return-value]


@dataclass(frozen=True)
class Done(Generic[T]):
    """The deed succeeded and gave `value`."""

    value: T


def attempt(form: FlaskForm, deed: Callable[[], T]) -> Done[T] | None:
    """Validate, do the deed; a broken rule becomes an error beside its field and nothing typed is lost."""
    if not form.validate_on_submit():
        return None
    try:
        return Done(deed())
    except RuleBroken as problem:
        field = getattr(form, problem.field, None) if problem.field else None
        if field is not None and hasattr(field, "errors"):
            field.errors = [*field.errors, problem.message]
        else:
            form.form_errors.append(problem.message)
        return None


def safe_next(default: str = "/") -> str:
    """The address to go on to after sign-in: only a path of ours (no scheme, no host, no backslash).

    Browsers leave out tabs and line ends before they look, so that "/<tab>/evil.example" is another host to them.
    """
    target = request.values.get("next", "")
    ours = target.startswith("/") and not target.startswith("//")
    return target if ours and "\\" not in target and target.isprintable() else default


# --- problems as answers ----------------------------------------------------------------------------------------------


def error_page(status: int, message: str = "") -> Response:
    """Our own page for `status`, or a line for htmx."""
    db.session.rollback()
    if is_htmx():
        response = make_response(render_template("shared/_problem.html", status=status, message=message), status)
        response.headers["HX-Retarget"] = "#problem"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    known = status if status in (403, 404, 409, 413, 422, 429, 500, 503) else 500
    return make_response(render_template(f"errors/{known}.html", message=message, status=status), status)


def _problem(problem: Problem) -> Response:
    if isinstance(problem, AlreadyDone):
        return once.answer_again(problem)
    if isinstance(problem, SecondFactorNeeded):
        target = url_for("signin.second_factor", next=request.full_path if request.method == "GET" else "/")
        if is_htmx():
            response = make_response("", 403)
            response.headers["HX-Redirect"] = target
            return response
        return see_other(target)
    response = error_page(problem.status, "" if isinstance(problem, NotFound) else problem.message)
    if isinstance(problem, Busy):
        response.headers["Retry-After"] = "3"
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, CSRFError):
        return error_page(403, i18n._("页面放得太久了，请返回刷新后再试一次。"))
    response = error_page(error.code if error.code not in (405, 400) else 404)
    if error.code in (400, 405):
        response.status_code = error.code
    for name in ("Retry-After",):
        value = dict(error.get_headers()).get(name)
        if value:
            response.headers[name] = value
    return response


def _crash(error: Exception) -> Response:
    log.exception("request_failed", path=request.path)
    if getattr(error, "code", None) == 413:
        return error_page(413)
    return error_page(500)
