"""The poster for the noticeboard downstairs."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from hub.core import printing
from hub.features.notices import commands, posters

pytestmark = pytest.mark.timeout(180)


def pages(pdf: bytes) -> int:
    """Pages are listed in packed streams."""
    packed = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    plain = pdf + b"".join(zlib.decompress(stream) for stream in packed)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", plain))


def test_one_page_with_the_words_and_a_code_is_set_once(cast, monkeypatch) -> None:
    number = cast.for_three(enclosed=cast.enclosed(), urgent=True, mandatory=True)
    lin = cast.world.client(cast.lin)
    answer = lin.get(f"/notices/{number}/poster.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert pages(answer.data) == 1
    assert b"/Image" in answer.data, "its photo is on it"
    monkeypatch.setattr(printing, "_press", lambda *_: pytest.fail("set again"))
    assert lin.get(f"/notices/{number}/poster.pdf").data == answer.data


def test_what_it_says(cast, monkeypatch) -> None:
    said: list[str] = []

    def press(page: Path, _style: Path, _pictures: Path, out: Path) -> None:
        said.append(page.read_text())
        out.write_bytes(b"%PDF-")

    monkeypatch.setattr(printing, "_press", press)
    number = cast.draft(body="**上午** <script>alert(1)</script> ![](https://evil.example/x.png)")
    posters.poster(cast.actor(cast.desk), number, "https://hub.example")
    commands.publish(cast.actor(cast.desk), number)
    posters.poster(cast.actor(cast.lin), number, "https://hub.example")
    draft, poster = said
    assert "草稿，请勿张贴" in draft
    assert "草稿" not in poster
    for words in ("明强小区", "明天停水", "<strong>上午</strong>", "物业服务处", "0512-6288 0000"):
        assert words in poster
    assert f"https://hub.example/notices/{number}" in poster
    assert "data:image/svg+xml" in poster
    assert "<script>" not in poster
    assert "evil.example" not in poster


def test_a_long_one_goes_on_to_further_pages(cast) -> None:
    number = cast.publish(body="\n\n".join("请各位邻居注意，施工期间进出小区请走东门。" * 4 for _ in range(30)))
    assert pages(posters.poster(cast.actor(cast.desk), number, "https://hub.example").read_bytes()) > 1


def test_the_press_fetches_nothing_but_what_it_was_given(cast, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    html = f'<p>a</p><img src="file://{secret}"><img src="http://127.0.0.1:9/x"><link rel=stylesheet href="file://{secret}">'
    out = printing.pdf(html, "poster.css", tmp_path / "out.pdf")
    assert out.read_bytes().startswith(b"%PDF-")
    assert b"/Image" not in out.read_bytes()
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["out.pdf"]


def test_a_press_that_fails_leaves_no_half_file(cast, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        printing.pdf("<p>a</p>", "no-such-sheet.css", tmp_path / "out.pdf")
    assert list(tmp_path.glob("*.pdf")) == []
