"""Pages by key: a list goes on from the row where it stopped, however deep, and counts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")
OLDER, NEWER = "truoc", "sau"


@dataclass(frozen=True)
class Page:
    """One page's rows in the list's order, and the keys that lead on; an empty key: nothing there.

    ``is_first`` is true where the address holds no key.
    """

    rows: list[Any]
    older: str
    newer: str
    is_first: bool


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: a moment (then the id), the newest or the oldest first."""

    field: str = "published_at"
    newest_first: bool = True


BY_PUBLISHING = Order()


def key_of(row: Any, order: Order = BY_PUBLISHING) -> str:
    """Return the place of ``row`` in a list: microseconds since 1970 and its id."""
    microseconds = (getattr(row, order.field) - EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{row.pk}"


def page_of(
    query: QueryDict,
    size: int,
    rows_of: Callable[[Q, bool, int], list[Any]],
    order: Order = BY_PUBLISHING,
) -> Page:
    """Return the page of ``size`` rows that the address's ``truoc`` or ``sau`` asks for.

    ``rows_of(cut, newest_first, limit)`` returns rows on one side of the key. Raises Http404 for a
    key that this site does not write.
    """
    asked = NEWER if query.get(NEWER) else OLDER
    key = query.get(asked)
    # Towards the list's end one reads in its own order, towards its beginning the other way round.
    goes_on = asked == (OLDER if order.newest_first else NEWER) or not key
    cut = _side(key, order, newer=asked == NEWER) if key else Q()
    found = rows_of(cut, order.newest_first == goes_on, size + 1)
    rows = found[:size] if goes_on else found[:size][::-1]
    has_more = len(found) > size
    after = bool(rows) and (has_more if goes_on else True)
    before = bool(rows) and (bool(key) if goes_on else has_more)
    older, newer = (after, before) if order.newest_first else (before, after)
    # Older rows come after the last one where the newest is first, else before the first.
    oldest, newest = (-1, 0) if order.newest_first else (0, -1)
    return Page(
        rows,
        older=key_of(rows[oldest], order) if older else "",
        newer=key_of(rows[newest], order) if newer else "",
        is_first=not key,
    )


def _side(key: str, order: Order, *, newer: bool) -> Q:
    parts = KEY.fullmatch(key)
    if not parts:
        raise Http404(key)
    moment = EPOCH + timedelta(microseconds=int(parts[1]))
    side = "gt" if newer else "lt"
    # The first condition says nothing new, but it is what lets an index begin at the key: without
    # it SQLite walks there from the newest row.
    return Q(**{f"{order.field}__{side}e": moment}) & (
        Q(**{f"{order.field}__{side}": moment}) | Q(**{f"pk__{side}": int(parts[2])})
    )
