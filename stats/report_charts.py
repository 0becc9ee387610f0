"""Reports as charts: their figures in words, for the pages and for the printed month."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.templatetags.news_tags import number
from stats.charts import Chart, Point, line
from stats.periods import Grain, Period
from stats.reports.overview import Figures
from stats.reports.tables import Asked, Report


def of_overview(asked: Asked, report: Report) -> Chart:
    """Return the chart of visits, or of views where a category narrows the report."""
    counts_visits = asked.categories is None
    name = _("Visits") if counts_visits else _("Page views")

    def value(one: Figures | None) -> int | None:
        if one is None:
            return None
        return one.visits if counts_visits else one.views

    points = [
        _point(asked, own.period, value(own) or 0, value(then), then and then.period)
        for own, then in report.chart
        if own is not None
    ]
    return _chart(asked, name, points)


def of_article(asked: Asked, report: Report) -> Chart:
    """Return the chart of one article's views."""
    points = [_point(asked, part, views, then, other) for part, views, other, then in report.chart]
    return _chart(asked, _("Views"), points)


def _chart(asked: Asked, name: str, points: Sequence[Point]) -> Chart:
    highest = max(points, key=lambda one: one.value)
    total = sum(one.value for one in points)
    summary = _("%(name)s, %(period)s: %(total)s in all, most in %(highest)s.") % {
        "name": name,
        "period": asked.period.label,
        "total": number(total),
        "highest": highest.words,
    }
    has_past = any(one.past is not None for one in points)
    past_name = asked.against.label if asked.against and has_past else ""
    return line(name, summary, asked.period.label, past_name, points)


def _point(asked: Asked, part: Period, value: int, past: int | None, then: Period | None) -> Point:
    words = f"{part.label}: {number(value)}"
    if past is not None and then is not None:
        words = _("%(now)s; %(then)s: %(past)s") % {
            "now": words,
            "then": then.label,
            "past": number(past),
        }
    return Point(_short(part, asked.grain), value, past, words)


def _short(part: Period, grain: str) -> str:
    """Return how the axis names a part."""
    if grain == Grain.YEAR:
        return str(part.first.year)
    if grain == Grain.MONTH:
        return date_format(part.first, "YEAR_MONTH_FORMAT")
    return date_format(part.first, "MONTH_DAY_FORMAT")
