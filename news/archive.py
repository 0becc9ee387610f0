"""The archive: how many visible articles were published in each year, month and day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Max, Min, Q, Value
from django.utils import timezone

from news import front
from news.models import Publication

# Counting reads the index from end to end; the figures may be as old as any other on a page.
SECONDS = 60.0


@dataclass(frozen=True)
class Period:
    """A year, month or day with its number of articles; ``first`` is its first day."""

    first: date
    count: int


def years() -> list[Period]:
    """Return the years from the newest to the oldest article's, newest first."""
    return front.shell().piece("archive", _count_years, SECONDS)


def months(year: int) -> list[Period]:
    """Return the twelve months of ``year``."""
    starts = [date(year, month, 1) for month in range(1, 13)]
    return front.shell().piece(
        f"archive-{year}", lambda: _count([*starts, date(year + 1, 1, 1)]), SECONDS
    )


def days(year: int, month: int) -> list[Period]:
    """Return the days of a month."""
    starts = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    return front.shell().piece(
        f"archive-{year}-{month}",
        lambda: _count([*starts, starts[-1] + timedelta(days=1)]),
        SECONDS,
    )


def between(first: date, end: date) -> Q:
    """Return the range of what was published from ``first`` on and before ``end`` (local days)."""
    return Q(published_at__gte=_midnight(first), published_at__lt=_midnight(end))


def _count_years() -> list[Period]:
    listed = Publication.objects.visible().dated()
    ends = listed.aggregate(oldest=Min("published_at"), newest=Max("published_at"))
    if ends["newest"] is None:
        return []
    first, last = (timezone.localdate(ends[name]).year for name in ("oldest", "newest"))
    return _count([date(year, 1, 1) for year in range(first, last + 2)])[::-1]


def _count(starts: list[date]) -> list[Period]:
    """Return each period between neighbouring ``starts`` with its count, in one query."""
    listed = Publication.objects.visible().dated().order_by()
    counted = [
        listed.filter(between(first, end)).values(place=Value(place)).annotate(count=Count("pk"))
        for place, (first, end) in enumerate(pairwise(starts))
    ]
    found = {row["place"]: row["count"] for row in counted[0].union(*counted[1:], all=True)}
    return [Period(first, found.get(place, 0)) for place, first in enumerate(starts[:-1])]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
