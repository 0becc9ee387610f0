"""Three years of statistics straight into the tables, as folding would have left them.

Every sum agrees with its parts: check_stats finds nothing.
"""

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from bench import fill
from news.models import Article, Category, Publication, StoredFile
from stats import rollups
from stats.dimensions import MAX_VALUES, OTHERS, Dimension
from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DailyVisits,
    DetailCount,
    PageViews,
)

DAYS, DETAIL_DAYS = 3 * 365 + 1, 760
# Views by robots, of pages that are no articles, and visits, as shares of the articles' views.
BOTS, PAGES, VISITS = 0.15, 0.3, 0.45
ZIPF = 1.05
# One in so many articles was moved to another category in the middle of the time.
MOVED = 50
# How many different values each dimension has on a day.
VALUES = {
    Dimension.REFERRER: 120,
    Dimension.SEARCH: 400,
    Dimension.NOTHING: 80,
    Dimension.MISSING: 250,
    Dimension.BOT: 40,
}
SHARES = {
    Dimension.DEVICE: ("phone", "computer", "tablet", "other"),
    Dimension.BROWSER: ("Chrome", "Zalo", "Safari", "Cốc Cốc", "Facebook", "Edge", "Firefox", ""),
    Dimension.HOUR: tuple(map(str, range(24))),
}
KINDS: tuple[type[Model], ...] = (
    *(ArticleViews, ArticleMonth, CategoryDay, PageViews, DailyVisits, DetailCount),
)


def run(articles: int, views: int, seed: int) -> None:
    """Make ``articles`` if there are fewer, then replace all counts by ``views`` of three years."""
    call_command("demo")
    missing = articles - Article.objects.count()
    if missing > 0:
        fill.run(missing, 1_500, seed)
    began = time.monotonic()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-200000")
    for kind in KINDS:
        kind._default_manager.all().delete()
    years = _Years(views, random.Random(seed))  # noqa: S311 -- repeatable figures, not secrets
    for day in years.days:
        years.count(day)
        if len(years.rows[ArticleViews]) > 200_000:
            years.write()
    years.write()
    rollups.fill()
    _finish()
    for kind in KINDS:
        print(f"{kind.__name__:>14} {kind._default_manager.count():>10,} rows")
    print(f"{views:,} views of articles in {time.monotonic() - began:,.0f} s")


class _Years:
    """The days, what is read on them, and the rows that wait to be written."""

    def __init__(self, views: int, chance: random.Random) -> None:
        self.chance = chance
        self.rows: dict[type[Model], list[tuple[Any, ...]]] = {kind: [] for kind in KINDS}
        last = timezone.localdate()
        self.days = [last - timedelta(days=back) for back in reversed(range(DAYS))]
        self._views = views
        first: dict[int, tuple[date, int]] = {}
        published = Publication.objects.filter(starts_at__lte=timezone.now()).order_by("starts_at")
        for pk, moment, category in published.values_list("article", "starts_at", "category"):
            first.setdefault(pk, (timezone.localdate(moment), category))
        self._since = [since for since, _category in first.values()]
        self._articles = list(first)
        self._category = {pk: category for pk, (_since, category) in first.items()}
        self._categories = list(Category.objects.order_by("pk").values_list("pk", flat=True))
        ranks = list(range(1, len(first) + 1))
        chance.shuffle(ranks)
        self._weights = list(accumulate(rank**-ZIPF for rank in ranks))
        self._files = list(StoredFile.objects.filter(width=None).values_list("sha256", flat=True))

    def count(self, day: date) -> None:
        """Add the rows of one day."""
        place = self.days.index(day)
        views = self._views * (place + 1) // DAYS - self._views * place // DAYS
        known = sum(1 for since in self._since if since <= day) or 1
        weights = self._weights[:known]
        read = Counter(self.chance.choices(self._articles[:known], cum_weights=weights, k=views))
        bots = 0
        for pk, people in sorted(read.items()):
            own = int(people * BOTS)
            bots += own
            self.rows[ArticleViews].append((day, pk, self._category_of(pk, place), people, own))
        pages = self._pages(day, int(views * PAGES))
        visits = int(views * VISITS)
        self.rows[DailyVisits].append((day, visits, int(visits * 0.86)))
        if place >= DAYS - DETAIL_DAYS:
            self._details(day, read, views + pages, bots, visits)

    def _category_of(self, pk: int, place: int) -> int:
        if pk % MOVED == 0 and place > DAYS // 2:
            return self._categories[pk // MOVED % len(self._categories)]
        return self._category[pk]

    def _pages(self, day: date, views: int) -> int:
        names = ["home", "search", "mostread", "documents", "albums", "videos", "archive", "about"]
        names += [f"category-{pk}" for pk in self._categories]
        for name, people in _split(names, views):
            self.rows[PageViews].append((day, name, people, 0))
        return views

    def _details(self, day: date, read: Counter[int], views: int, bots: int, visits: int) -> None:
        found: list[tuple[str, Iterable[tuple[str, int]]]] = [
            (dimension, _split(values, views)) for dimension, values in SHARES.items()
        ]
        entries = self.chance.choices(list(read), list(read.values()), k=visits)
        found.append((Dimension.ENTRY, Counter(f"article-{pk}" for pk in entries).most_common()))
        totals = {
            Dimension.REFERRER: visits,
            Dimension.SEARCH: visits // 8,
            Dimension.NOTHING: visits // 60,
            Dimension.MISSING: visits // 20,
            Dimension.BOT: bots,
        }
        for dimension, most in VALUES.items():
            found.append((dimension, self._drawn(dimension, most, totals[dimension])))
        found.append((Dimension.DOWNLOAD, _split(self._files, views // 30)))
        found.append((Dimension.REFUSED, _split(["token", "flood_visitor"], 20)))
        for dimension, amounts in found:
            self._keep(day, dimension, list(amounts))

    def _drawn(self, dimension: str, most: int, total: int) -> Iterable[tuple[str, int]]:
        """Return ``total`` shared out over some of twice as many values, the first ones more."""
        names = [f"{dimension}-value-{number}" for number in range(2 * most)]
        weights = [1 / (number + 1) for number in range(2 * most)]
        return Counter(self.chance.choices(names, weights, k=total)).most_common()

    def _keep(self, day: date, dimension: str, amounts: list[tuple[str, int]]) -> None:
        beyond = sum(amount for _value, amount in amounts[MAX_VALUES - 1 :])
        kept = amounts[: MAX_VALUES - 1] + ([(OTHERS, beyond)] if beyond else [])
        self.rows[DetailCount] += [
            (day, dimension, value, amount) for value, amount in kept if amount
        ]

    def write(self) -> None:
        """Write the rows that wait."""
        columns = {
            ArticleViews: ("day", "article_id", "category_id", "people", "bots"),
            PageViews: ("day", "page", "people", "bots"),
            DailyVisits: ("day", "visits", "visitors"),
            DetailCount: ("day", "dimension", "value", "amount"),
        }
        for kind, names in columns.items():
            _write(kind._meta.db_table, names, self.rows[kind])
            self.rows[kind] = []


def _split(names: Sequence[str], total: int) -> Iterator[tuple[str, int]]:
    """Share ``total`` out over ``names``, to the last one, the first names getting more."""
    left = total
    for place, name in enumerate(names):
        amount = left if place == len(names) - 1 else left * 2 // (len(names) - place + 1)
        left -= amount
        if amount:
            yield name, amount


def _write(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        values = [(row[0].isoformat(), *row[1:]) for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608 -- our own tables' names


def _finish() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
