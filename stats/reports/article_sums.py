"""How often each article was read in a period, read from the cheapest rows that know.

Whole months are read from the months' sums, only the days beside them from the daily rows, so a
year costs little more than a week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from stats.models import ArticleMonth, ArticleViews
from stats.periods import Period, months_and_days


def views_in(
    period: Period,
    today: date,
    *,
    categories: Collection[int] | None = None,
    articles: Collection[int] | None = None,
) -> Counter[int]:
    """Return the views by people of each article (id) that was read in ``period``.

    Only those counted for ``categories``, and only those of ``articles``; None: of all. One query.
    """
    wanted = {"category__in": categories, "article__in": articles}
    narrowed = {name: ids for name, ids in wanted.items() if ids is not None}
    first, *others = [
        rows.filter(**narrowed).order_by().values_list("article").annotate(Sum("people"))
        for rows in _sources(period, today)
    ]
    found: Counter[int] = Counter()
    for article, people in first.union(*others, all=True):
        if people:
            found[article] += people
    return found


def _sources(period: Period, today: date) -> list[QuerySet[Any]]:
    """Return the rows whose sums are the period's views: months, and the days beside them."""
    months, spans = months_and_days(period, today)
    sources: list[QuerySet[Any]] = [
        ArticleViews.objects.filter(day__gte=span.first, day__lte=span.last) for span in spans
    ]
    if months:
        sources.append(ArticleMonth.objects.filter(month__gte=months[0], month__lte=months[-1]))
    return sources
