"""The English catalogue is complete, and says the same as the Chinese source: the same names to fill in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from hub.config import ROOT

ENGLISH = ROOT / "hub" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CJK = re.compile(r"[\u3400-\u9fff]")
NAMES = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def texts(message_string: object) -> list[str]:
    return list(message_string) if isinstance(message_string, tuple | list) else [str(message_string)]


def test_every_text_in_the_code_is_in_the_catalogue(english: Catalog, tmp_path: Path) -> None:
    found = tmp_path / "found.pot"
    words = ["-k", "_", "-k", "_l", "-k", "lazy", "-k", "plural:1,2"]
    subprocess.run(
        [
            *(sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "deploy/babel.cfg"),
            *words,
            *("-o", str(found), "."),
        ],
        cwd=ROOT,
        check=True,
    )
    with found.open("rb") as file:
        wanted = {message.id for message in read_po(file) if message.id}
    known = {message.id for message in english if message.id and all(texts(message.string))}
    assert len(wanted) > 500
    assert not wanted - known, "run `make catalogues` and translate"


def test_english_is_english_and_fills_in_the_same_names(english: Catalog) -> None:
    for message in english:
        if not message.id:
            continue
        source = texts(message.id)[0]
        for text in texts(message.string):
            assert not CJK.search(text), f"Chinese in the English of {source!r}"
            assert set(NAMES.findall(text)) <= set(NAMES.findall(source)), source
