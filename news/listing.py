"""The desk's list of articles: what an address asks for, and the rows that answer it.

Each way of narrowing has an index that holds its rows in the list's own order, and a page is read
along it by key: so it costs the same at any depth and with any number of articles, and nothing is
ever counted. What follows from the clock (scheduled, expiring, ended) is read along publications.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)
from django.http import QueryDict
from django.utils import timezone

from news import days, paging, permissions, search
from news.enums import Ending, PublicState, Role, Status
from news.models import Article, Category, Publication
from news.models.category import descendants
from news.search.query import MAX_QUERY
from news.vietnamese import one_line

PAGE_SIZE = 30
EXPIRING, SOON = "expiring", timedelta(days=7)
WRITTEN, WAITING = "written", "waiting"
WITHOUT_IMAGE = "none"
BY_MODIFYING = paging.Order("modified_at")
UNFINISHED = (Status.DRAFT, Status.PENDING, Status.REJECTED)


@dataclass(frozen=True)
class Asked:
    """What an address of the list asks for; what is unknown or impossible there is left out."""

    q: str = ""
    mine: str = ""
    status: str = ""
    public_state: str = ""
    category: int | None = None
    article_type: int | None = None
    image: str = ""
    first_day: date | None = None
    last_day: date | None = None
    order: str = ""

    @classmethod
    def of(cls, given: QueryDict, orders: Iterable[str] = ()) -> Asked:
        """Read an address; ``orders`` are the orders known beside the list's own."""
        return cls(
            q=one_line(given.get("q", "")[:MAX_QUERY]),
            mine=_one_of(given.get("mine"), (WRITTEN, WAITING)),
            status=_one_of(given.get("status__exact"), Status.values),
            public_state=_one_of(given.get("public_state"), [*PublicState.values, EXPIRING]),
            category=_number(given.get("category")),
            article_type=_number(given.get("article_type")),
            image=_one_of(given.get("image"), [WITHOUT_IMAGE]),
            first_day=days.read(given.get("from", "")),
            last_day=days.read(given.get("to", "")),
            order=_one_of(given.get("order"), orders),
        )

    @property
    def query(self) -> str:
        """The canonical query string, the same for all addresses that ask for the same."""
        return urlencode(
            {
                name: value
                for name, value in {
                    "q": self.q,
                    "mine": self.mine,
                    "status__exact": self.status,
                    "public_state": self.public_state,
                    "category": self.category,
                    "article_type": self.article_type,
                    "image": self.image,
                    "from": self.first_day,
                    "to": self.last_day,
                    "order": self.order,
                }.items()
                if value
            }
        )


