"""Sums of fen: exact, the same in every order, and read as people write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.repairs.rules.costs import (
    LARGEST_PRICE,
    LARGEST_QUANTITY,
    CostLine,
    Payer,
    Sort,
    check_done,
    check_payer,
    check_quote,
    covered,
    parse_money,
    parse_quantity,
    spoken_price,
    spoken_quantity,
    to_charge,
    total,
)

LINES = st.builds(
    CostLine,
    what=st.just("角阀"),
    sort=st.sampled_from(Sort),
    quantity=st.integers(1, 99_999),
    unit=st.just("个"),
    price=st.integers(0, 999_999),
)


@given(st.lists(LINES, max_size=20), st.randoms())
def test_a_total_is_the_sum_of_its_lines_in_any_order_and_always_whole_fen(lines, random) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert total(lines) == total(shuffled) == sum(line.amount for line in lines)
    assert type(total(lines)) is int


@given(LINES)
def test_an_amount_is_the_exact_product_rounded_half_up(line) -> None:
    exact = Fraction(line.quantity * line.price, 1000)
    assert type(line.amount) is int
    assert -Fraction(1, 2) < exact - line.amount <= Fraction(1, 2) or line.amount - exact == Fraction(1, 2)
    assert line.amount == (exact + Fraction(1, 2)).__floor__()


@pytest.mark.parametrize(
    ("quantity", "price", "amount"), [(1500, 33, 50), (1000, 1234, 1234), (333, 100, 33), (500, 1, 1), (499, 1, 0)]
)
def test_amounts_by_hand(quantity, price, amount) -> None:
    assert CostLine("线", Sort.PART, quantity, "米", price).amount == amount


@given(st.integers(0, LARGEST_PRICE))
def test_a_price_is_read_back_as_it_is_said(fen) -> None:
    assert parse_money(spoken_price(fen)) == fen
    assert parse_money(f"¥{fen // 100:,}.{fen % 100:02d}") == fen
    assert parse_money(f" {spoken_price(fen)} 元") == fen


@given(st.integers(0, LARGEST_QUANTITY))
def test_a_quantity_is_read_back_as_it_is_said(thousandths) -> None:
    assert parse_quantity(spoken_quantity(thousandths)) == thousandths


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12", 1200),
        ("12元", 1200),
        ("¥1,234.50", 123450),
        ("￥1，234.5", 123450),
        ("１２．５元", 1250),
        ("0.07", 7),
        ("8块", 800),
        ("3.500", 350),
    ],
)
def test_money_as_people_write_it(text, fen) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize("text", ["", "十二", "1,23.4", "1.234,50", "-3", "12.345", "1e3", "99999999999999", "1000001"])
def test_what_is_no_sum_is_refused_beside_its_field(text) -> None:
    with pytest.raises(RuleBroken) as refusal:
        parse_money(text)
    assert refusal.value.field == "price"


@pytest.mark.parametrize("text", ["", "两个", "1.5米", "-1", "0.0001", "99999999", "1/2"])
def test_what_is_no_quantity_is_refused_beside_its_field(text) -> None:
    with pytest.raises(RuleBroken) as refusal:
        parse_quantity(text)
    assert refusal.value.field == "quantity"


@given(st.text(max_size=12))
def test_whatever_is_typed_is_whole_fen_or_refused(text) -> None:
    try:
        found = parse_money(text)
    except RuleBroken:
        return
    assert type(found) is int
    assert 0 <= found <= LARGEST_PRICE


def test_a_line_needs_words_a_quantity_and_a_price_within_reason() -> None:
    for what, quantity, price, field in (
        (" ", 1000, 1, "what"),
        ("阀", 0, 1, "quantity"),
        ("阀", 1000, -1, "price"),
        ("阀", LARGEST_QUANTITY, LARGEST_PRICE, "price"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            CostLine(what, Sort.PART, quantity, "个", price)
        assert refusal.value.field == field


def test_only_a_households_own_money_needs_its_yes() -> None:
    assert covered(Payer.HOUSEHOLD, 0, None)
    assert not covered(Payer.HOUSEHOLD, 1, None)
    assert covered(Payer.HOUSEHOLD, 100, 100)
    assert not covered(Payer.HOUSEHOLD, 101, 100)
    for payer in (Payer.FREE, Payer.WARRANTY, Payer.FUND):
        assert covered(payer, 10_000, None)
        assert to_charge(payer, 10_000, 5_000) == 0


@given(st.integers(0, 10**6), st.none() | st.integers(1, 10**6))
def test_nobody_is_charged_more_than_was_agreed(amount, approved) -> None:
    asked = to_charge(Payer.HOUSEHOLD, amount, approved)
    assert asked <= (approved or 0)
    if covered(Payer.HOUSEHOLD, amount, approved):
        assert asked == amount


def test_urgent_work_is_never_held_up_but_the_rest_waits_for_the_yes() -> None:
    check_done(Payer.HOUSEHOLD, 500, None, urgent=True)
    check_done(Payer.HOUSEHOLD, 500, 500, urgent=False)
    check_done(Payer.FREE, 500, None, urgent=False)
    for approved, words in ((None, "还没有同意"), (499, "超过了")):
        with pytest.raises(RuleBroken, match=words):
            check_done(Payer.HOUSEHOLD, 500, approved, urgent=False)


def test_a_public_place_is_no_households_and_the_fund_wants_its_decision() -> None:
    check_payer(Payer.HOUSEHOLD, in_flat=True, reference="")
    check_payer(Payer.FUND, in_flat=True, reference="业主大会 3 号决定")
    with pytest.raises(RuleBroken, match="某一户"):
        check_payer(Payer.HOUSEHOLD, in_flat=False, reference="")
    with pytest.raises(RuleBroken, match="依据"):
        check_payer(Payer.FUND, in_flat=False, reference=" ")


def test_a_quote_asks_a_household_for_something_until_a_day_to_come() -> None:
    today, line = date(2026, 3, 2), CostLine("阀", Sort.PART, 2000, "个", 3500)
    assert check_quote([line], Payer.HOUSEHOLD, today, today) == 7000
    for lines, payer, last in (([], Payer.HOUSEHOLD, today), ([line], Payer.FREE, today)):
        with pytest.raises(RuleBroken):
            check_quote(lines, payer, today, last)
    with pytest.raises(RuleBroken) as refusal:
        check_quote([line], Payer.HOUSEHOLD, today, date(2026, 3, 1))
    assert refusal.value.field == "last_day"
