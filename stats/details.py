"""Writing and forgetting the detail rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from stats.dimensions import KEPT_MONTHS, MAX_VALUE, MAX_VALUES, OTHERS, Dimension
from stats.models import DetailCount
from stats.upserts import grow

# How many old rows of a dimension are deleted at a time.
STEP = 2000
CHUNK = 500
Details = Counter[tuple[date, str, str]]


def add(details: Details) -> None:
    """Add ``details``, amounts by (day, dimension, value), to the rows; see MAX_VALUES."""
    by_day: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for (day, dimension, value), amount in details.items():
        by_day[day, dimension][value.replace("\0", "")[:MAX_VALUE]] += amount
    rows = {}
    for (day, dimension), amounts in by_day.items():
        for value, amount in _bounded(day, dimension, amounts).items():
            rows[dimension, value, day] = (amount,)
    grow(DetailCount, ("dimension", "value", "day", "amount"), rows)


def _bounded(day: date, dimension: str, amounts: Counter[str]) -> Counter[str]:
    """Return ``amounts`` with the values for which the day has no room as OTHERS."""
    there = DetailCount.objects.filter(day=day, dimension=dimension)
    values = sorted(amounts)
    known = {OTHERS}
    for start in range(0, len(values), CHUNK):
        some = values[start : start + CHUNK]
        known |= set(there.filter(value__in=some).values_list("value", flat=True))
    new = [value for value in values if value not in known]
    if not new:
        return amounts
    room = max(0, MAX_VALUES - there.exclude(value=OTHERS).count())
    beyond = set(new[room:])
    bounded = Counter({value: amounts[value] for value in values if value not in beyond})
    if beyond:
        bounded[OTHERS] += sum(amounts[value] for value in beyond)
    return bounded


def forget_before(today: date) -> bool:
    """Delete rows older than KEPT_MONTHS months, some at a time; return whether none is left."""
    months = today.year * 12 + today.month - 1 - KEPT_MONTHS
    limit = date(months // 12, months % 12 + 1, 1)
    left = False
    for dimension in Dimension.values:
        old = DetailCount.objects.filter(dimension=dimension, day__lt=limit)
        some = list(old.values_list("pk", flat=True)[:STEP])
        DetailCount.objects.filter(pk__in=some).delete()
        left |= len(some) == STEP
    return not left
