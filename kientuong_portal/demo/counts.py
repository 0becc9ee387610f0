"""A plausible history of reading: many views when an article is new, fewer as it ages."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date, datetime, timedelta

from django.utils import timezone

from news.models import Publication
from stats import rollups
from stats.models import ArticleViews, DailyVisits, OpeningBalance, PageViews

SEED = 20230116
VISITS_BEFORE = 579_360


def fill(now: datetime) -> None:
    """Make daily rows from each article's first day until yesterday, and the opening balance."""
    chance = random.Random(SEED)  # noqa: S311 -- a repeatable demo, not a secret
    yesterday = timezone.localdate(now) - timedelta(days=1)
    rows, per_day = [], Counter[date]()
    for publication in _first_publications():
        liking = chance.uniform(8, 60)
        first = timezone.localdate(publication.starts_at)
        until = (
            timezone.localdate(publication.planned_end) if publication.planned_end else yesterday
        )
        for age in range((min(until, yesterday) - first).days + 1):
            day = first + timedelta(days=age)
            expected = liking * math.exp(-age / 6) + liking / 40
            people = max(0, round(expected * _weekday(day) * chance.uniform(0.5, 1.5)))
            if people:
                rows.append(
                    ArticleViews(
                        day=day,
                        article_id=publication.article_id,
                        category_id=publication.category_id,
                        people=people,
                        bots=chance.randrange(0, people // 2 + 2),
                    )
                )
                per_day[day] += people
    ArticleViews.objects.bulk_create(rows, batch_size=2000)
    rollups.fill()
    _fill_visits(per_day, yesterday, chance)
    OpeningBalance.objects.create(
        kind=OpeningBalance.Kind.VISITS,
        amount=VISITS_BEFORE,
        label="Cổng thông tin cũ (SharePoint), số đọc ngày chuyển",
        counted_until=min(per_day, default=yesterday) - timedelta(days=1),
    )


def _first_publications() -> list[Publication]:
    first: dict[int, Publication] = {}
    for publication in Publication.objects.filter(starts_at__lte=timezone.now()).order_by("pk"):
        first.setdefault(publication.article_id, publication)
    return list(first.values())


def _fill_visits(per_day: Counter[date], yesterday: date, chance: random.Random) -> None:
    first = min(per_day, default=yesterday)
    days = [first + timedelta(days=number) for number in range((yesterday - first).days + 1)]
    visits, homes = [], []
    for day in days:
        base = per_day[day] * chance.uniform(0.45, 0.6) + chance.uniform(40, 90) * _weekday(day)
        number = round(base)
        visits.append(DailyVisits(day=day, visits=number, visitors=round(number * 0.86)))
        homes.append(PageViews(day=day, page="home", people=round(number * 0.7), bots=number // 5))
    DailyVisits.objects.bulk_create(visits, batch_size=2000)
    PageViews.objects.bulk_create(homes, batch_size=2000)


def _weekday(day: date) -> float:
    return 0.55 if day.weekday() >= 5 else 1.0