@dataclass(frozen=True)
class Rows:
    """A page of ids in order. By key: ``older`` and ``newer``; of a ranking: ``page`` of ``pages``.

    ``more`` tells that there is more than a ranking holds; ``newest_first`` how a list by key runs.
    """

    ids: list[int]
    older: str = ""
    newer: str = ""
    newest_first: bool = True
    is_ranking: bool = False
    total: int = 0
    more: bool = False
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Listing:
    """The list as one person sees it at one moment. ``categories`` are all there are."""

    user: Any
    asked: Asked
    categories: list[Category]
    now: datetime = field(default_factory=timezone.now)

    def rows(
        self, given: QueryDict, ranked: Callable[[QuerySet[Article]], list[int]] | None = None
    ) -> Rows:
        """Return the page that the address asks for, at most PAGE_SIZE rows.

        ``ranked`` returns, of the articles it is given, the ids of a ranking of its own. Raises
        Http404 for a key that this site does not write.
        """
        if self.asked.q:
            found = search.find(self.matching, self.asked.q, self._narrowed())
            return _of_ranking(found.ids, found.more, given)
        if ranked:
            return _of_ranking(ranked(self.matching), False, given)
        if self.asked.public_state in MOMENTS:
            return self._by_moment(MOMENTS[self.asked.public_state], given)
        page = paging.page_of(given, PAGE_SIZE, self._by_modifying, BY_MODIFYING)
        return Rows([row.pk for row in page.rows], page.older, page.newer)

    @cached_property
    def matching(self) -> QuerySet[Article]:
        """The articles asked for that the person may open; the words are left to the search."""
        asked = self.asked
        articles = permissions.viewable_articles(self.user).filter(self._conditions)
        if asked.mine == WRITTEN:
            articles = articles.filter(created_by=self.user)
        if asked.category:
            articles = articles.filter(category__in=self._below or [])
        if asked.article_type:
            articles = articles.filter(article_type=asked.article_type)
        if asked.public_state == EXPIRING:
            closing, replaced = _expiring(self.now)
            own = Publication.objects.filter(closing, article=OuterRef("pk"))
            return articles.filter(Exists(own), ~Exists(replaced.filter(article=OuterRef("pk"))))
        if asked.public_state in MOMENTS:
            return articles.with_public_state(self.now).filter(Q(public_state=asked.public_state))
        return articles

    # --- what is asked for --------------------------------------------------------------------

    @cached_property
    def _below(self) -> set[int] | None:
        """The category asked for with all below it; None: all."""
        if not self.asked.category:
            return None
        parents = {one.pk: one.parent_id for one in self.categories}
        return descendants(parents, {self.asked.category} & parents.keys())

    @cached_property
    def _conditions(self) -> Q:
        """All that is asked for but the person's own, the category, the type and MOMENTS."""
        asked = self.asked
        condition = Q()
        if asked.mine == WAITING:
            waiting = permissions.waiting_for(self.user)
            condition &= Q(pk__in=waiting.values("pk"), status=Status.PENDING)
        if asked.status:
            condition &= Q(status=asked.status)
        if asked.image:
            condition &= Q(without_image__isnull=False)
        if asked.first_day:
            condition &= Q(modified_at__gte=_midnight(asked.first_day))
        if asked.last_day:
            condition &= Q(modified_at__lt=_midnight(asked.last_day + timedelta(days=1)))
        own = Publication.objects.filter(article=OuterRef("pk"))
        if asked.public_state == PublicState.VISIBLE:
            condition &= Q(Exists(own.visible(self.now)))
        elif asked.public_state == PublicState.NEVER:
            condition &= Q(~Exists(own))
        return condition

    def _narrowed(self) -> search.Narrowed:
        scope = permissions.desk_scope(self.user)
        writes = permissions.has_role(self.user, Role.CONTRIBUTOR)
        by_category = self._below is not None
        return search.Narrowed(
            categories=self._below if by_category else scope,
            or_creator=self.user.pk if writes and not by_category else None,
            creator=self.user.pk if self.asked.mine == WRITTEN else None,
            status=Status.PENDING if self.asked.mine == WAITING else self.asked.status,
            article_type=self.asked.article_type,
        )

    # --- by the last change ---------------------------------------------------------------------

    def _by_modifying(self, cut: Q, newest_first: bool, limit: int) -> list[Article]:
        order = ("-modified_at", "-pk") if newest_first else ("modified_at", "pk")
        listed = Article.objects.annotate(
            category_number=_unindexed("category_id"), type_number=_unindexed("article_type_id")
        ).filter(cut, self._conditions)
        firsts = [
            listed.filter(one).order_by(*order).values("pk")[:limit] for one in self._ranges()
        ]
        if len(firsts) > 1 and connection.features.supports_slicing_ordering_in_compound:
            together = Q(pk__in=firsts[0].union(*firsts[1:], all=True))
        else:
            together = reduce(or_, (Q(pk__in=first) for first in firsts), Q(pk__in=[]))
        rows = Article.objects.filter(together).order_by(*order).only("pk", "modified_at")
        return list(rows[:limit])

    def _ranges(self) -> list[Q]:
        """Return conditions that hold the rows together, each to be read along an index in order.

        What must not tempt SQLite away from that index is asked through ``_unindexed``.
        """
        asked, scope = self.asked, permissions.desk_scope(self.user)
        writes = permissions.has_role(self.user, Role.CONTRIBUTOR)
        narrow = Q() if self._below is None else Q(category_number__in=self._below)
        if asked.article_type:
            narrow &= Q(type_number=asked.article_type)
        if asked.mine == WAITING:
            return [narrow]
        own = Q(created_by=self.user) & narrow
        if asked.mine == WRITTEN:
            seen = Q() if writes or scope is None else Q(category_number__in=scope)
            return [own & seen & status for status in self._statuses()]
        wanted = self._wanted(scope)
        if wanted is None:
            return [Q()]
        # Few are being written or lack a picture, so there that is what the index is for.
        few = asked.status in UNFINISHED or asked.image
        name = "type_number" if few else "article_type"
        kind = Q(**{name: asked.article_type}) if asked.article_type else Q()
        ranges = [Q(category=pk) & kind for pk in sorted(wanted)]
        if writes and scope is not None:
            ranges.append(own)
        return [one & status for one in ranges for status in self._statuses()]

    def _statuses(self) -> list[Q]:
        """Return by which statuses each range is read: approving publishes, so few are never."""
        if self.asked.public_state != PublicState.NEVER:
            return [Q()]
        return [Q(status=one) for one in UNFINISHED if self.asked.status in ("", one)]

    def _wanted(self, scope: set[int] | None) -> set[int] | None:
        """Return the categories to read, or None where the whole list is one range."""
        asked = self.asked
        if self._below is not None:
            return self._below if scope is None else self._below & scope
        is_narrowed = asked.status or asked.article_type or asked.image
        if scope is None and (is_narrowed or asked.public_state == PublicState.NEVER):
            return {one.pk for one in self.categories}
        return scope

    # --- by the moments of publications ---------------------------------------------------------

    def _by_moment(self, moment: Moment, given: QueryDict) -> Rows:
        condition, repeated = moment.condition(self.now)
        # A condition on each row instead of a join: there is one order in which to read.
        publications = Publication.objects.filter(
            condition,
            ~Exists(repeated.filter(article=OuterRef("article"))),
            Exists(self.matching.filter(pk=OuterRef("article"))),
        )

        def rows_of(cut: Q, newest_first: bool, limit: int) -> list[Publication]:
            sign = "-" if newest_first else ""
            rows = publications.filter(cut).order_by(f"{sign}{moment.order.field}", f"{sign}pk")
            return list(rows.only("pk", "article_id", moment.order.field)[:limit])

        page = paging.page_of(given, PAGE_SIZE, rows_of, moment.order)
        ids = [row.article_id for row in page.rows]
        return Rows(ids, page.older, page.newer, newest_first=moment.order.newest_first)


