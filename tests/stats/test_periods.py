"""Periods: the usual ones, what lies before them, how they are divided, whole months in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats import periods
from stats.periods import Grain, Period, Quick

pytestmark = pytest.mark.once


def span(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def test_the_usual_periods_on_an_ordinary_day():
    today, begin = date(2026, 3, 1), date(2024, 5, 6)
    assert {quick: periods.usual(quick, today, begin) for quick in Quick} == {
        Quick.TODAY: span("2026-03-01", "2026-03-01"),
        Quick.YESTERDAY: span("2026-02-28", "2026-02-28"),
        Quick.WEEK: span("2026-02-23", "2026-03-01"),
        Quick.DAYS: span("2026-01-31", "2026-03-01"),
        Quick.MONTH: span("2026-03-01", "2026-03-01"),
        Quick.LAST_MONTH: span("2026-02-01", "2026-02-28"),
        Quick.YEAR: span("2026-01-01", "2026-03-01"),
        Quick.ALL: span("2024-05-06", "2026-03-01"),
    }


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        ("2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"),  # a month
        ("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31"),  # over the year's end
        ("2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("2026-07-01", "2026-09-30", "2026-04-01", "2026-06-30"),  # a quarter
        ("2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"),  # a year
        ("2026-10-01", "2026-10-30", "2026-09-01", "2026-09-30"),  # thirty days, no whole month
        ("2026-03-01", "2026-03-01", "2026-02-28", "2026-02-28"),
        ("2026-01-05", "2026-01-11", "2025-12-29", "2026-01-04"),
    ],
)
def test_what_lies_before_a_period(first, last, before_first, before_last):
    assert periods.before(span(first, last)) == span(before_first, before_last)


@pytest.mark.parametrize(
    ("first", "last", "then_first", "then_last"),
    [
        ("2026-10-05", "2026-11-02", "2025-10-05", "2025-11-02"),
        ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
        ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "2024-03-05", "2023-02-28", "2023-03-05"),
    ],
)
def test_the_same_days_a_year_before(first, last, then_first, then_last):
    assert periods.year_before(span(first, last)) == span(then_first, then_last)


@pytest.mark.parametrize(
    ("days", "grain"),
    [
        (1, Grain.DAY),
        (62, Grain.DAY),
        (63, Grain.WEEK),
        (200, Grain.WEEK),
        (201, Grain.MONTH),
        (1_830, Grain.MONTH),
        (1_831, Grain.YEAR),
    ],
)
def test_a_longer_period_is_divided_into_longer_parts(days, grain):
    first = date(2020, 1, 1)
    assert periods.usual_grain(Period(first, first + timedelta(days=days - 1))) == grain


def test_weeks_begin_on_monday_and_are_cut_at_the_ends():
    parts = periods.divide(span("2026-10-01", "2026-10-14"), Grain.WEEK)
    assert parts == [
        span("2026-10-01", "2026-10-04"),
        span("2026-10-05", "2026-10-11"),
        span("2026-10-12", "2026-10-14"),
    ]


DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


@given(DAYS, st.integers(0, 900), st.sampled_from(Grain))
def test_the_parts_are_the_whole(first, length, grain):
    period = Period(first, first + timedelta(days=length))
    parts = periods.divide(period, grain)
    assert [day for part in parts for day in part] == list(period)


@given(DAYS, st.integers(0, 900), DAYS)
def test_months_and_days_hold_each_day_that_has_come_once(first, length, today):
    period = Period(first, first + timedelta(days=length))
    months, spans = periods.months_and_days(period, today)
    found = [day for month in months for day in periods.month_of(month)]
    found += [day for one in spans for day in one]
    assert len(found) == len(set(found))
    # Beyond today nothing is counted, so days of its month may be named that do not belong.
    assert {day for day in found if day <= today or day in period} - set(period) == set()
    assert set(period) <= set(found)
