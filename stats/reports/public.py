"""Figures for pages and for the statistics page, opening balances added where a total is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nlargest

from django.db.models import Q, Sum
from django.utils import timezone

from news.models import Publication
from stats.models import (
    ArticleMonth,
    CategoryDay,
    DailyVisits,
    OpeningBalance,
    PageViews,
    Visitor,
)
from stats.periods import Period
from stats.reports.article_sums import views_in

ONLINE = timedelta(minutes=5)
# The desk's ranking: of how many days, and how many of them all.
RANKED_DAYS, RANKED = 30, 3000
# So many of the most read are looked at together for those that are visible; of equals, so many.
PORTION, MOST_EQUALS = 60, 10_000


@dataclass(frozen=True)
class VisitCounter:
    """The counter readers see: who is here now, and visits per period."""

    online: int
    today: int
    yesterday: int
    week: int
    month: int
    total: int


@dataclass(frozen=True)
class VisitSum:
    """What the public total of visits is made of: counted here, and carried over."""

    counted: int
    balances: list[OpeningBalance]

    @property
    def total(self) -> int:
        """Return the figure readers see."""
        return self.counted + sum(balance.amount for balance in self.balances)


@dataclass(frozen=True)
class Day:
    """One line of the daily table."""

    day: date
    visits: int
    visitors: int
    views: int
    bots: int


def views_of(articles: Iterable[int]) -> dict[int, int]:
    """Return each article's views so far, by article id; one query whatever the number."""
    ids = list(articles)
    totals = dict.fromkeys(ids, 0)
    counted = ArticleMonth.objects.filter(article__in=ids).values_list("article")
    carried = OpeningBalance.objects.filter(article__in=ids).order_by().values_list("article")
    rows = counted.annotate(Sum("people")).union(carried.annotate(Sum("amount")), all=True)
    for article, amount in rows:
        totals[article] += amount
    return totals


def ranking(now: datetime) -> list[int]:
    """Return the articles (id) read most in the last RANKED_DAYS days, at most RANKED of them.

    The most read first, whatever their state. One query.
    """
    read = _views_lately(now, RANKED_DAYS)
    return nlargest(RANKED, read, key=lambda pk: (read[pk], pk))


def visit_counter(now: datetime) -> VisitCounter:
    """Return the visit counter at ``now`` (aware); a week begins on Monday. Three queries."""
    today = timezone.localdate(now)
    sums = DailyVisits.objects.aggregate(
        today=Sum("visits", filter=Q(day=today), default=0),
        yesterday=Sum("visits", filter=Q(day=today - timedelta(days=1)), default=0),
        week=Sum("visits", filter=Q(day__gte=today - timedelta(days=today.weekday())), default=0),
        month=Sum("visits", filter=Q(day__gte=today.replace(day=1)), default=0),
        total=Sum("visits", default=0),
    )
    balance = OpeningBalance.objects.filter(kind=OpeningBalance.Kind.VISITS).aggregate(
        amount=Sum("amount", default=0)
    )
    return VisitCounter(
        online=Visitor.objects.filter(last_seen__gt=now - ONLINE).count(),
        today=sums["today"],
        yesterday=sums["yesterday"],
        week=sums["week"],
        month=sums["month"],
        total=sums["total"] + balance["amount"],
    )


def visit_sum() -> VisitSum:
    """Return the total of visits in its parts, read together. Two queries."""
    return VisitSum(
        counted=DailyVisits.objects.aggregate(total=Sum("visits", default=0))["total"],
        balances=list(OpeningBalance.objects.filter(kind=OpeningBalance.Kind.VISITS)),
    )


def most_read(now: datetime, days: int, limit: int) -> list[tuple[Publication, int]]:
    """Return what was read most in the last ``days`` days and is visible, with its views then."""
    read = _views_lately(now, days)
    ranked = sorted(read, key=lambda pk: (-read[pk], -pk))
    visible = Publication.objects.visible(now).dated().order_by("-published_at", "-pk")
    found: list[Publication] = []
    while ranked and len(found) < limit:
        # Equals are taken together, because of those the newest come first.
        least = read[ranked[:PORTION][-1]]
        portion = [pk for pk in ranked[:MOST_EQUALS] if read[pk] >= least]
        rows = visible.filter(article__in=portion)
        found += sorted(rows, key=lambda row: -read[row.article_id])
        del ranked[: len(portion)]
    return [(publication, read[publication.article_id]) for publication in found[:limit]]


def _views_lately(now: datetime, days: int) -> Counter[int]:
    today = timezone.localdate(now)
    return views_in(Period(today - timedelta(days=days - 1), today), today)


def daily(first: date, last: date) -> list[Day]:
    """Return a line for every day from ``first`` to ``last`` inclusive, newest first."""
    visits = {row.day: row for row in DailyVisits.objects.filter(day__gte=first, day__lte=last)}
    views: dict[date, int] = {}
    bots: dict[date, int] = {}
    for model in (CategoryDay, PageViews):
        rows = model._default_manager.filter(day__gte=first, day__lte=last)
        for day, people, programs in rows.values_list("day").annotate(Sum("people"), Sum("bots")):
            views[day] = views.get(day, 0) + people
            bots[day] = bots.get(day, 0) + programs
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    return [
        Day(
            day,
            visits[day].visits if day in visits else 0,
            visits[day].visitors if day in visits else 0,
            views.get(day, 0),
            bots.get(day, 0),
        )
        for day in days
    ]
