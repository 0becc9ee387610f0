"""The report of one month, made to be printed on A4 and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stats import periods, report_charts, reports
from stats.dimensions import Dimension
from stats.periods import DAY, Grain, Period, Quick
from stats.report_views import for_analysts
from stats.reports import articles, details, overview
from stats.reports.tables import Asked, Kind, Report, Sum, Table

# So many rows of each table are printed; the reports themselves hold all.
ARTICLES, ROWS = 15, 8
LEFT_OUT = {Kind.DAY, Kind.LINE}


@dataclass(frozen=True)
class Section:
    """One table of the month."""

    title: str
    table: Table
    hours: Any = None


@for_analysts
def newest(request: HttpRequest) -> HttpResponse:
    """Lead to the report of the last month that is over."""
    today = timezone.localdate()
    first = periods.usual(Quick.LAST_MONTH, today, today).first
    return HttpResponseRedirect(_address(first))


@for_analysts
def monthly(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show the month; 404 before anything was counted and for months to come."""
    today = timezone.localdate()
    try:
        shown = periods.month_of(date(year, month, 1))
    except ValueError:
        raise Http404(month) from None
    earliest = overview.first_day(today).replace(day=1)
    if shown.first > today or shown.last < earliest:
        raise Http404(month)
    asked = _asked(shown, today)
    made = overview.overview(asked)
    following = shown.last + DAY
    return render(
        request,
        "stats/monthly.html",
        admin.site.each_context(request)
        | {
            "title": _("Visit statistics of %(month)s") % {"month": shown.label},
            "period": shown,
            "against": asked.against,
            "sums": made.sums,
            "a_year_before": _a_year_before(shown, today, earliest),
            "year_before": periods.year_before(shown),
            "chart": report_charts.of_overview(asked, made),
            "days": made.table,
            "sections": _sections(asked),
            "visit_sum": reports.visit_sum(),
            # Noon, so that the day is the same by every clock.
            "issued_for": timezone.make_aware(datetime.combine(shown.last, time(12))),
            "is_over": shown.last < today,
            "now": timezone.now(),
            "previous": _address(shown.first - DAY) if shown.first > earliest else "",
            "following": _address(following) if following <= today else "",
        },
    )


def _address(day: date) -> str:
    return reverse("admin:monthly_report", args=[day.year, f"{day.month:02d}"])


def _asked(shown: Period, today: date) -> Asked:
    return Asked(shown, periods.before(shown), today, Grain.DAY)


def _a_year_before(shown: Period, today: date, earliest: date) -> list[Sum]:
    """Return the month's sums against the same month a year before, if that was counted."""
    then = periods.year_before(shown)
    if then.last < earliest:
        return []
    return overview.overview(Asked(shown, then, today, Grain.YEAR)).sums


def _sections(asked: Asked) -> list[Section]:
    parts: list[tuple[str, Report, int]] = [
        (_("Most read articles"), articles.articles(asked), ARTICLES),
        (_("Categories"), articles.categories(asked), ROWS),
        (_("Authors"), articles.authors(asked), ROWS),
        *(
            (title, details.values(asked, dimension, label, counted), ROWS)
            for title, dimension, label, counted in _details()
        ),
    ]
    sections = [
        Section(title, _shortened(made.table, most))
        for title, made, most in parts
        if made.table.rows
    ]
    hours = details.hours(asked).table
    if hours.count:
        sections.append(Section(_("Hours and weekdays"), hours, details.shades(hours)))
    return sections


def _details() -> list[tuple[str, str, str, str]]:
    return [
        (_("Devices"), Dimension.DEVICE, _("Device"), _("Page views")),
        (_("Referrers"), Dimension.REFERRER, _("Site"), _("Visits")),
        (_("Words searched"), Dimension.SEARCH, _("Words"), _("Searches")),
        (_("Searches that found nothing"), Dimension.NOTHING, _("Words"), _("Searches")),
        (_("Downloaded files"), Dimension.DOWNLOAD, _("File"), _("Downloads")),
        (_("Robots"), Dimension.BOT, _("Robot"), _("Views by robots")),
    ]


def _shortened(table: Table, most: int) -> Table:
    """Return the first rows of a table, as wide as paper; its total stays that of all rows."""
    kept = [place for place, column in enumerate(table.columns) if column.kind not in LEFT_OUT]
    return Table(
        [table.columns[place] for place in kept],
        [[row[place] for place in kept] for row in table.rows[:most]],
        [table.total[place] for place in kept] if table.total else None,
        count=table.count,
    )
