"""What staff find: articles in any state, by the words of their newest version or by number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet

from news.models import Article, ArticleSearchText, SearchWord
from news.search.engine import among, exact_marks, newest_articles
from news.search.filing import CATEGORY, CREATOR, STATUS, TYPE
from news.search.query import Query

# So many are ranked and shown; of more, those of the newest articles.
CAP = 1000
# Portions of the index that are looked through for what else is asked: 12,500 articles.
MOST_PORTIONS = 10


@dataclass(frozen=True)
class Narrowed:
    """What the index itself can narrow to; None or empty: not at all.

    ``categories`` or ``or_creator`` has to hold, and all else.
    """

    categories: Collection[int] | None = None
    or_creator: int | None = None
    creator: int | None = None
    status: str = ""
    article_type: int | None = None

    def facets(self) -> list[list[str]]:
        """Return the groups of facets of which one each has to be there."""
        places = [f"{CATEGORY}{pk}" for pk in sorted(self.categories or ())]
        if self.or_creator and self.categories is not None:
            places.append(f"{CREATOR}{self.or_creator}")
        groups = [
            places,
            [f"{CREATOR}{self.creator}"] if self.creator else [],
            [f"{STATUS}{self.status}"] if self.status else [],
            [f"{TYPE}{self.article_type}"] if self.article_type else [],
        ]
        return [group for group in groups if group]


@dataclass(frozen=True)
class Found:
    """The ids found, best first; ``more`` tells that older articles were not looked at."""

    ids: list[int] = field(default_factory=list)
    more: bool = False


class _Candidate(NamedTuple):
    pk: int
    modified_at: datetime


def find(articles: QuerySet[Article], text: str, narrowed: Narrowed | None = None) -> Found:
    """Return which of ``articles`` hold every word of ``text`` in their newest version.

    First the article whose number was typed, then those with the marks that were typed, then those
    with the words in the title, then the last modified; of more than CAP the newest, by their last
    change. ``articles`` decides about each, ``narrowed`` only saves looking at others.
    """
    query = Query(text)
    own = _by_number(articles, text)
    found: list[_Candidate] = []
    more = False
    facets = (narrowed or Narrowed()).facets()
    for count, ids in enumerate(newest_articles(query, facets, rare=_is_rare(query)), 1):
        if ids:
            rows = articles.filter(among(ids)).order_by()
            found += map(_Candidate._make, rows.values_list("pk", "modified_at"))
        more = len(found) > CAP or count == MOST_PORTIONS
        if more:
            break
    if not found:
        return Found(own, more)
    newest = sorted(found, key=lambda row: row.pk, reverse=True)[:CAP]
    newest.sort(key=lambda row: (row.modified_at, row.pk), reverse=True)
    ranked = [row.pk for row in newest] if more else _by_relevance(newest, query)
    return Found([*own, *(pk for pk in ranked if pk not in own)], more)


def _by_number(articles: QuerySet[Article], text: str) -> list[int]:
    number = text.strip()
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return []
    return list(articles.filter(pk=int(number)).order_by().values_list("pk", flat=True))


def _is_rare(query: Query) -> bool:
    """Tell whether the periods had better be asked for together: few texts hold some word."""
    uses = dict(SearchWord.objects.filter(word__in=query.words).values_list("word", "uses"))
    return len(uses) < len(query.words) or min(uses.values(), default=0) <= CAP


def _by_relevance(rows: list[_Candidate], query: Query) -> list[int]:
    ids = [row.pk for row in rows]
    exact: set[int] = set()
    if query.marked_words:
        texts = ArticleSearchText.objects.filter(among(ids), exact_marks(query))
        exact = set(texts.values_list("pk", flat=True))
    titled = Article.objects.filter(among(ids)).order_by()
    titles = dict(titled.values_list("pk", F("newest_version__title")))
    # Sorting keeps the order by date among equals.
    return sorted(
        ids,
        key=lambda pk: (pk in exact, query.in_title(titles[pk] or "")),
        reverse=True,
    )
