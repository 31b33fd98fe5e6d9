"""What a browser calls itself, in plain words. Pure."""

from __future__ import annotations

from hub.core.i18n import _

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def described(agent: str) -> str:
    """For example "微信 · 安卓手机"."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    machine = _machine(agent)
    return " · ".join(part for part in (_browser(browser), machine) if part) or _("没有说明的设备")


def _browser(name: str) -> str:
    known = {
        "微信": _("微信"),
        "华为浏览器": _("华为浏览器"),
        "小米浏览器": _("小米浏览器"),
        "QQ 浏览器": _("QQ 浏览器"),
        "UC 浏览器": _("UC 浏览器"),
    }
    return known.get(name, name)


def _machine(agent: str) -> str:
    if "iPad" in agent:
        return _("苹果平板")
    if "iPhone" in agent:
        return _("苹果手机")
    if "HarmonyOS" in agent or "OpenHarmony" in agent:
        return _("鸿蒙手机")
    if "Android" in agent:
        return _("安卓手机") if "Mobile" in agent else _("安卓平板")
    if "Windows" in agent:
        return _("Windows 电脑")
    if "Macintosh" in agent:
        return _("苹果电脑")
    if "Linux" in agent:
        return _("Linux 电脑")
    return ""
