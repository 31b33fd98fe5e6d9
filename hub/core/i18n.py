"""Languages, and how dates, money and areas are said. Source texts are Chinese; English is a complete catalogue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, gettext, lazy_gettext, ngettext
from flask_babel import force_locale as speaking
from markupsafe import Markup, escape

from hub.core import clock

LOCALES = {"zh_CN": "中文", "en": "English"}
DEFAULT = "zh_CN"
COOKIE = "lang"

_ = gettext
lazy = lazy_gettext
plural = ngettext

__all__ = ["DEFAULT", "LOCALES", "_", "area", "day", "lazy", "money", "plural", "speaking", "stamp", "when"]

babel = Babel()


def init_app(app: Flask) -> None:
    """Choose the language by the person's setting, else by cookie; never guess from the phone."""
    babel.init_app(
        app,
        default_locale=DEFAULT,
        default_timezone="Asia/Shanghai",
        default_translation_directories="translations",
        locale_selector=choose,
    )
    app.jinja_env.globals.update(_=gettext, stamp=stamp, money=money, area=area, day=day, when=when)


def choose() -> str:
    """The locale of this request."""
    if not has_request_context():
        return DEFAULT
    actor = g.get("actor")
    if actor is not None and actor.signed_in:
        return str(actor.locale)
    asked = request.cookies.get(COOKIE, "")
    return asked if asked in LOCALES else DEFAULT


def current() -> str:
    """The locale in use, "zh_CN" or "en"."""
    return str(get_locale() or DEFAULT)


def when(moment: datetime) -> str:
    """A moment as people say it: 刚刚, 12 分钟前, 今天 14:30, 昨天 09:05, 3月8日 14:30, 2025年3月8日."""
    here, now = clock.local(moment), clock.local(clock.now())
    past = now - here
    if timedelta(0) <= past < timedelta(minutes=1):
        return _("刚刚")
    if timedelta(0) <= past < timedelta(hours=1):
        return _("%(n)s 分钟前", n=int(past.total_seconds() // 60))
    time = here.strftime("%H:%M")
    days = (now.date() - here.date()).days
    if days == 0:
        return _("今天 %(time)s", time=time)
    if days == 1:
        return _("昨天 %(time)s", time=time)
    if days == -1:
        return _("明天 %(time)s", time=time)
    if 1 < days < 7:
        return _("%(n)s 天前", n=days)
    return f"{day(here.date())} {time}" if abs(days) < 300 else day(here.date())


def day(value: date) -> str:
    """A date: 3月8日, with the year when it is not this one."""
    if value.year == clock.today().year:
        return _("%(month)s月%(day)s日", month=value.month, day=value.day)
    return _("%(year)s年%(month)s月%(day)s日", year=value.year, month=value.month, day=value.day)


def stamp(moment: datetime | None) -> Markup:
    """`<time>` with the spoken form, the exact one as title."""
    if moment is None:
        return Markup("")
    full = clock.local(moment).strftime("%Y-%m-%d %H:%M:%S")
    exact = moment.isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, full, when(moment))


def money(fen: int) -> str:
    """¥1,234.50 from integer fen."""
    sign, fen = ("−", -fen) if fen < 0 else ("", fen)
    return f"{sign}¥{fen // 100:,}.{fen % 100:02d}"


def area(hundredths: int) -> str:
    """98.76 m² from integer 0.01 m²."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d} m²"


def text(value: Any) -> str:
    """Escape user text for places that take markup."""
    return str(escape(value))
