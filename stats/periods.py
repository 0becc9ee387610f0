"""Periods of whole days: the usual ones, what each is compared with, and how it is divided.

Every period is closed: its first and its last day belong to it. Days are those of the portal's
clock (Asia/Ho_Chi_Minh); a week begins on Monday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAY = timedelta(days=1)
# Up to how many days a period is divided by days, weeks, months when nobody says how.
BY_DAY, BY_WEEK, BY_MONTH = 62, 200, 1_830
# More parts make neither a chart nor a table that anyone reads.
MOST_PARTS = 400


class Grain(TextChoices):
    """By what a period is divided."""

    DAY = "day", gettext_lazy("By day")
    WEEK = "week", gettext_lazy("By week")
    MONTH = "month", gettext_lazy("By month")
    YEAR = "year", gettext_lazy("By year")


class Against(TextChoices):
    """What a period is compared with."""

    BEFORE = "before", gettext_lazy("The period before")
    YEAR = "year", gettext_lazy("The same days a year before")
    OTHER = "other", gettext_lazy("Other days")
    NOTHING = "none", gettext_lazy("Nothing")


class Quick(TextChoices):
    """The usual periods, seen from today."""

    TODAY = "today", gettext_lazy("Today")
    YESTERDAY = "yesterday", gettext_lazy("Yesterday")
    WEEK = "7", gettext_lazy("7 days")
    DAYS = "30", gettext_lazy("30 days")
    MONTH = "month", gettext_lazy("This month")
    LAST_MONTH = "last-month", gettext_lazy("Last month")
    YEAR = "year", gettext_lazy("This year")
    ALL = "all", gettext_lazy("All days")


@dataclass(frozen=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def label(self) -> str:
        """The period in words: "05/10/2026", "tháng 10/2026", "01/10/2026–05/10/2026"."""
        if self.first == self.last:
            return date_format(self.first)
        if self == year_of(self.first):
            return _("year %(year)d") % {"year": self.first.year}
        if self == month_of(self.first):
            return _("month %(month)s") % {"month": date_format(self.first, "YEAR_MONTH_FORMAT")}
        return f"{date_format(self.first)}–{date_format(self.last)}"

    def __iter__(self) -> Iterator[date]:
        """Yield its days."""
        return (self.first + number * DAY for number in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def until(self, day: date) -> Period:
        """Return it without the days after ``day``; at least its first day stays."""
        return Period(self.first, max(self.first, min(self.last, day)))


def month_of(day: date) -> Period:
    """Return the month that ``day`` lies in."""
    return Period(day.replace(day=1), _next_month(day) - DAY)


def year_of(day: date) -> Period:
    """Return the year that ``day`` lies in."""
    return Period(day.replace(month=1, day=1), day.replace(month=12, day=31))


def usual(quick: str, today: date, first_counted: date) -> Period:
    """Return the usual period ``quick`` (a Quick value); ``first_counted`` is where all begin."""
    yesterday = today - DAY
    return {
        Quick.TODAY: Period(today, today),
        Quick.YESTERDAY: Period(yesterday, yesterday),
        Quick.WEEK: Period(today - 6 * DAY, today),
        Quick.DAYS: Period(today - 29 * DAY, today),
        Quick.MONTH: Period(today.replace(day=1), today),
        Quick.LAST_MONTH: month_of(today.replace(day=1) - DAY),
        Quick.YEAR: Period(today.replace(month=1, day=1), today),
        Quick.ALL: Period(min(first_counted, today), today),
    }[Quick(quick)]


def before(period: Period) -> Period:
    """Return the period before: as many whole months before whole months, else as many days."""
    last = period.first - DAY
    months = _whole_months(period)
    if months:
        first = period.first
        for _month in range(months):
            first = (first - DAY).replace(day=1)
        return Period(first, last)
    return Period(period.first - period.days * DAY, last)


def year_before(period: Period) -> Period:
    """Return the same days a year before; the last days of February stay the last."""
    first, last = _year_before(period.first), _year_before(period.last)
    return Period(first, month_of(last).last if _ends_month(period.last) else last)


def usual_grain(period: Period) -> Grain:
    """Return by what a period of this length is best divided."""
    for most, grain in ((BY_DAY, Grain.DAY), (BY_WEEK, Grain.WEEK), (BY_MONTH, Grain.MONTH)):
        if period.days <= most:
            return grain
    return Grain.YEAR


def divide(period: Period, grain: str) -> list[Period]:
    """Return the parts of ``period`` by days, weeks, months or years, the first one first.

    The first and the last part are cut where the period begins and ends.
    """
    parts, first = [], period.first
    while first <= period.last:
        last = min(_last_of(first, grain), period.last)
        parts.append(Period(first, last))
        first = last + DAY
    return parts


def part_count(period: Period, grain: str) -> int:
    """Return about how many parts ``divide`` makes, without making them."""
    return (
        period.days // {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30, Grain.YEAR: 365}[Grain(grain)]
    )


def months_and_days(period: Period, today: date) -> tuple[list[date], list[Period]]:
    """Return the first days of the whole months in ``period``, and the spans of days beside them.

    Nothing is counted after ``today``, so its month is whole as soon as the period holds today.
    """
    months: list[date] = []
    spans: list[Period] = []
    for part in divide(period, Grain.MONTH):
        whole = month_of(part.first)
        if part.first == whole.first and (part.last == whole.last or today in part):
            months.append(part.first)
        else:
            spans.append(part)
    return months, spans


def _whole_months(period: Period) -> int:
    if period.first.day != 1 or not _ends_month(period.last):
        return 0
    return 12 * (period.last.year - period.first.year) + period.last.month - period.first.month + 1


def _ends_month(day: date) -> bool:
    return (day + DAY).day == 1


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _last_of(day: date, grain: str) -> date:
    if grain == Grain.DAY:
        return day
    if grain == Grain.WEEK:
        return day + (6 - day.weekday()) * DAY
    return (month_of(day) if grain == Grain.MONTH else year_of(day)).last
