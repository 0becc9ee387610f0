"""A plausible history of reading: many views when an article is new, fewer as it ages."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from news.models import Publication
from stats import rollups
from stats.dimensions import Dimension
from stats.models import (
    ArticleViews,
    CategoryDay,
    DailyVisits,
    DetailCount,
    OpeningBalance,
    PageViews,
)

SEED = 20230116
VISITS_BEFORE = 579_360
# How many days tell devices, referrers, searches … apart, and what is drawn how often.
DETAILED_DAYS = 120
DEVICES = {"phone": 62, "tablet": 4, "computer": 33, "other": 1}
BROWSERS = {"Chrome": 45, "Safari": 17, "Zalo": 12, "Cốc Cốc": 9, "Facebook": 8, "Edge": 5, "": 1}
HOURS = {str(hour): weight for hour, weight in enumerate([1] * 6 + [4, 8, 9, 8, 6, 5] * 3)}
REFERRERS = {"": 52, "google.com": 24, "zalo.me": 9, "facebook.com": 8, "tayninh.gov.vn": 5}
ROBOTS = {"Googlebot": 45, "bingbot": 20, "coccocbot": 15, "AhrefsBot": 8, "curl": 2}
SEARCHES = {"lich tiep dan": 9, "ho so dat dai": 7, "tuyen dung": 5, "cau kenh": 3, "gia vang": 3}
NOTHING = {"gia vang": 3, "xo so": 2, "mat the can cuoc": 2}
MISSING = {"/Pages/Default.aspx": 5, "/wp-login.php": 4, "/Lists/TinTuc/DispForm.aspx": 3}
REFUSED = {"token": 5, "origin": 2, "flood_visitor": 3, "flood_address": 1}


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
    _fill_details(visits, homes, chance)


def _fill_details(visits: list[DailyVisits], homes: list[PageViews], chance: random.Random) -> None:
    """Tell the last days' views and visits apart; the parts add up to the sums of each day."""
    articles: dict[date, tuple[int, int]] = {
        day: (people, bots)
        for day, people, bots in CategoryDay.objects.values_list("day")
        .annotate(Sum("people"), Sum("bots"))
        .order_by("day")
    }
    popular = list(ArticleViews.objects.order_by("-people").values_list("article", flat=True)[:9])
    entries = {"home": 50, "search": 4} | {f"article-{pk}": 6 for pk in dict.fromkeys(popular)}
    rows = []
    for one, home in list(zip(visits, homes, strict=True))[-DETAILED_DAYS:]:
        people, bots = articles.get(one.day, (0, 0))
        read, programs = people + home.people, bots + home.bots
        parts = {
            Dimension.DEVICE: (read, DEVICES),
            Dimension.BROWSER: (read, BROWSERS),
            Dimension.HOUR: (read, HOURS),
            Dimension.ENTRY: (one.visits, entries),
            Dimension.REFERRER: (one.visits, REFERRERS),
            Dimension.BOT: (programs, ROBOTS),
            Dimension.SEARCH: (read // 30, SEARCHES),
            Dimension.NOTHING: (read // 150, NOTHING),
            Dimension.MISSING: (read // 80, MISSING),
            Dimension.REFUSED: (programs // 40, REFUSED),
        }
        for dimension, (whole, weights) in parts.items():
            drawn = Counter(chance.choices(list(weights), list(weights.values()), k=whole))
            rows += [
                DetailCount(day=one.day, dimension=dimension, value=value, amount=amount)
                for value, amount in drawn.items()
            ]
    DetailCount.objects.bulk_create(rows, batch_size=2000)


def _weekday(day: date) -> float:
    return 0.55 if day.weekday() >= 5 else 1.0
