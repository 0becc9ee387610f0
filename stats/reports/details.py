"""Details of views and visits: where from, on what, when, which words; kept for 25 months.

They tell of amounts alone: no row knows which visitor it came from.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stats.dimensions import Dimension
from stats.models import DetailCount, PageViews
from stats.periods import Period
from stats.reports import tables
from stats.reports.articles import amounts_table
from stats.reports.names import page_names, value_names
from stats.reports.overview import first_detail
from stats.reports.tables import Asked, Column, Kind, Report, Table

HOURS, DAYS = 24, 7
# How many depths of shade the table of hours has, the first one none.
SHADES = 6


def amounts(dimension: str, period: Period) -> Counter[str]:
    """Return how often each value of ``dimension`` was counted in ``period``."""
    rows = DetailCount.objects.filter(
        dimension=dimension, day__gte=period.first, day__lte=period.last
    )
    return Counter(dict(rows.order_by().values_list("value").annotate(Sum("amount"))))


def values(asked: Asked, dimension: str, label: str, counted: str) -> Report:
    """Return the values of a dimension, the most frequent first."""
    now = amounts(dimension, asked.period)
    past = amounts(dimension, asked.against) if asked.against else Counter()
    keys = sorted(now.keys() | past.keys(), key=lambda key: (-now[key], -past[key], key))
    rows, pages, more = tables.page_of(keys, asked)
    names = value_names(dimension, rows)
    whole, then = now.total(), past.total()
    table = amounts_table(
        asked, label, [(names[key], now[key], past[key]) for key in rows], whole, then, counted
    )
    table.pages, table.more, table.count = pages, more, len(keys)
    total = tables.Sum(counted, whole, then if asked.against else None)
    return Report(table, sums=[total], notes=_notes(asked))


def pages(asked: Asked) -> Report:
    """Return the views of pages that are no articles: home, lists, search."""

    def read(period: Period) -> Counter[str]:
        rows = PageViews.objects.filter(day__gte=period.first, day__lte=period.last)
        return Counter(dict(rows.order_by().values_list("page").annotate(Sum("people"))))

    now, past = read(asked.period), read(asked.against) if asked.against else Counter()
    keys = sorted(now.keys() | past.keys(), key=lambda key: (-now[key], -past[key], key))
    keys = [key for key in keys if now[key] or past[key]]
    rows, count, more = tables.page_of(keys, asked)
    names = page_names(rows)
    whole, then = now.total(), past.total()
    table = amounts_table(
        asked, _("Page"), [(names[key], now[key], past[key]) for key in rows], whole, then
    )
    table.pages, table.more, table.count = count, more, len(keys)
    return Report(table, sums=[tables.Sum(_("Page views"), whole, then if asked.against else None)])


def hours(asked: Asked) -> Report:
    """Return the views by hour and weekday: a row for each hour, a column for each day."""
    rows = DetailCount.objects.filter(
        dimension=Dimension.HOUR, day__gte=asked.period.first, day__lte=asked.period.last
    )
    found: Counter[tuple[int, int]] = Counter()
    for day, value, amount in rows.values_list("day", "value", "amount"):
        if value.isdecimal():
            found[day.weekday(), int(value)] += amount
    columns = [Column(_("Hour"))]
    columns += [Column(name, Kind.NUMBER) for name in weekdays()]
    columns.append(Column(_("Total"), Kind.NUMBER))
    cells = []
    for hour in range(HOURS):
        own = [found[day, hour] for day in range(DAYS)]
        cells.append([f"{hour}h", *own, sum(own)])
    by_day = [sum(found[day, hour] for hour in range(HOURS)) for day in range(DAYS)]
    table = Table(columns, cells, [_("Total"), *by_day, found.total()], count=found.total())
    sums = [tables.Sum(_("Page views"), found.total())]
    return Report(table, sums=sums, notes=_notes(asked))


def shades(table: Table) -> list[tuple[str, list[tuple[int, int]], int]]:
    """Return the rows of a table of hours with each figure's depth of shade, 0 to SHADES − 1."""
    highest = max((max(row[1:-1]) for row in table.rows), default=0) or 1
    return [
        (
            str(row[0]),
            [(amount, -(-amount * (SHADES - 1) // highest)) for amount in row[1:-1]],
            row[-1],
        )
        for row in table.rows
    ]


def weekdays() -> list[str]:
    """Return the days of the week as offices write them, Monday first."""
    return [*(_("Weekday %(number)d") % {"number": day} for day in range(2, 8)), _("Sunday")]


def _notes(asked: Asked) -> list[str]:
    """Say where the details of the period are not whole."""
    first = first_detail()
    if first is None:
        return [_("No details have been counted yet.")]
    begins = min(asked.period.first, asked.against.first) if asked.against else asked.period.first
    if begins < first:
        return [
            _("Details are known from %(day)s on; they are kept for 25 months.")
            % {"day": date_format(first)}
        ]
    return []
