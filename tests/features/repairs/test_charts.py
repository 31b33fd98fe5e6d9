"""Columns stay inside their picture and are as high as they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.features.repairs.rules.charts import FOOT, HEIGHT, LEFT, TOP, WIDTH, Point, chart, round_up

VALUES = st.lists(st.none() | st.integers(0, 5000), min_size=1, max_size=13)


def points(values) -> list[Point]:
    return [Point(str(number), value, value) for number, value in enumerate(values)]


@given(VALUES)
def test_every_column_stands_inside_the_picture_and_beside_its_neighbours(values) -> None:
    drawn = chart(points(values))
    edge = float(LEFT)
    for column in drawn.columns:
        assert edge <= column.x < column.x + column.width <= WIDTH
        edge = column.x + column.width
        assert TOP - 0.1 <= column.y <= column.y + column.height <= HEIGHT - FOOT + 0.1
        assert column.x < column.middle < column.x + column.width
    assert all(TOP <= line.y <= HEIGHT - FOOT for line in drawn.lines)


@given(VALUES)
def test_heights_are_in_proportion(values) -> None:
    drawn = chart(points(values))
    top = round_up(max((value or 0 for value in values), default=0))
    for column in drawn.columns:
        exact = (HEIGHT - FOOT - TOP) * (column.point.value or 0) / top
        assert abs(column.height - exact) <= 0.06


@given(st.integers(0, 10**7))
def test_the_highest_line_is_a_round_number_not_far_above(value) -> None:
    top = round_up(value)
    assert top >= value
    assert str(top).strip("0") in ("2", "4", "1")
    assert top == 2 or top <= 2.5 * value


def test_a_share_is_drawn_against_a_hundred() -> None:
    drawn = chart(points([50, 100]), top=100, unit="%")
    assert [line.words for line in drawn.lines] == ["0%", "50%", "100%"]
    assert [column.height for column in drawn.columns] == [67.0, 134.0]
