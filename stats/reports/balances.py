"""Totals that stand apart from what is counted by day: carried over, and of whole months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from stats.models import DailyVisits, OpeningBalance
from stats.periods import Period, Quick, usual
from stats.reports.names import article_name, article_names
from stats.reports.tables import Name

# So many balances of articles are shown on the statistics page.
SHOWN = 20


@dataclass(frozen=True)
class MonthVisits:
    """The visits of one month."""

    period: Period
    visits: int


def visits_of_last_month(today: date) -> MonthVisits:
    """Return the visits of the month before this one."""
    month = usual(Quick.LAST_MONTH, today, today)
    rows = DailyVisits.objects.filter(day__gte=month.first, day__lte=month.last)
    return MonthVisits(month, rows.aggregate(total=Sum("visits", default=0))["total"])


def of_articles() -> list[tuple[Name, OpeningBalance]]:
    """Return the balances of single articles with the articles' names, the largest first."""
    rows = OpeningBalance.objects.filter(kind=OpeningBalance.Kind.VIEWS)
    largest = list(rows.order_by("-amount", "pk")[:SHOWN])
    names = article_names(row.article_id for row in largest if row.article_id)
    return [(article_name(names, row.article_id), row) for row in largest if row.article_id]
