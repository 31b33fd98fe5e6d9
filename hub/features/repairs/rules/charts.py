"""Columns drawn by the server: where each one stands, in the units of the picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 364, 176
LEFT, TOP, FOOT = 42, 20, 22
GAP = 5


@dataclass(frozen=True)
class Point:
    """What a column shows: `value` empty where there is nothing, `words` as it is said, `weak` for too few cases."""

    label: str
    value: int | None
    words: object
    weak: bool = False


@dataclass(frozen=True)
class Column:
    """A point where it stands."""

    point: Point
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Line:
    """A line across, with what it stands for."""

    y: float
    words: str


@dataclass(frozen=True)
class Chart:
    """All of it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    foot: int = HEIGHT - 6


def chart(points: Sequence[Point], *, top: int = 0, unit: str = "") -> Chart:
    """Columns from the ground up; `top` is the value of the highest line, by itself a round number above all values."""
    highest = top or round_up(max((point.value or 0 for point in points), default=0))
    step = (WIDTH - LEFT) / max(len(points), 1)
    ground, room = HEIGHT - FOOT, HEIGHT - FOOT - TOP
    columns = []
    for number, point in enumerate(points):
        height = round(room * min(point.value or 0, highest) / highest, 1)
        x = round(LEFT + number * step + GAP / 2, 1)
        columns.append(Column(point, x, round(ground - height, 1), round(step - GAP, 1), height))
    marks = (0, highest // 2, highest) if highest % 2 == 0 else (0, highest)
    lines = tuple(Line(round(ground - room * mark / highest, 1), f"{mark}{unit}") for mark in marks)
    return Chart(tuple(columns), lines)


def round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, … that is not below `value`."""
    size = 1
    while True:
        for digit in (2, 4, 10):
            if value <= digit * size:
                return digit * size
        size *= 10