@dataclass(frozen=True)
class Moment:
    """A public state that is read from the publications.

    ``condition(now)`` returns which of them, and the later ones that speak for an article instead.
    """

    order: paging.Order
    condition: Callable[[datetime], tuple[Q, QuerySet[Publication]]]


def _scheduled(now: datetime) -> tuple[Q, QuerySet[Publication]]:
    future = Publication.objects.future(now)
    lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
    return Q(starts_at__gt=now) & lasting, future.filter(starts_at__lt=OuterRef("starts_at"))


def _expiring(now: datetime) -> tuple[Q, QuerySet[Publication]]:
    # What a newer version replaces does not vanish.
    closing = Q(ending=Ending.EXPIRY, ends_at__gt=now, ends_at__lte=now + SOON, starts_at__lte=now)
    return closing, Publication.objects.future(now)


def _ended(ending: Ending) -> Callable[[datetime], tuple[Q, QuerySet[Publication]]]:
    """Return the condition of what has ended so; the state itself is judged by the article's rule.

    An article's newest interval never ends by a successor: that one would be the newest.
    """

    def condition(now: datetime) -> tuple[Q, QuerySet[Publication]]:
        ended = Q(ending=ending, ends_at__isnull=False)
        return ended, Publication.objects.filter(ended, pk__gt=OuterRef("pk"))

    return condition


MOMENTS = {
    PublicState.SCHEDULED.value: Moment(paging.Order("starts_at", newest_first=False), _scheduled),
    EXPIRING: Moment(paging.Order("ends_at", newest_first=False), _expiring),
    PublicState.EXPIRED.value: Moment(paging.Order("ends_at"), _ended(Ending.EXPIRY)),
    PublicState.WITHDRAWN.value: Moment(paging.Order("ends_at"), _ended(Ending.WITHDRAWAL)),
}


def articles_of(ids: list[int], now: datetime) -> list[Any]:
    """Return the articles to show, in the order of ``ids``, without their long texts."""
    if not ids:
        return []
    rows = (
        Article.objects.filter(pk__in=ids)
        .with_public_state(now)
        .select_related("newest_version", "created_by")
        .defer("newest_version__body", "newest_version__summary")
        .in_bulk()
    )
    return [rows[pk] for pk in ids if pk in rows]


def scheduled(articles: QuerySet[Article], now: datetime) -> QuerySet[Publication]:
    """Return the first planned publication of each of ``articles`` that readers do not see yet."""
    condition, repeated = _scheduled(now)
    return Publication.objects.filter(
        condition,
        ~Exists(repeated.filter(article=OuterRef("article"))),
        ~Exists(Publication.objects.visible(now).filter(article=OuterRef("article"))),
        Exists(articles.filter(pk=OuterRef("article"))),
    ).order_by("starts_at", "pk")


def _of_ranking(ids: list[int], more: bool, given: QueryDict) -> Rows:
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    page = min(max(_number(given.get("trang")) or 1, 1), pages)
    shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Rows(shown, is_ranking=True, total=len(ids), more=more, page=page, pages=pages)


def _unindexed(column: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(column) + 0, output_field=IntegerField())


def _one_of(value: str | None, known: Iterable[str]) -> str:
    return value if value and value in known else ""


def _number(value: str | None) -> int | None:
    if value and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
