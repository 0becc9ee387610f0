"""Counting: what one shown page adds to which figure.

A view is one accepted beacon for a page shown to a person. A visit begins with the first view of a
visitor after 30 minutes of silence. Bots are counted apart, staff at work not at all. A view is
noted in the journal when it happens and added to the daily rows when that is folded
(stats.folding).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from stats import journal
from stats.bots import is_bot
from stats.journal import Line
from stats.models import Visitor
from stats.reports import ONLINE
from stats.tokens import Page
from stats.visitors import visitor_hash

SILENCE = timedelta(minutes=30)
# How many visitors are looked up at once.
CHUNK = 500


@dataclass(frozen=True)
class Hit:
    """One page shown: which, to whom, when (aware)."""

    page: Page
    address: str
    user_agent: str
    at: datetime
    is_staff: bool = False


def note(hit: Hit) -> bool:
    """Write ``hit`` to the journal; return whether a person's view was noted.

    Staff at work are not noted. Raises OSError when the journal's disk takes nothing.
    """
    if hit.is_staff:
        return False
    bot = is_bot(hit.user_agent)
    visitor = "" if bot else visitor_hash(hit.address, hit.user_agent, timezone.localdate(hit.at))
    journal.append(Line(at=hit.at, page=str(hit.page), visitor=visitor, bot=bot))
    return not bot


def visits(lines: Iterable[Line]) -> dict[date, tuple[int, int]]:
    """Return, by day, how many visits and visitors the people's ``lines`` begin.

    Remembers when each visitor was last seen. A visit in progress at midnight is one on each day,
    because the visitor's hash is another one then.
    """
    seen: dict[tuple[date, str], list[datetime]] = {}
    for line in sorted(lines, key=lambda one: one.at):
        seen.setdefault((timezone.localdate(line.at), line.visitor), []).append(line.at)
    last = _last_seen(list(seen))
    begun: dict[date, tuple[int, int]] = {}
    for (day, key), moments in seen.items():
        before = last.get((day, key))
        new_visits, new_visitors = 0, int(before is None)
        for moment in moments:
            if before is None or moment - before >= SILENCE:
                new_visits += 1
            before = max(before or moment, moment)
        moments[:] = [before or moments[-1]]
        sums = begun.get(day, (0, 0))
        begun[day] = sums[0] + new_visits, sums[1] + new_visitors
    Visitor.objects.bulk_create(
        [
            Visitor(day=day, key=key, last_seen=moments[0])
            for (day, key), moments in sorted(seen.items())
        ],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["day", "key"],
        update_fields=["last_seen"],
    )
    return begun


def forget_visitors(now: datetime) -> None:
    """Delete the visitors of past days who are not online any more."""
    Visitor.objects.filter(day__lt=timezone.localdate(now), last_seen__lte=now - ONLINE).delete()


def _last_seen(keys: list[tuple[date, str]]) -> dict[tuple[date, str], datetime]:
    found = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        rows = Visitor.objects.filter(
            day__in={day for day, _key in some}, key__in={key for _day, key in some}
        )
        found.update({(row.day, row.key): row.last_seen for row in rows})
    return found
