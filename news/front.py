"""What many pages show alike: the newest, the tree of categories, the sections of the home page.

Kept in the process for one content generation (news.generation). The query for the newest brings
the generation it belongs to and the next moment at which the clock alone changes what is visible,
so that the lists and their label can never come from two different states.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Subquery
from django.utils import timezone

from news import generation, prepared
from news.enums import HomePlace, Layout
from news.models import Category, ContentGeneration, Publication
from news.models.category import descendants
from news.vietnamese import fold

NEWEST = 12
FEATURED = 3
IN_COLUMN = 3
NOTICES = 6
DOCUMENTS = 6
GALLERY = 5
NEAR = 24
RELATED = 5
# What no row of a list shows, and what takes long to turn into Python's values.
NOT_LISTED = (
    *("starts_at", "ends_at", "planned_end", "revised_at", "featured_until"),
    *("image__name", "image__media_type", "image__size", "image__pages", "image__created_at"),
)


class CategoryTree:
    """All categories in order, by id and by slug, with what lies above and below each."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self.all = list(categories)
        self.by_id = {category.pk: category for category in self.all}
        self.by_slug = {category.slug: category for category in self.all}
        self._parents = {category.pk: category.parent_id for category in self.all}

    def children(self, category: Category | None) -> list[Category]:
        """Return the categories directly below ``category``, or the top ones for None."""
        above = category.pk if category else None
        return [child for child in self.all if child.parent_id == above]

    def path(self, category_id: int) -> list[Category]:
        """Return the categories from the top one down to ``category_id`` itself."""
        node = self.by_id.get(category_id)
        if node is None:
            return []
        return [*(self.path(node.parent_id) if node.parent_id else []), node]

    def below(self, category_id: int) -> set[int]:
        """Return the ids of ``category_id`` and of everything below it."""
        return descendants(self._parents, {category_id})


@dataclass(frozen=True)
class Home:
    """The lists of the home page: up to three featured, the newest documents, albums and videos,
    and the newest of each section's category.

    What is featured is not repeated in the sections.
    """

    featured: list[Publication]
    documents: list[Publication]
    gallery: list[Publication]
    columns: list[tuple[Category, list[Publication]]]
    notices: list[tuple[Category, list[Publication]]]


def shell() -> generation.Shell:
    """Return this process's shell; its pieces die with the generation they were made for."""
    return generation.holder.get(_build_shell)


def newest() -> list[Publication]:
    """Return the newest publications, newest first, each with its picture."""
    return shell().piece("newest", list)


def tree() -> CategoryTree:
    """Return the tree of categories."""
    return shell().piece("tree", lambda: CategoryTree(Category.objects.all()))


def path_to(category: Category) -> list[Category]:
    """Return the categories from the top one down to ``category``, fetched with its parent.

    Two levels ask the database for nothing; below them the tree is read once for all pages.
    """
    parent = category.parent
    if parent is None:
        return [category]
    above = tree().path(parent.pk) if parent.parent_id else []
    # The tree may be a second older than a category that was just made.
    return [*(above or [parent]), category]


def home() -> Home:
    """Return the sections of the home page."""
    return shell().piece("home", _build_home)


def rows_of(
    ranges: Iterable[Q],
    limit: int,
    cut: Q | None = None,
    *,
    newest_first: bool = True,
    now: datetime | None = None,
) -> QuerySet[Publication]:
    """Return the first ``limit`` publications of all ``ranges`` together that are visible at
    ``now`` (aware; the clock's now when not given).

    Each range (one category, author, layout) is read along its own index, so the cost does not grow
    with the number of articles. ``cut`` narrows each range to one side of a key.
    """
    now = now or timezone.now()
    order = ("-published_at", "-pk") if newest_first else ("published_at", "pk")
    cut = cut or Q()
    if not (cut and newest_first):
        # No date lies after its opening (news.intervals), so this leaves nothing visible out; it
        # spares looking at all that is still to come.
        cut &= Q(published_at__lte=now)
    listed = Publication.objects.visible(now).dated().filter(cut)
    ranges = list(ranges)
    if len(ranges) == 1:
        return listed.filter(ranges[0]).select_related("image").order_by(*order)[:limit]
    firsts = [listed.filter(one).order_by(*order).values("pk")[:limit] for one in ranges]
    if connection.features.supports_slicing_ordering_in_compound and firsts:
        together = Q(pk__in=firsts[0].union(*firsts[1:], all=True))
    else:
        together = reduce(or_, (Q(pk__in=first) for first in firsts), Q(pk__in=[]))
    rows = Publication.objects.filter(together)
    return rows.select_related("image").order_by(*order)[:limit]


