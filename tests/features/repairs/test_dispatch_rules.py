"""Who is asked first, whatever the people and their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.core.problems import RuleBroken
from hub.features.repairs.rules.dispatch import LONG_AGO, Candidate, Job, Patience, choose, qualified
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.shifts import DAY, Leave, Shift, next_start, on_shift, parse_day, spoken_day, week

MONDAY = datetime(2026, 3, 2, tzinfo=clock.LOCAL)
KINDS = st.sampled_from(list(Kind)[:4])
BUILDINGS = st.integers(1, 4)
JOBS = st.builds(Job, KINDS, st.none() | BUILDINGS)
MOMENTS = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1), timezones=st.just(UTC))
PEOPLE = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 50),
        st.frozensets(KINDS),
        st.frozensets(BUILDINGS, max_size=2),
        st.booleans(),
        st.integers(0, 3),
        MOMENTS,
    ),
    max_size=8,
    unique_by=lambda person: person.user_id,
)
REFUSERS = st.frozensets(st.integers(1, 50), max_size=20)


@given(JOBS, PEOPLE, REFUSERS)
def test_nobody_unqualified_and_nobody_who_said_no_is_asked(job, people, said_no) -> None:
    chosen = choose(job, people, said_no)
    if chosen is None:
        assert not [p for p in people if qualified(job, p) and p.user_id not in said_no]
        return
    person = next(p for p in people if p.user_id == chosen)
    assert chosen not in said_no
    assert person.on_shift
    assert job.kind in person.skills
    assert not person.building_ids or job.building_id is None or job.building_id in person.building_ids


@given(JOBS, PEOPLE, REFUSERS)
def test_nobody_with_fewer_jobs_or_idle_for_longer_is_passed_over(job, people, said_no) -> None:
    chosen = choose(job, people, said_no)
    fitting = [p for p in people if qualified(job, p) and p.user_id not in said_no]
    if chosen is None:
        return
    best = next(p for p in fitting if p.user_id == chosen)
    assert best.open_jobs == min(p.open_jobs for p in fitting)
    equal = [p for p in fitting if p.open_jobs == best.open_jobs]
    assert (best.idle_since or LONG_AGO) == min(p.idle_since or LONG_AGO for p in equal)


@given(JOBS, PEOPLE, REFUSERS, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_listed_does_not_matter(job, people, said_no, random) -> None:
    mixed = list(people)
    random.shuffle(mixed)
    assert choose(job, mixed, said_no) == choose(job, people, said_no)


@given(JOBS, PEOPLE, REFUSERS)
def test_taking_work_off_the_chosen_one_does_not_change_the_choice(job, people, said_no) -> None:
    chosen = choose(job, people, said_no)
    lighter = [replace(p, open_jobs=0) if p.user_id == chosen else p for p in people]
    assert choose(job, lighter, said_no) == chosen


@given(JOBS, PEOPLE, REFUSERS, st.integers(1, 50))
def test_one_more_no_only_matters_if_it_was_the_chosen_one(job, people, said_no, refuser) -> None:
    chosen = choose(job, people, said_no)
    after = choose(job, people, said_no | {refuser})
    assert after == chosen or refuser == chosen
    assert after != refuser


@given(JOBS, PEOPLE)
def test_everybody_qualified_is_asked_once_before_nobody_is_left(job, people) -> None:
    asked: list[int] = []
    while (chosen := choose(job, people, asked)) is not None:
        asked.append(chosen)
    assert sorted(asked) == sorted(p.user_id for p in people if qualified(job, p))


def test_an_urgent_offer_waits_less_long() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert Patience().until(Urgency.ORDINARY, now) == now + timedelta(minutes=10)
    assert Patience(urgent=3).until(Urgency.URGENT, now) == now + timedelta(minutes=3)


# --- hours -----------------------------------------------------------------------------------------------------------

SHIFTS = st.builds(
    lambda weekday, begin, length: Shift(weekday, begin, (begin + length) % DAY),
    st.integers(0, 6),
    st.integers(0, DAY - 1),
    st.integers(1, DAY - 1),
)


def at(weekday: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=weekday, hours=hour, minutes=minute)


def test_a_day_shift_begins_on_time_and_ends_on_time() -> None:
    monday = [Shift(0, 8 * 60, 18 * 60)]
    assert not on_shift(monday, [], at(0, 7, 59))
    assert on_shift(monday, [], at(0, 8))
    assert on_shift(monday, [], at(0, 17, 59))
    assert not on_shift(monday, [], at(0, 18))
    assert not on_shift(monday, [], at(1, 12))


def test_a_night_shift_of_sunday_goes_on_into_monday() -> None:
    sunday = [Shift(6, 20 * 60, 8 * 60)]
    assert on_shift(sunday, [], at(6, 23))
    assert on_shift(sunday, [], at(7, 0))
    assert on_shift(sunday, [], at(0, 7, 59))
    assert not on_shift(sunday, [], at(0, 8))
    assert not on_shift(sunday, [], at(6, 19, 59))


def test_the_hour_is_the_compounds_not_the_servers() -> None:
    assert on_shift([Shift(0, 0, 60)], [], datetime(2026, 3, 1, 16, 30, tzinfo=UTC))


def test_until_midnight_and_around_the_clock() -> None:
    assert on_shift([Shift(0, 0, DAY)], [], at(0, 23, 59))
    assert not on_shift([Shift(0, 0, DAY)], [], at(1, 0))


def test_without_hours_somebody_is_always_there_unless_away() -> None:
    assert on_shift([], [], at(3, 3))
    assert not on_shift([], [Leave(at(3, 0), None)], at(3, 3))
    assert not on_shift([], [Leave(at(3, 0), at(3, 4))], at(3, 3))
    assert on_shift([], [Leave(at(3, 0), at(3, 3))], at(3, 3))


@given(st.lists(SHIFTS, max_size=5), st.integers(0, 7 * DAY - 1), SHIFTS)
def test_more_hours_never_take_somebody_off_shift(shifts, minute, more) -> None:
    moment = MONDAY + timedelta(minutes=minute)
    if shifts and on_shift(shifts, [], moment):
        assert on_shift([*shifts, more], [], moment)


@given(st.lists(SHIFTS, min_size=1, max_size=5), st.integers(0, 7 * DAY - 1))
def test_at_its_next_start_somebody_is_on_shift(shifts, minute) -> None:
    start = next_start(shifts, MONDAY + timedelta(minutes=minute))
    assert start is not None
    assert on_shift(shifts, [], start)


@given(SHIFTS)
def test_hours_are_read_back_as_they_were_written(shift) -> None:
    assert parse_day(shift.weekday, spoken_day([shift])) == (shift,)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("8:00-18:00", [(480, 1080)]),
        ("８：００—１２：００、14点到18点", [(480, 720), (840, 1080)]),
        ("14-18, 8-12", [(480, 720), (840, 1080)]),
        ("20:00 至 8:00", [(1200, 480)]),
        ("0:00-24:00", [(0, 1440)]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[tuple[int, int]]) -> None:
    assert [(shift.begin, shift.end) for shift in parse_day(2, text)] == spans


@pytest.mark.parametrize(
    "text", ["上班", "8:00", "25-26", "8:00-8:00", "8:75-9", "8-12,11-14", "22-6,23-24", "1-2,3-4,5-6,7-8,9-10"]
)
def test_hours_that_make_no_sense_are_refused_beside_their_field(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_day(2, text)
    assert refused.value.field == "day2"


def test_the_week_is_written_in_as_few_lines_as_possible(app) -> None:
    shifts = [Shift(day, 480, 1080) for day in range(5)] + [Shift(5, 540, 720)]
    with app.test_request_context():
        said = [(str(row.first), str(row.last), row.hours) for row in week(shifts)]
    assert said == [("周一", "周五", "08:00-18:00"), ("周六", "周六", "09:00-12:00")]
