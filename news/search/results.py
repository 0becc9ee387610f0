"""Readers' results: which publications, in which order, how many, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from news.models import Publication, PublicationSearchText, SearchWord
from news.search.engine import among, exact_marks, newest_keys
from news.search.filing import ID_BITS
from news.search.query import Filters, Query

# Up to so many are counted, ranked and shown; past it results are the newest.
CAP = 1000
PAGE_SIZE = 12


class _Candidate(NamedTuple):
    pk: int
    published_at: datetime
    title: str


@dataclass(frozen=True)
class Results:
    """One page of what was found; ``total`` is at most CAP, ``more`` tells of others beyond it."""

    rows: list[Publication]
    total: int
    more: bool
    by_date: bool
    page: int
    pages: int


def search(query: Query, filters: Filters, *, by_date: bool = False, page: int = 1) -> Results:
    """Return a page of the visible publications that hold every word of ``query``.

    Up to CAP they come by relevance (the typed marks, words of the query in the title, then date)
    unless ``by_date``; beyond that the newest CAP, by date. A page past the last one is the last.
    """
    found = _newest(query, filters)
    more = len(found) > CAP
    ranked = by_date or more
    order = sorted(found, key=lambda row: (row.published_at, row.pk), reverse=True)[:CAP]
    if not ranked:
        order = _by_relevance(order, query)
    pages = max(1, -(-len(order) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = [row.pk for row in order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return Results(_rows(shown), len(order), more, ranked, page, pages)


def finds_any(query: Query, filters: Filters) -> bool:
    """Tell whether readers find anything at all; less work than ``search``, which finds more."""
    return any(rows.exists() for rows in _visible(query, filters))


def newest_text(query: Query, filters: Filters) -> str:
    """Return the words, with their marks, of a text that readers find; "" when they find none."""
    texts = (
        rows.order_by("-pk").values_list("search_text__marked", flat=True).first()
        for rows in _visible(query, filters)
    )
    return next(filter(None, texts), "")


def _newest(query: Query, filters: Filters) -> list[_Candidate]:
    """Return all that was found, or a few more than CAP of the newest."""
    found: list[_Candidate] = []
    for rows in _visible(query, filters):
        found += map(_Candidate._make, rows.values_list("pk", "published_at", "title"))
        if len(found) > CAP:
            break
    return found


def _visible(query: Query, filters: Filters) -> Iterator[QuerySet[Publication]]:
    """Yield what readers can see of what holds every word, in portions, the newest first."""
    uses = dict(SearchWord.objects.filter(word__in=query.words).values_list("word", "uses"))
    if len(uses) < len(query.words):
        return
    rare = bool(uses) and min(uses.values()) <= CAP
    visible = Publication.objects.visible().filter(filters.condition())
    for keys in newest_keys(query, filters, rare=rare):
        ids = [key & ((1 << ID_BITS) - 1) for key in keys]
        yield visible.filter(among(ids)).order_by()


def _by_relevance(newest_first: list[_Candidate], query: Query) -> list[_Candidate]:
    exact: set[int] = set()
    if query.marked_words:
        ids = [row.pk for row in newest_first]
        texts = PublicationSearchText.objects.filter(among(ids), exact_marks(query))
        exact = set(texts.values_list("pk", flat=True))
    # Sorting keeps the order by date among equals.
    return sorted(
        newest_first,
        key=lambda row: (row.pk in exact, query.in_title(row.title)),
        reverse=True,
    )


def _rows(ids: list[int]) -> list[Publication]:
    rows = Publication.objects.select_related("version", "image").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
