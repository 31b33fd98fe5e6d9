"""People's Markdown as HTML: the one place where text of people becomes markup.

Two walls stand behind one another. The reader (markdown-it-py) knows no raw HTML and makes pictures only of photos that
were uploaded here; the sanitiser (nh3) then lets nothing through that is not on a short list.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 20_000  # what is longer is cut: reading costs time, and nobody reads that much on a phone
OWN_PHOTO = re.compile(r"/files/[0-9a-f]{32}")
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
CLASSES = {"td": {"num"}, "th": {"num"}}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    reader.enable(["table", "strikethrough"])
    reader.add_render_rule("image", _image)
    reader.core.ruler.push("headings", _headings)
    for kind in ("th_open", "td_open"):
        reader.add_render_rule(kind, _cell)
    return reader


def _cell(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
    """A column set to the right holds numbers; inline styles are not for people."""
    if tokens[at].attrs.pop("style", "") == "text-align:right":
        tokens[at].attrSet("class", "num")
    return self.renderToken(tokens, at, options, env)


def _headings(state: StateCore) -> None:
    """The page's own heading is the h1; what people write begins at h2 and leaves no level out."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{len(above) + 1}" if len(above) < 6 else "h6"


def _image(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
    """A picture from elsewhere would tell its host who reads; its words stay."""
    if OWN_PHOTO.fullmatch(str(tokens[at].attrs.get("src", ""))):
        return self.image(tokens, at, options, env)
    return nh3.clean_text(self.renderInlineAsText(tokens[at].children, options, env))


def _allowed(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if OWN_PHOTO.fullmatch(value) else None
    return value


_READER = _reader()


def render(text: str) -> Markup:
    """HTML that may stand on a page of ours, whatever `text` is."""
    return Markup(  # noqa: S704 - cleaned in the same breath
        nh3.clean(
            _READER.render(text[:LONGEST]),
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_allowed,
            allowed_classes=CLASSES,
            link_rel="nofollow noopener",
            url_schemes={"http", "https", "mailto", "tel"},
            set_tag_attribute_values={"img": {"loading": "lazy"}},
        )
    )


def plain(text: str, most: int = 200) -> str:
    """The words alone, on one line, for feeds and lists."""
    words = render(text).striptags()
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def init_app(app: Flask) -> None:
    """The filter `markdown` for templates."""
    app.jinja_env.filters["markdown"] = render
