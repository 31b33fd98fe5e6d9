"""Two versions of a text, compared line by line, and inside a changed line word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LIKE = 0.35  # lines less alike than this are one line gone and another come
WORDS = re.compile(r"[0-9A-Za-z.:,%¥]+|.", re.DOTALL)  # a number or a time changes as a whole, Chinese by the character
AROUND = 2  # unchanged lines shown beside a change


class Mark(StrEnum):
    """What became of a line, or of a piece of one."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True)
class Piece:
    """Some characters of a line."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Line:
    """A line of either version; SKIP stands for unchanged ones that are left out (`count` of them)."""

    mark: Mark
    pieces: tuple[Piece, ...] = ()
    count: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def compared(old: str, new: str, around: int | None = AROUND) -> tuple[Line, ...]:
    """All lines of both; `around` unchanged ones beside each change (None: every line)."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += (Line(Mark.SAME, (Piece(Mark.SAME, line),)) for line in before[a:b])
        else:
            lines += _changed(before[a:b], after[c:d])
    return tuple(lines) if around is None else tuple(_shortened(lines, around))


def _changed(gone: Sequence[str], come: Sequence[str]) -> Iterator[Line]:
    """Lines that replace one another stand together; what is alike in them is not marked."""
    for number in range(max(len(gone), len(come))):
        old = gone[number] if number < len(gone) else None
        new = come[number] if number < len(come) else None
        if old is not None and new is not None:
            yield from _pair(old, new)
        elif old is not None:
            yield Line(Mark.GONE, (Piece(Mark.GONE, old),))
        elif new is not None:
            yield Line(Mark.NEW, (Piece(Mark.NEW, new),))


def _pair(gone: str, come: str) -> Iterator[Line]:
    old, new = WORDS.findall(gone), WORDS.findall(come)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < LIKE or matcher.ratio() < LIKE:
        yield Line(Mark.GONE, (Piece(Mark.GONE, gone),))
        yield Line(Mark.NEW, (Piece(Mark.NEW, come),))
        return
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        same = tag == "equal"
        if b > a:
            before.append(Piece(Mark.SAME if same else Mark.GONE, "".join(old[a:b])))
        if d > c:
            after.append(Piece(Mark.SAME if same else Mark.NEW, "".join(new[c:d])))
    yield Line(Mark.GONE, tuple(before))
    yield Line(Mark.NEW, tuple(after))


def _shortened(lines: Sequence[Line], around: int) -> Iterator[Line]:
    changed = [number for number, line in enumerate(lines) if line.mark is not Mark.SAME]
    near = {n for at in changed for n in range(at - around, at + around + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number in near:
            if skipped:
                yield Line(Mark.SKIP, count=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line(Mark.SKIP, count=skipped)