def listed(ranges: Iterable[Q], limit: int, cut: Q, *, newest_first: bool) -> list[Publication]:
    """Return the rows of ``rows_of`` with little work: many readers ask for the same lists."""

    def build(now: datetime, cut: Q, *ranges: Q) -> QuerySet[Publication]:
        rows = rows_of(ranges, limit, cut, newest_first=newest_first, now=now)
        return rows.defer(*NOT_LISTED)

    return prepared.fetch(("list", limit, newest_first), build, timezone.now(), cut, *ranges)


def in_categories(ids: Iterable[int]) -> list[Q]:
    """Return the ranges of these categories."""
    return [Q(category=pk) for pk in sorted(ids)]


def related(publication: Publication) -> list[Publication]:
    """Return up to RELATED others of the same category: most words shared first, then newest."""
    category = publication.category_id
    near: list[tuple[Publication, set[str]]] = shell().piece(
        f"category-{category}",
        lambda: [(row, _words(row)) for row in rows_of([Q(category=category)], NEAR)],
    )
    own = _words(publication)
    others = [pair for pair in near if pair[0].article_id != publication.article_id]
    ranked = sorted(others, key=lambda pair: -len(own & pair[1]))
    return [row for row, _own_words in ranked[:RELATED]]


def _words(publication: Publication) -> set[str]:
    """Return the words of a title that say what it is about: three letters or more."""
    return {word for word in fold(publication.title).split() if len(word) > 2}


def _build_shell() -> generation.Shell:
    asked, now = time.monotonic(), timezone.now()
    rows = list(
        Publication.objects.visible(now)
        .dated()
        .select_related("image")
        .order_by("-published_at", "-pk")
        .annotate(
            generation=Subquery(ContentGeneration.objects.values("number")[:1]),
            **_boundaries(now),
        )[:NEWEST]
    )
    # Without a single row the label has to be asked for by itself.
    labelled: Any = rows[0] if rows else _label_alone(now)
    if labelled is None:
        return generation.Shell(0, _midnight_after(now), asked=asked, newest=rows)
    boundaries = [getattr(labelled, name) for name in _boundaries(now)]
    # Much of what surrounds a page changes with the day.
    ends = [_midnight_after(now), *(moment for moment in boundaries if moment)]
    return generation.Shell(labelled.generation, min(ends), asked=asked, newest=rows)


def _midnight_after(now: datetime) -> datetime:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def _label_alone(now: datetime) -> ContentGeneration | None:
    return ContentGeneration.objects.annotate(generation=F("number"), **_boundaries(now)).first()


def _boundaries(now: datetime) -> dict[str, Subquery]:
    """Return the next opening, closing and end of a feature after ``now``, as annotations."""
    return {
        f"next_{field}": Subquery(
            Publication.objects.filter(condition, **{f"{field}__gt": now})
            .order_by(field)
            .values(field)[:1]
        )
        for field, condition in (
            ("starts_at", Q()),
            ("ends_at", Q()),
            # Few are featured, and an index holds just them.
            ("featured_until", Q(is_featured=True)),
        )
    }


def _build_home() -> Home:
    categories = tree()
    placed = [category for category in categories.all if category.home_place]
    ids = {pk for category in placed for pk in categories.below(category.pk)}
    featured = list(
        Publication.objects.visible()
        .dated()
        .filter(Q(featured_until__isnull=True) | Q(featured_until__gt=timezone.now()))
        .filter(is_featured=True)
        .select_related("image")
        .order_by("featured_rank", "-published_at", "-pk")[:FEATURED]
    )
    # Enough that every section is full even when one category has all the newest.
    rows = list(rows_of(in_categories(ids), (NOTICES + FEATURED) * max(1, len(ids))))
    shown = {publication.pk for publication in featured}

    def newest_of(category: Category, limit: int) -> list[Publication]:
        below = categories.below(category.pk)
        return [row for row in rows if row.category_id in below and row.pk not in shown][:limit]

    return Home(
        featured=featured,
        documents=list(rows_of([Q(layout=Layout.DOCUMENT)], DOCUMENTS)),
        gallery=list(rows_of([Q(layout=Layout.ALBUM), Q(layout=Layout.VIDEO)], GALLERY)),
        columns=[
            (category, newest_of(category, IN_COLUMN))
            for category in placed
            if category.home_place == HomePlace.COLUMN and newest_of(category, 1)
        ],
        notices=[
            (category, newest_of(category, NOTICES))
            for category in placed
            if category.home_place == HomePlace.NOTICES and newest_of(category, 1)
        ],
    )
