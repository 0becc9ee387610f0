"""What the engines are asked: FTS5 on SQLite, GIN on PostgreSQL (migrations 0023 and 0073).

Both see nothing but words of a–z and 0–9, so operators and signs in a query are only text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, F, Lookup, Max, Min, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from news.models import ArticleSearchText, PublicationSearchText
from news.search.filing import CATEGORY, ID_BITS, LAYOUT, TYPE, sort_key
from news.search.query import Filters, Query


@dataclass(frozen=True)
class Index:
    """A search table and how it is read: by ``key``, whose upper bits are the period.

    ``keys`` is what the migration of the GIN index says, to the letter.
    """

    table: str
    key: str
    keys: str
    period_bits: int


# A period is 32 days, as migration 0023 cuts them from the sort key.
READERS = Index(
    PublicationSearchText._meta.db_table,
    "sort_key",
    "news_search_keys(sort_key, facets, folded)",
    ID_BITS + 5,
)
# A period is 8,192 numbers of articles (migration 0073).
DESK = Index(
    ArticleSearchText._meta.db_table,
    "article_id",
    "news_search_keys(article_id << 24, facets, folded)",
    13,
)
LAST_ID = (1 << ID_BITS) - 1
# Somewhat more than is shown, so that some that are not visible cost no second look.
PORTION = 1250
# Periods asked for at a time: few where a common word fills the page at once, then more and more.
GROWTH = 4
# Sixteen years in one question; more would only make planning it slow.
MOST_PERIODS = 192


class Among(Lookup):
    """The condition that a key is one of a thousand numbers, handed over as a single value.

    Django's own "in" makes a parameter of each, which takes longer than finding the rows.
    """

    prepare_rhs = False

    # Django asks for the SQL of each database under these names.
    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        key, parameters = self.process_lhs(compiler, connection)
        numbers = json.dumps(self.rhs)
        sql = f"{key} IN (SELECT value FROM json_each(%s))"  # noqa: S608 – our own name
        return sql, [*parameters, numbers]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        key, parameters = self.process_lhs(compiler, connection)
        return f"{key} = ANY(%s::bigint[])", [*parameters, self.rhs]


def among(keys: list[int]) -> Among:
    """Return the condition that the primary key of a row is one of ``keys``."""
    return Among(F("pk"), keys)


def exact_marks(query: Query, path: str = "") -> Case:
    """Return the condition that a search text (at ``path``) has the marks that were typed."""
    # Not "contains": SQLite answers it without regard to case and twenty times as slowly.
    exact = [
        GreaterThan(StrIndex(f"{path}marked", Value(f" {word} ")), 0) for word in query.marked_words
    ]
    return Case(
        When(Q(*exact) if exact else Q(pk__isnull=False), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def newest_keys(query: Query, filters: Filters, *, rare: bool) -> Iterator[list[int]]:
    """Yield the sort keys of the publications that hold every word, newest first, in portions.

    Reading goes on only as far as portions are asked for. The filters are those the index knows, so
    days are cut roughly; what is visible is not judged. ``rare`` tells that a thousand at most can
    be found, so that there is no use in looking at the newest first.
    """
    # One by one: SQLite looks up the end of an index for a single Min or Max only.
    texts = PublicationSearchText.objects
    oldest = texts.aggregate(end=Min("sort_key"))["end"]
    newest = texts.aggregate(end=Max("sort_key"))["end"]
    if not query.phrases or oldest is None:
        return
    since, until, now = filters.since(), filters.until(), timezone.now()
    oldest = max(oldest, sort_key(since, 0)) if since else oldest
    # What is dated later than now is not visible yet (news.intervals): it would only take up room.
    newest = min(newest, sort_key(min(until or now, now), LAST_ID))
    yield from _read(READERS, query, _facets(filters), oldest, newest, rare)


def newest_articles(query: Query, facets: list[list[str]], *, rare: bool) -> Iterator[list[int]]:
    """Yield the ids of the articles that hold every word of ``query``, newest first, in portions.

    ``facets`` are groups of news.search.filing's; one of each group has to be there. ``rare`` tells
    that there is no use in looking at the newest first.
    """
    texts = ArticleSearchText.objects
    oldest = texts.aggregate(end=Min("article_id"))["end"]
    newest = texts.aggregate(end=Max("article_id"))["end"]
    if query.phrases and oldest is not None:
        yield from _read(DESK, query, facets, oldest, newest, rare)


def _read(
    index: Index, query: Query, facets: list[list[str]], oldest: int, newest: int, rare: bool
) -> Iterator[list[int]]:
    if connection.vendor == "postgresql":
        return _from_gin(index, query, facets, oldest, newest, rare)
    return _from_fts5(index, query, facets, oldest, newest)


def _from_fts5(
    index: Index, query: Query, facets: list[list[str]], oldest: int, newest: int
) -> Iterator[list[int]]:
    """FTS5 reads backwards by row number, and the row number is the key."""
    fts = f"{index.table}_fts"
    groups = [f'("{group}")' for group in ('" OR "'.join(any_of) for any_of in facets)]
    expression = " AND ".join([*groups, _all_of(query.phrases)])
    while True:
        # The table's name is the model's own; what was typed is a parameter of a–z and 0–9.
        rows = _rows(
            f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s "  # noqa: S608 – our own names
            "AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s",
            [expression, oldest, newest, PORTION],
        )
        yield [key for (key,) in rows]
        if len(rows) < PORTION:
            return
        newest = rows[-1][0] - 1


def _from_gin(
    index: Index, query: Query, facets: list[list[str]], oldest: int, newest: int, rare: bool
) -> Iterator[list[int]]:
    """GIN knows no order, so it is asked for one group of periods after the other."""
    period, first = newest >> index.period_bits, oldest >> index.period_bits
    step = MOST_PERIODS if rare else 1
    while period >= first:
        last = max(period - step + 1, first)
        sql, parameters = _gin_query(index, query, facets, range(period, last - 1, -1))
        rows = _rows(sql, [*parameters, oldest, newest, PORTION])
        yield [key for key, holds in rows if holds]
        if len(rows) < PORTION:
            # No more than the rest of a portion will need, or a common phrase costs many texts.
            needed = step * (PORTION - len(rows)) // max(len(rows), 1) + 1
            period, step = last - 1, min(step * GROWTH, needed, MOST_PERIODS)
        else:
            newest = rows[-1][0] - 1
            period = newest >> index.period_bits


def _gin_query(
    index: Index, query: Query, facets: list[list[str]], periods: Sequence[int]
) -> tuple[str, list[Any]]:
    """Return the SQL for some periods and its parameters but the last three: ends and number.

    A row is a key, and whether the text holds every phrase.
    """
    required = [*query.words, *_pairs(query.phrases), *(one[0] for one in facets if len(one) == 1)]
    groups = [(f"{index.keys} @> %s::text[]", required)]
    groups += [(f"{index.keys} && %s::text[]", any_of) for any_of in facets if len(any_of) > 1]
    one_period = " AND ".join(condition for condition, _tokens in groups)
    parameters: list[Any] = [
        [f"{period}:{token}" for token in tokens] for period in periods for _sql, tokens in groups
    ]
    conditions = [" OR ".join(f"({one_period})" for _period in periods)]
    if len(groups) == len(required) == 1:
        # One token in any of the periods: a condition for each would take much longer to plan.
        conditions = [f"{index.keys} && %s::text[]"]
        parameters = [[f"{period}:{required[0]}" for period in periods]]
    phrases = [" ".join(words) for words in query.phrases if len(words) > 1]
    # Pairs are hashed and say nothing of where they stand: the text itself has the last word. It is
    # asked last, of a portion only, because texts take long to unpack.
    holds = " AND ".join(["strpos(' ' || folded || ' ', %s) > 0"] * len(phrases)) or "true"
    columns = f"{index.key} AS key, folded" if phrases else f"{index.key} AS key"
    # Adding nothing keeps PostgreSQL from walking along the index of the key, where it would have
    # to take every text apart.
    # Table and columns are the model's own; what was typed is a parameter of a–z and 0–9.
    sql = (
        f"SELECT key, {holds} FROM (SELECT {columns} FROM {index.table} "  # noqa: S608 – our own names
        f"WHERE {' AND '.join(f'({condition})' for condition in conditions)} "
        f"AND {index.key} + 0 BETWEEN %s AND %s ORDER BY {index.key} + 0 DESC LIMIT %s) AS newest"
    )
    return sql, [*(f" {phrase} " for phrase in phrases), *parameters]


def _pairs(phrases: list[list[str]]) -> list[str]:
    """Return the neighbouring words of phrases, hashed as migration 0023 hashes them."""
    pairs = {f"{one} {other}" for words in phrases for one, other in pairwise(words)}
    return [
        "~" + hashlib.md5(pair.encode(), usedforsecurity=False).hexdigest()[:4] for pair in pairs
    ]


def _facets(filters: Filters) -> list[list[str]]:
    """Return the filters as groups of facets; one facet of each group has to be there."""
    groups = [
        [f"{CATEGORY}{pk}" for pk in filters.categories],
        [f"{TYPE}{filters.article_type}"] if filters.article_type else [],
        [f"{LAYOUT}{filters.layout}"] if filters.layout else [],
    ]
    return [group for group in groups if group]


def _all_of(phrases: list[list[str]]) -> str:
    return " AND ".join('"' + " ".join(words) + '"' for words in phrases)


def _rows(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
