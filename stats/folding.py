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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.utils import timezone

from stats import details, journal, tally, visits
from stats.models import JournalPosition
from stats.visitors import destroy_keys_before

logger = logging.getLogger(__name__)

# How long lines may wait while pages are read; figures on pages are older anyway.
SECONDS = 2.0
# A journal is kept this long after its day, folded, for whoever wants to look into it.
KEPT_DAYS = 1

# A journal's position outlives it by so long, should somebody bring the file back.
POSITIONS_KEPT = timedelta(days=400)

_next_time = 0.0
_cleared_for: date | None = None


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
        tally.add(batch.lines)
    return len(batch.lines), batch.more


def _clear(now: datetime) -> None:
    """Destroy what its day has taken along: keys, visitors, journals folded to their end."""
    global _cleared_for
    today = timezone.localdate(now)
    destroy_keys_before(today)
    visits.forget_visitors(now)
    # What is kept for months is looked through once a day, in bounded steps.
    if _cleared_for != today and details.forget_before(today):
        JournalPosition.objects.filter(day__lt=today - POSITIONS_KEPT).delete()
        _cleared_for = today
    for file in journal.files():
        if journal.day_of(file) < today - timedelta(days=KEPT_DAYS):
            known = JournalPosition.objects.filter(journal=journal.identity(file)).first()
            # What a full disk cut off at the very end will never be a line.
            if known and journal.read(file, known.position).end == known.position:
                file.unlink(missing_ok=True)
