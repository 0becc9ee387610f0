"""Pages by key: a list goes on from the row where it stopped, however deep, and counts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404, QueryDict

from news.models import Publication

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = re.compile(r"^([0-9]{1,16})-([0-9]{1,18})$")
OLDER, NEWER = "truoc", "sau"


@dataclass(frozen=True)
class Page:
    """One page's rows, newest first, and the keys that lead on; an empty key: nothing there.

    ``is_first`` is true where the address holds no key.
    """

    rows: list[Publication]
    older: str
    newer: str
    is_first: bool


def key_of(row: Publication) -> str:
    """Return the place of ``row`` in a list: microseconds since 1970 and its id."""
    microseconds = (row.published_at - EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{row.pk}"


def page_of(
    query: QueryDict, size: int, rows_of: Callable[[Q, bool, int], list[Publication]]
) -> Page:
    """Return the page of ``size`` rows that the address's ``truoc`` or ``sau`` asks for.

    ``rows_of(cut, newest_first, limit)`` returns rows on one side of the key. Raises Http404 for a
    key that this site does not write.
    """
    newer = query.get(NEWER)
    if newer:
        found = rows_of(_side(newer, newer=True), False, size + 1)
        rows = found[:size][::-1]
        more_older, more_newer = True, len(found) > size
    else:
        asked = query.get(OLDER)
        cut = _side(asked, newer=False) if asked else Q()
        found = rows_of(cut, True, size + 1)
        rows = found[:size]
        more_older, more_newer = len(found) > size, bool(asked)
    return Page(
        rows,
        older=key_of(rows[-1]) if rows and more_older else "",
        newer=key_of(rows[0]) if rows and more_newer else "",
        is_first=not (query.get(OLDER) or query.get(NEWER)),
    )


def _side(key: str, *, newer: bool) -> Q:
    parts = KEY.match(key)
    if not parts:
        raise Http404(key)
    moment = EPOCH + timedelta(microseconds=int(parts[1]))
    side = "gt" if newer else "lt"
    # The first condition says nothing new, but it is what lets an index begin at the key: without
    # it SQLite walks there from the newest row.
    return Q(**{f"published_at__{side}e": moment}) & (
        Q(**{f"published_at__{side}": moment}) | Q(**{f"pk__{side}": int(parts[2])})
    )
