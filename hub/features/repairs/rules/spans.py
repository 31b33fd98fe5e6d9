"""How long something took or is late, as people say it."""

from __future__ import annotations

from datetime import timedelta

from hub.core.i18n import lazy as _l


def spoken(span: timedelta) -> object:
    """ "25 分钟", "3 小时 20 分钟", "2 天 5 小时": at most two units, cut, never rounded up."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return _l("不到 1 分钟")
    if minutes < 60:
        return _l("%(n)s 分钟", n=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return _l("%(h)s 小时 %(m)s 分钟", h=hours, m=minutes) if minutes else _l("%(n)s 小时", n=hours)
    days, hours = divmod(hours, 24)
    return _l("%(d)s 天 %(h)s 小时", d=days, h=hours) if hours else _l("%(n)s 天", n=days)


def roughly(span: timedelta) -> object:
    """The largest unit alone: "2 小时" for two hours and a half."""
    minutes = int(span.total_seconds() // 60)
    whole = minutes if minutes < 60 else minutes // 60 * 60 if minutes < 24 * 60 else minutes // 1440 * 1440
    return spoken(timedelta(minutes=whole))
