"""Which views of people count, which begin a visit, and which are too many for a person.

Decided when lines are folded, from what is remembered of each visitor: so it is the same through
any number of processes. A visit in progress at midnight is one on each day, because the visitor's
hash is another one then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import timezone

from stats import bounds
from stats.journal import Line, local_time
from stats.models import Visitor
from stats.reports import ONLINE
from stats.upserts import replace

SILENCE = timedelta(minutes=30)
# How many visitors are looked up at once.
CHUNK = 500


class Verdict(Enum):
    """What a person's line is: a view, one that begins a visit, a program's, one too many."""

    VIEW = "view"
    VISIT = "visit"
    PROGRAM = "program"
    TOO_MANY = "too many"


@dataclass
class _State:
    """What is remembered of one visitor of a day."""

    # None before the first view.
    last_seen: datetime | None = None
    minute: int = 0
    views: int = 0
    pages: set[str] = field(default_factory=set)

    def judge(self, line: Line) -> Verdict:
        """Return what the visitor's next ``line`` is, and remember it."""
        local = local_time(line.at)
        # A line that comes late counts towards the minute after it.
        minute = max(self.minute, local.hour * 60 + local.minute)
        if minute != self.minute:
            self.minute, self.views, self.pages = minute, 0, set()
        self.views += 1
        if len(self.pages) <= bounds.VISITOR_PAGES:
            self.pages.add(line.page)
        if len(self.pages) > bounds.VISITOR_PAGES:
            return Verdict.PROGRAM
        if self.views > bounds.VISITOR_VIEWS:
            return Verdict.TOO_MANY
        begins = self.last_seen is None or line.at - self.last_seen >= SILENCE
        self.last_seen = max(self.last_seen or line.at, line.at)
        return Verdict.VISIT if begins else Verdict.VIEW


def judged(lines: Iterable[Line]) -> tuple[list[tuple[Line, Verdict]], Counter[date]]:
    """Return what each of the people's ``lines`` is, and how many new visitors came, by day.

    Remembers what was seen of each visitor.
    """
    by_visitor: dict[tuple[date, str], list[Line]] = {}
    for line in sorted(lines, key=lambda one: one.at):
        by_visitor.setdefault((local_time(line.at).date(), line.visitor), []).append(line)
    states = _remembered(list(by_visitor))
    new = Counter(day for day, key in by_visitor if (day, key) not in states)
    found = []
    for key, own in by_visitor.items():
        state = states.setdefault(key, _State())
        found += [(line, state.judge(line)) for line in own]
    _remember(states)
    return found, new


def forget_visitors(now: datetime) -> None:
    """Delete the visitors of past days who are not online any more."""
    Visitor.objects.filter(day__lt=timezone.localdate(now), last_seen__lte=now - ONLINE).delete()


def _remembered(keys: list[tuple[date, str]]) -> dict[tuple[date, str], _State]:
    found = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        rows = Visitor.objects.filter(
            day__in={day for day, _key in some}, key__in={key for _day, key in some}
        ).values_list("day", "key", "last_seen", "minute", "minute_views", "minute_pages")
        for day, key, last_seen, minute, views, pages in rows:
            found[day, key] = _State(last_seen, minute, views, set(pages.split()))
    return {key: found[key] for key in keys if key in found}


def _remember(states: dict[tuple[date, str], _State]) -> None:
    """Store ``states``, always in the same order, so that two nodes never wait for each other."""
    replace(
        Visitor,
        ("day", "key", "last_seen", "minute", "minute_views", "minute_pages"),
        {
            key: (state.last_seen, state.minute, state.views, " ".join(sorted(state.pages)))
            for key, state in states.items()
        },
    )
