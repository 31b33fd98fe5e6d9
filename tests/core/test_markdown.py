"""People's Markdown: what becomes of it, and what can never come of it."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.markdown import ATTRIBUTES, LONGEST, OWN_PHOTO, TAGS, plain, render

PHOTO = "/files/" + "0123456789abcdef" * 2


def test_what_neighbours_write_looks_as_they_meant_it() -> None:
    html = render(
        "# 停水\n\n**明天**停\n两行\n\n- 存水\n- 关阀\n\n| 项目 | 金额 |\n| --- | ---: |\n| 停车 | ¥1 |\n\n~~作废~~"
    )
    for piece in (
        "<h2>停水</h2>",
        "<strong>明天</strong>停<br>",
        "<li>存水</li>",
        "<td>停车</td>",
        '<td class="num">¥1</td>',
        "<s>作废</s>",
    ):
        assert piece in html


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# 一\n\n## 二\n\n###### 六\n\n## 二", ["h2", "h3", "h4", "h3"]),
        ("## 一\n\n## 二", ["h2", "h2"]),
        ("### 一\n\n# 二\n\n### 三", ["h2", "h2", "h3"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_begin_below_the_pages_own_and_leave_no_level_out(text: str, levels: list[str]) -> None:
    page = BeautifulSoup(render(text), "html5lib")
    assert [tag.name for tag in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])] == levels


def test_links_lead_out_without_a_recommendation() -> None:
    html = render("[看这里](https://example.org/?a=1&b=2) 和 [打电话](tel:12345) 和 [报修](/repairs/new)")
    page = BeautifulSoup(html, "html5lib")
    assert [a["href"] for a in page.find_all("a")] == ["https://example.org/?a=1&b=2", "tel:12345", "/repairs/new"]
    assert all(a["rel"] == ["nofollow", "noopener"] for a in page.find_all("a"))


def test_only_photos_of_ours_are_shown() -> None:
    foreign = "![追踪](https://evil.example/x.png) ![](//evil.example/x.png) ![](data:image/png,x)"
    html = render(f"![门口]({PHOTO}) {foreign}")
    page = BeautifulSoup(html, "html5lib")
    assert [image["src"] for image in page.find_all("img")] == [PHOTO]
    assert page.img["alt"] == "门口"
    assert "追踪" in page.get_text()
    assert "evil.example" not in html
    for near in (f"{PHOTO}/thumb", f"{PHOTO}?x=1", "/files/../login", "/me/looks"):
        assert "<img" not in render(f"![]({near})"), near


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    '[x](https://a "onmouseover=alert(1) x=\\"")',
    f'![x" onerror="alert(1)]({PHOTO})',
    f'![x]({PHOTO} "\\" onload=\\"alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "<!-- --><style>*{display:none}</style>",
    "<form action=/logout method=post><button>奖品</button></form>",
    "<iframe src=//evil.example></iframe>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<https://a.example/<script>>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
)


def harmless(html: str) -> None:
    page = BeautifulSoup(html, "html5lib")
    for tag in page.body.find_all(True):  # type: ignore[union-attr]
        assert tag.name in TAGS, tag
        for name, value in tag.attrs.items():
            if name == "class":
                assert value == ["num"]
                continue
            allowed = ATTRIBUTES.get(tag.name, set()) | ({"rel"} if tag.name == "a" else set())
            assert name in allowed or (tag.name, name, value) == ("img", "loading", "lazy"), (tag.name, name)
            if name == "href":
                assert (
                    str(value).partition(":")[0].lower() in ("http", "https", "mailto", "tel")
                    or ":" not in str(value).partition("/")[0]
                ), value
            if name == "src":
                assert OWN_PHOTO.fullmatch(str(value))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text: str) -> None:
    harmless(render(text))
    harmless(render(f"# {text}\n\n> {text}\n\n- {text}"))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "<", ">", '"', "'", "[", "](", ")", "![", "**", "\n\n", "`", "|", "&lt;", "字"])
    )
)
def test_no_mixture_of_hostile_pieces_comes_through(pieces: list[str]) -> None:
    harmless(render("".join(pieces)))


@pytest.mark.parametrize("piece", ["*a", "[", "![", ">", "- ", "`", "<a", "|a", "[a](", "**_"])
def test_long_nonsense_takes_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    render(piece * (LONGEST // len(piece)))
    assert time.perf_counter() - began < 5


def test_the_words_alone() -> None:
    assert plain("# 停水\n\n**明天** <b>停</b>") == "停水 明天 <b>停</b>"
    assert plain("字" * 300).endswith("…")
    assert len(plain("字" * 300)) == 200
