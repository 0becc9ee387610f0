"""Visits and views over time, by day, week, month or year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.utils.translation import gettext as _

from stats.dimensions import Dimension
from stats.models import CategoryDay, DailyVisits, DetailCount, PageViews
from stats.periods import Grain, Period, divide
from stats.reports import tables
from stats.reports.tables import Asked, Column, Kind, Report, Table


@dataclass(frozen=True)
class Figures:
    """What was counted in a period.

    ``visitors`` is the mean of its days, because one visitor of two days cannot be known again;
    None with a single category, whose visits nobody can tell apart.
    """

    period: Period
    views: int = 0
    bots: int = 0
    visits: int | None = None
    visitors: int | None = None


@dataclass
class _Day:
    views: int = 0
    bots: int = 0
    visits: int = 0
    visitors: int = 0


def first_day(today: date) -> date:
    """Return the first day that anything was counted on; ``today`` before there is one."""
    days = [
        model._default_manager.aggregate(first=Min("day"))["first"]
        for model in (DailyVisits, CategoryDay, PageViews)
    ]
    return min((day for day in days if day), default=today)


def first_detail() -> date | None:
    """Return the first day of which details are kept."""
    rows = DetailCount.objects.filter(dimension=Dimension.DEVICE)
    return rows.aggregate(first=Min("day"))["first"]


def by_day(period: Period, categories: Iterable[int] | None = None) -> dict[date, Any]:
    """Return what was counted on each day that has anything; three queries at most."""
    found: dict[date, _Day] = defaultdict(_Day)
    within = {"day__gte": period.first, "day__lte": period.last}
    articles = CategoryDay.objects.filter(**within)
    if categories is not None:
        articles = articles.filter(category__in=categories)
    sources: list[QuerySet[Any]] = [articles]
    if categories is None:
        sources.append(PageViews.objects.filter(**within))
        for day, visits, visitors in DailyVisits.objects.filter(**within).values_list(
            "day", "visits", "visitors"
        ):
            found[day].visits, found[day].visitors = visits, visitors
    for source in sources:
        rows = source.order_by().values_list("day").annotate(Sum("people"), Sum("bots"))
        for day, people, bots in rows:
            found[day].views += people
            found[day].bots += bots
    return found


def figures(
    parts: list[Period], today: date, categories: Iterable[int] | None = None
) -> list[Figures]:
    """Return the figures of each of ``parts``, which follow one another."""
    days = by_day(Period(parts[0].first, parts[-1].last), categories)
    return [_add(part, days, today, has_visits=categories is None) for part in parts]


def _add(part: Period, days: dict[date, _Day], today: date, *, has_visits: bool) -> Figures:
    own = [days[day] for day in part if day in days]
    # Days that have not come yet do not lower the mean.
    lasted = part.until(today).days
    return Figures(
        part,
        views=sum(day.views for day in own),
        bots=sum(day.bots for day in own),
        visits=sum(day.visits for day in own) if has_visits else None,
        visitors=round(sum(day.visitors for day in own) / lasted) if has_visits else None,
    )


def overview(asked: Asked) -> Report:
    """Return visits and views by the grain asked for, against the other period."""
    parts = figures(divide(asked.period, asked.grain), asked.today, asked.categories)
    whole = figures([asked.period], asked.today, asked.categories)[0]
    past: list[Figures] = []
    other = None
    if asked.against:
        past = figures(divide(asked.against, asked.grain), asked.today, asked.categories)
        other = figures([asked.against], asked.today, asked.categories)[0]
    return Report(
        _table(asked, parts, past, whole, other),
        sums=_sums(whole, other),
        chart=[(part, then) for part, then in zip_longest(parts, past)],
    )


def _sums(whole: Figures, other: Figures | None) -> list[tables.Sum]:
    labels = {
        "visits": _("Visits"),
        "views": _("Page views"),
        "visitors": _("Visitors a day, on average"),
        "bots": _("Views by robots (not counted in)"),
    }
    return [
        tables.Sum(label, getattr(whole, name), getattr(other, name) if other else None)
        for name, label in labels.items()
        if getattr(whole, name) is not None
    ]


def _table(
    asked: Asked,
    parts: list[Figures],
    past: list[Figures],
    whole: Figures,
    other: Figures | None,
) -> Table:
    is_whole = asked.categories is None
    visitors = _("Visitors") if asked.grain == Grain.DAY else _("Visitors a day, on average")
    columns = [Column(_("From"), Kind.DAY)]
    if asked.grain != Grain.DAY:
        columns.append(Column(_("To"), Kind.DAY))
    else:
        columns = [Column(_("Day"), Kind.DAY)]
    if is_whole:
        columns += [Column(_("Visits"), Kind.NUMBER), Column(visitors, Kind.NUMBER)]
    columns += [Column(_("Page views"), Kind.NUMBER), Column(_("Robots"), Kind.NUMBER)]
    if asked.against:
        columns += [Column(_("Compared with"), Kind.DAY)]
        columns += tables.compared_columns(_("Visits then") if is_whole else _("Views then"))
    rows = [
        _row(asked, own, then)
        for own, then in zip_longest(parts, past if asked.against else [])
        if own is not None
    ]
    rows.reverse()
    total = _row(asked, whole, other)
    total[: 1 if asked.grain == Grain.DAY else 2] = [None] * (1 if asked.grain == Grain.DAY else 2)
    total[0] = _("Whole period")
    if asked.against:
        total[-4] = None
    return Table(columns, rows, total, count=len(rows))


def _row(asked: Asked, own: Figures, then: Figures | None) -> list[Any]:
    row: list[Any] = [own.period.first]
    if asked.grain != Grain.DAY:
        row.append(own.period.last)
    if own.visits is not None:
        row += [own.visits, own.visitors]
    row += [own.views, own.bots]
    if asked.against:
        if then is None:
            return [*row, None, None, None, None]
        counted = "views" if own.visits is None else "visits"
        row += [then.period.first, *tables.compared(getattr(own, counted), getattr(then, counted))]
    return row
