"""What an entry says. The words are chosen when it is read, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from hub.core.i18n import lazy as _l


@dataclass(frozen=True)
class Kind:
    """What an entry of this kind says and how it looks."""

    topic: str
    sentence: Any
    glyph: str
    tone: str
    always: bool = False
    urgent: bool = False


KINDS: dict[str, Kind] = {}


def kinds(topic: str, said: Mapping[str, tuple[Any, str, str]], *, always: bool = False, urgent: bool = False) -> None:
    """Make kinds of news known: name → (sentence with %(what)s and the like, icon, colour).

    `topic` is what people choose by; `always`: nobody can switch it off; `urgent`: nobody can put it off either, and it
    goes out by short message unless the person said no.
    """
    for name, (sentence, glyph, tone) in said.items():
        KINDS[name] = Kind(topic, sentence, glyph, tone, always or urgent, urgent)


def sentence(kind: str, words: Mapping[str, Any]) -> Markup:
    """The text of an entry, people's own words marked as Chinese; an unknown kind still says that there is news."""
    text = KINDS[kind].sentence if kind in KINDS else _l("有一条新消息")
    own = {name: Markup('<span lang="zh-CN">{}</span>').format(words.get(name, "")) for name in ("what", "who")}
    return escape(str(text)) % own
