"""Folding: lines of the journal become daily rows, each exactly once.

The position up to which a journal was read is stored in the transaction of the counts themselves,
and only from the position it was read at: a process that is killed, or two that fold at once, leave
nothing half done and nothing counted twice. One process of a node folds at a time; several nodes
may share a database, each with its own journals.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.utils import timezone

from news.models import Publication
from stats import counting, journal
from stats.journal import Line
from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DailyVisits,
    JournalPosition,
    PageViews,
)
from stats.tokens import Page, parsed
from stats.upserts import grow
from stats.visitors import destroy_keys_before

logger = logging.getLogger(__name__)

# How long lines may wait while pages are read; figures on pages are older anyway.
SECONDS = 2.0
# A journal is kept this long after its day, folded, for whoever wants to look into it.
KEPT_DAYS = 1
COLUMNS = ("people", "bots")

_next_time = 0.0


class _Overtaken(Exception):
    """Somebody else has folded these lines meanwhile."""


def fold_if_due() -> bool:
    """Fold when the last time was SECONDS ago or more; return whether this call did.

    A database that is away is no fault of the reader's: the lines wait.
    """
    global _next_time
    now = time.monotonic()
    if now < _next_time:
        return False
    _next_time = now + SECONDS
    try:
        return fold() is not None
    except (DatabaseError, InterfaceError, OSError):
        logger.warning("The journal could not be folded; its lines wait.", exc_info=True)
        if not connection.in_atomic_block:
            connection.close()
        return False


def fold() -> int | None:
    """Fold all lines this node has; return how many, None while another process folds them."""
    with _alone() as alone:
        if not alone:
            return None
        folded = sum(_fold_file(file) for file in journal.files())
        _clear(timezone.now())
        return folded


@dataclass(frozen=True)
class State:
    """How the journals of this server are.

    ``waiting`` counts bytes that were not folded yet, ``damaged`` pieces that were no lines in the
    journals still kept; ``writable`` tells whether the disk takes another line.
    """

    waiting: int
    damaged: int
    writable: bool


def state() -> State:
    """Return how this server's journals are, for the statistics page."""
    names = {journal.identity(file): file.stat().st_size for file in journal.files()}
    known = JournalPosition.objects.filter(journal__in=names)
    read = {row.journal: row for row in known}
    return State(
        waiting=sum(
            max(0, size - read[name].position if name in read else size)
            for name, size in names.items()
        ),
        damaged=sum(row.damaged for row in read.values()),
        writable=journal.is_writable(),
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Tell whether this process may fold; nobody waits for the lock."""
    place = journal.folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(place / "folding.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)


def _fold_file(file: Path) -> int:
    folded = 0
    try:
        name = journal.identity(file)
        while name:
            lines, more = _fold_batch(file, name)
            folded += lines
            if not more:
                break
    except FileNotFoundError:
        logger.warning("%s was taken away while it was folded.", file.name)
    except _Overtaken:
        logger.info("%s is folded by another process.", file.name)
    return folded


def _fold_batch(file: Path, name: str) -> tuple[int, bool]:
    """Fold the next lines in one transaction; return how many, and whether to go on."""
    known = JournalPosition.objects.filter(journal=name).first()
    start = known.position if known else 0
    batch = journal.read(file, start)
    if batch.end == start:
        return 0, False
    with transaction.atomic():
        if known is None:
            JournalPosition.objects.bulk_create(
                [JournalPosition(journal=name, day=journal.day_of(file))], ignore_conflicts=True
            )
        mine = JournalPosition.objects.filter(journal=name, position=start)
        moved = mine.update(
            position=batch.end,
            lines=F("lines") + len(batch.lines),
            damaged=F("damaged") + batch.damaged,
            folded_at=timezone.now(),
        )
        if not moved:
            raise _Overtaken
        _count(batch.lines)
    return len(batch.lines), batch.more


def _count(lines: list[Line]) -> None:
    articles: Counter[tuple[date, int, int, str]] = Counter()
    pages: Counter[tuple[date, str, str]] = Counter()
    people = []
    shown = _Shown(lines)
    for line in lines:
        page = parsed(line.page)
        column = "bots" if line.bot else "people"
        day = timezone.localdate(line.at)
        if page.kind == "article":
            category = shown.category(page, line.at)
            if category is None:
                continue
            articles[day, page.pk, category, column] += 1
        else:
            pages[day, line.page, column] += 1
        if not line.bot:
            people.append(line)
    _grow_articles(articles)
    grow(PageViews, ("day", "page", *COLUMNS), _by_row(pages))
    for day, (visits, visitors) in sorted(counting.visits(people).items()):
        if visits:
            grow(DailyVisits, ("day", "visits", "visitors"), {(day,): (visits, visitors)})


def _grow_articles(views: Counter[tuple[date, int, int, str]]) -> None:
    """Add to the daily rows of articles and to what they add up to."""
    months, categories = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for (day, article, category, column), amount in views.items():
        months[day.replace(day=1), article, category, column] += amount
        categories[day, category, column] += amount
    grow(ArticleViews, ("day", "article_id", "category_id", *COLUMNS), _by_row(views))
    grow(ArticleMonth, ("month", "article_id", "category_id", *COLUMNS), _by_row(months))
    grow(CategoryDay, ("day", "category_id", *COLUMNS), _by_row(categories))


def _by_row(amounts: Counter[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Return by row what is added to its COLUMNS; the last part of each key names one of them."""
    keys = {key[:-1] for key in amounts}
    return {key: tuple(amounts[*key, column] for column in COLUMNS) for key in keys}


class _Shown:
    """What readers could see of the articles that the lines name, at their moments."""

    def __init__(self, lines: list[Line]) -> None:
        pages = {parsed(line.page) for line in lines}
        moments = [line.at for line in lines]
        self._intervals: dict[int, list[tuple[datetime, datetime | None, int]]] = defaultdict(list)
        ids = [page.pk for page in pages if page.kind == "article"]
        if ids:
            rows = Publication.objects.filter(article__in=ids, starts_at__lte=max(moments))
            for article, begins, ends, category in rows.values_list(
                "article_id", "starts_at", "ends_at", "category_id"
            ):
                self._intervals[article].append((begins, ends, category))

    def category(self, page: Page, at: datetime) -> int | None:
        """Return the category of the article when it was visible at ``at``; else None."""
        for begins, ends, category in self._intervals[page.pk]:
            if begins <= at and (ends is None or at < ends):
                return category
        return None


def _clear(now: datetime) -> None:
    """Destroy what its day has taken along: keys, visitors, journals folded to their end."""
    today = timezone.localdate(now)
    destroy_keys_before(today)
    counting.forget_visitors(now)
    for file in journal.files():
        if journal.day_of(file) < today - timedelta(days=KEPT_DAYS):
            known = JournalPosition.objects.filter(journal=journal.identity(file)).first()
            # What a full disk cut off at the very end will never be a line.
            if known and journal.read(file, known.position).end == known.position:
                file.unlink(missing_ok=True)
