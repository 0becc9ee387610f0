"""Figures that pages show, kept in this process for a third of a minute.

Pages never wait for a count: what is shown is at most OLDEST_SECONDS old, and the answer to a
page's own beacon brings the newest.
"""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from news import front
from news.models import Article, Publication
from news.templatetags.news_tags import number
from stats import checking, reports
from stats.tokens import Page

logger = logging.getLogger(__name__)

# How long a figure is kept here, in a piece of HTML that shows it, and in a page with that piece.
SECONDS = 20.0
PIECE_SECONDS = 10.0
PAGE_SECONDS = 30.0
OLDEST_SECONDS = SECONDS + PIECE_SECONDS + PAGE_SECONDS
MOST_READ_DAYS = 30
MOST_READ = 4
MOST_READ_LIST = 15
MAX_KEPT = 20_000
CHECK_SECONDS = 60.0
CHECKED_DAYS = 7
MAX_DIFFERENCES = 10


class ViewFigures:
    """Views per article, read together for all that a page asks for."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, float]] = {}

    def of(self, articles: Iterable[int]) -> dict[int, int]:
        """Return the views of ``articles`` (ids); asks the database for what is missing or old."""
        ids = set(articles)
        now = time.monotonic()
        known = {pk: kept[0] for pk in ids if (kept := self._kept.get(pk)) and kept[1] > now}
        missing = ids - known.keys()
        if missing:
            if len(self._kept) + len(missing) > MAX_KEPT:
                self.clear()
            found = reports.views_of(missing)
            self._kept.update({pk: (views, now + SECONDS) for pk, views in found.items()})
            known |= found
        return known

    def refresh(self, article: int) -> int:
        """Return the views of one article as the database has them now, and keep them."""
        self._kept.pop(article, None)
        return self.of([article])[article]

    def add_one(self, article: int) -> int:
        """Return the views with one more that was noted and waits to be folded."""
        views = self.of([article])[article] + 1
        self._kept[article] = views, self._kept[article][1]
        return views

    def clear(self) -> None:
        """Forget all figures."""
        self._kept.clear()


views = ViewFigures()


def after_view(page: Page, *, person: bool, folded: bool) -> dict[str, Any]:
    """Return what the browser shows anew after ``page`` was noted: views, or the visit counter.

    ``folded`` tells that the daily rows hold it already. Empty for other pages, and while the
    database is away.
    """
    try:
        if page.kind == "article":
            if folded:
                return {"views": number(views.refresh(page.pk))}
            known = views.add_one(page.pk) if person else views.of([page.pk])[page.pk]
            return {"views": number(known)}
        if page.kind == "home":
            counter = reports.visit_counter(timezone.now()) if folded else visit_counter()
            return {"counter": {name: number(value) for name, value in vars(counter).items()}}
    except (DatabaseError, InterfaceError):
        logger.warning("The figures cannot be read.", exc_info=True)
        # No end of a request of Django's looks after it (stats.delivery).
        if not connection.in_atomic_block:
            connection.close()
    return {}


def visit_counter() -> reports.VisitCounter:
    """Return the visit counter, at most SECONDS old."""
    return front.shell().piece(
        "visit_counter", lambda: reports.visit_counter(timezone.now()), SECONDS
    )


def visit_sum() -> reports.VisitSum:
    """Return what the total of visits is made of, at most SECONDS old."""
    return front.shell().piece("visit_sum", reports.visit_sum, SECONDS)


def view_sums() -> checking.ViewSums:
    """Return the views of articles added up in the ways that must agree, at most SECONDS old."""
    return front.shell().piece(
        "view_sums", lambda: checking.view_sums(timezone.localdate()), SECONDS
    )


def differences() -> list[checking.Difference]:
    """Return which counts of the last CHECKED_DAYS days do not agree, at most a minute old.

    For the administrators' page; ``manage.py check_stats`` looks at all days.
    """
    since = timezone.localdate() - timedelta(days=CHECKED_DAYS - 1)
    return front.shell().piece(
        "differences", lambda: checking.differences(since)[:MAX_DIFFERENCES], CHECK_SECONDS
    )


def most_read() -> list[tuple[Publication, int]]:
    """Return the most read articles of the last 30 days, at most SECONDS old."""
    return front.shell().piece(
        "most_read",
        lambda: reports.most_read(timezone.now(), MOST_READ_DAYS, MOST_READ),
        SECONDS,
    )


def most_read_of(articles: QuerySet[Article]) -> list[int]:
    """Return which of ``articles`` (id) are much read, by a ranking at most SECONDS old.

    The most read first, whatever their state; one query, and one more for the ranking.
    """
    ranked = front.shell().piece("ranking", lambda: reports.ranking(timezone.now()), SECONDS)
    wanted = set(articles.filter(pk__in=ranked).order_by().values_list("pk", flat=True))
    return [pk for pk in ranked if pk in wanted]


def most_read_list(days: int) -> list[tuple[Publication, int]]:
    """Return what was read most in the last ``days`` days, with pictures, at most SECONDS old.

    ``days`` takes few values: each makes a list that is kept.
    """

    def read() -> list[tuple[Publication, int]]:
        rows = reports.most_read(timezone.now(), days, MOST_READ_LIST)
        # Fetched apart, or the database would sort and group whole rows of pictures.
        prefetch_related_objects([publication for publication, _views in rows], "image")
        return rows

    return front.shell().piece(f"most_read {days}", read, SECONDS)
