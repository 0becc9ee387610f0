"""A plausible history of reading: many views when an article is new, fewer as it ages."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from kientuong_portal.demo import details
from news.models import Category, Publication
from stats import rollups
from stats.models import ArticleViews, DailyVisits, OpeningBalance, PageViews

SEED = 20230116
VISITS_BEFORE = 579_360
BATCH = 2000
# What else is read, as a share of the visits, and by robots as a share of that.
PAGES = {"home": 0.7, "search": 0.06, "mostread": 0.03, "documents": 0.05, "albums": 0.02}
CATEGORIES = 0.3


def fill(now: datetime) -> None:
    """Make daily rows from each article's first day until yesterday, and the opening balance."""
    chance = random.Random(SEED)  # noqa: S311 -- a repeatable demo, not a secret
    yesterday = timezone.localdate(now) - timedelta(days=1)
    rows = _article_views(yesterday, chance)
    ArticleViews.objects.bulk_create(rows, batch_size=BATCH)
    rollups.fill()
    read: dict[date, Counter[int]] = {}
    for row in rows:
        read.setdefault(row.day, Counter())[row.article_id] += row.people
    pages = _fill_visits(read, yesterday, chance)
    details.fill(rows, pages, chance)
    OpeningBalance.objects.create(
        kind=OpeningBalance.Kind.VISITS,
        amount=VISITS_BEFORE,
        label="Cổng thông tin cũ (SharePoint), số đọc ngày chuyển",
        counted_until=min(read, default=yesterday) - timedelta(days=1),
    )


def _article_views(yesterday: date, chance: random.Random) -> list[ArticleViews]:
    rows = []
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
    return rows


def _first_publications() -> list[Publication]:
    first: dict[int, Publication] = {}
    for publication in Publication.objects.filter(starts_at__lte=timezone.now()).order_by("pk"):
        first.setdefault(publication.article_id, publication)
    return list(first.values())


def _fill_visits(
    read: dict[date, Counter[int]], yesterday: date, chance: random.Random
) -> list[tuple[DailyVisits, list[PageViews]]]:
    """Make each day's visits and the views of pages that are no articles; return them by day."""
    first = min(read, default=yesterday)
    days = [first + timedelta(days=number) for number in range((yesterday - first).days + 1)]
    categories = [f"category-{pk}" for pk in Category.objects.values_list("pk", flat=True)]
    made = []
    for day in days:
        views = read.get(day, Counter()).total()
        number = round(views * chance.uniform(0.45, 0.6) + chance.uniform(40, 90) * _weekday(day))
        visits = DailyVisits(day=day, visits=number, visitors=round(number * 0.86))
        shares: dict[str, Any] = PAGES | dict.fromkeys(categories, CATEGORIES / len(categories))
        own = [
            PageViews(day=day, page=page, people=people, bots=people // 4)
            for page, share in shares.items()
            if (people := round(number * share * chance.uniform(0.8, 1.2)))
        ]
        made.append((visits, own))
    DailyVisits.objects.bulk_create([visits for visits, _own in made], batch_size=BATCH)
    pages = [page for _visits, own in made for page in own]
    PageViews.objects.bulk_create(pages, batch_size=BATCH)
    return made


def _weekday(day: date) -> float:
    return 0.55 if day.weekday() >= 5 else 1.0
