"""Whether the counts agree: every total computed from its parts, each difference named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Model, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stats.dimensions import Dimension
from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DailyVisits,
    DetailCount,
    JournalPosition,
    OpeningBalance,
    PageViews,
)

COLUMNS = ("people", "bots")
# Of which whole each dimension's amounts are the parts.
WHOLES = {
    Dimension.DEVICE: "people",
    Dimension.BROWSER: "people",
    Dimension.HOUR: "people",
    Dimension.ENTRY: "visits",
    Dimension.REFERRER: "visits",
    Dimension.BOT: "bots",
}


@dataclass(frozen=True)
class Difference:
    """Two figures that ought to be one: what they count, where, and what each says."""

    what: str | Promise
    where: str
    whole: int
    parts: int

    def __str__(self) -> str:
        return f"{self.what}, {self.where}: {self.whole} ≠ {self.parts}"


@dataclass(frozen=True)
class Reconciliation:
    """All views of articles, added up in the ways that must agree."""

    by_article: int
    by_category: int
    by_day: int

    @property
    def agrees(self) -> bool:
        """Tell whether all sums are one."""
        return self.by_article == self.by_category == self.by_day


@dataclass(frozen=True)
class ViewSums:
    """The views of articles of today and of all days; what was carried over for articles."""

    today: Reconciliation
    ever: Reconciliation
    carried: int

    @property
    def agree(self) -> bool:
        """Tell whether the sums of both are one each."""
        return self.today.agrees and self.ever.agrees


def view_sums(today: date) -> ViewSums:
    """Return the sums that readers are shown; reads the rollups and the rows of ``today``."""
    balances = OpeningBalance.objects.filter(kind=OpeningBalance.Kind.VIEWS)
    return ViewSums(
        today=reconciliation(today),
        ever=reconciliation(),
        carried=balances.aggregate(sum=Sum("amount", default=0))["sum"],
    )


def differences(since: date | None = None) -> list[Difference]:
    """Return every total that is not the sum of its parts, of the days from ``since`` on or of all.

    Months are looked at that begin at ``since`` or later. Reads all daily rows of that time.
    """
    since = since or date.min
    return [*_rollups(since), *_details(since)]


def damaged_lines() -> int:
    """Return how many pieces of the journals known were no lines and so count nowhere."""
    return JournalPosition.objects.aggregate(sum=Sum("damaged", default=0))["sum"]


def reconciliation(day: date | None = None) -> Reconciliation:
    """Return the sums of all views of articles, or of those of one ``day``."""
    if day is None:
        return Reconciliation(
            by_article=_total(ArticleMonth.objects.values("article").annotate(n=Sum("people"))),
            by_category=_total(CategoryDay.objects.values("category").annotate(n=Sum("people"))),
            by_day=_total(CategoryDay.objects.values("day").annotate(n=Sum("people"))),
        )
    rows = ArticleViews.objects.filter(day=day)
    return Reconciliation(
        by_article=_total(rows.values("article").annotate(n=Sum("people"))),
        by_category=_total(
            CategoryDay.objects.filter(day=day).values("category").annotate(n=Sum("people"))
        ),
        by_day=_total(rows.values("day").annotate(n=Sum("people"))),
    )


def _total(rows: Any) -> int:
    return sum(row["n"] for row in rows)


def _rollups(since: date) -> Iterator[Difference]:
    daily = ArticleViews.objects.filter(day__gte=since)
    months = daily.annotate(month=TruncMonth("day")).filter(month__gte=since)
    yield from _compared(
        _("Views of an article in a month"),
        _sums(ArticleMonth.objects.filter(month__gte=since), "month", "article", "category"),
        _sums(months, "month", "article", "category"),
    )
    yield from _compared(
        _("Views of a category on a day"),
        _sums(CategoryDay.objects.filter(day__gte=since), "day", "category"),
        _sums(daily, "day", "category"),
    )


def _sums(rows: Any, *keys: str) -> dict[tuple[Any, ...], tuple[int, ...]]:
    found = rows.order_by().values_list(*keys).annotate(Sum("people"), Sum("bots"))
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in found}


def _compared(
    what: str | Promise,
    wholes: dict[tuple[Any, ...], tuple[int, ...]],
    parts: dict[tuple[Any, ...], tuple[int, ...]],
) -> Iterator[Difference]:
    nothing = (0,) * len(COLUMNS)
    for key in sorted(wholes.keys() | parts.keys()):
        pairs = zip(COLUMNS, wholes.get(key, nothing), parts.get(key, nothing), strict=True)
        for column, whole, part in pairs:
            if whole != part:
                yield Difference(what, f"{' '.join(map(str, key))} {column}", whole, part)


def _details(since: date) -> Iterator[Difference]:
    """Yield the days on which details do not add up, from the first day that has any."""
    days = DetailCount.objects.filter(dimension=Dimension.DEVICE).aggregate(
        first=Min("day"), last=Max("day")
    )
    if days["first"] is None:
        return
    first = max(since, days["first"])
    wholes = {column: _by_day(first, column, CategoryDay, PageViews) for column in COLUMNS}
    wholes["visits"] = _by_day(first, "visits", DailyVisits)
    for dimension, column in WHOLES.items():
        rows = DetailCount.objects.filter(dimension=dimension, day__gte=first)
        parts = dict(rows.order_by().values_list("day").annotate(Sum("amount")))
        for day in sorted(wholes[column].keys() | parts.keys()):
            whole, part = wholes[column].get(day, 0), parts.get(day, 0)
            if whole != part:
                yield Difference(dimension.label, f"{day} {column}", whole, part)


def _by_day(first: date, column: str, *models: type[Model]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for model in models:
        rows = model._default_manager.filter(day__gte=first).order_by()
        for day, amount in rows.values_list("day").annotate(Sum(column)):
            sums[day] = sums.get(day, 0) + amount
    return sums
