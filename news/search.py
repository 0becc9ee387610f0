"""Finding articles and publications by their words; the only module that knows the search engine.

Texts and queries are folded the same way (news.vietnamese), so marks and the place of a tone do not
matter; results that carry the query's marks come first. SQLite finds with FTS5, PostgreSQL with a
GIN index over ``to_tsvector('simple', folded)``; both see nothing but words of a–z and 0–9.
"""

from __future__ import annotations

import re
from typing import TypeVar

from django.db import connection, models
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import RawSQL

from news import versions
from news.models import (
    Article,
    ArticleSearchText,
    ArticleVersion,
    Publication,
    PublicationSearchText,
)
from news.vietnamese import fold, mark, nfc

MAX_QUERY = 500
MAX_WORDS = 20
PART = re.compile(r'"([^"]*)"|(\S+)')
Found = TypeVar("Found", Article, Publication)


def index_article(article: Article, version: ArticleVersion) -> None:
    """Write the words under which staff find ``article``: those of its newest version."""
    ArticleSearchText.objects.update_or_create(article=article, defaults=_texts(version))


def index_publication(publication: Publication) -> None:
    """Write the words under which readers find ``publication``: those of its version."""
    PublicationSearchText.objects.update_or_create(
        publication=publication, defaults=_texts(publication.version)
    )


def _texts(version: ArticleVersion) -> dict[str, str]:
    text = " \n ".join(versions.search_words(version))
    return {"folded": fold(text), "marked": mark(nfc(text))}


def phrases(query: str) -> list[list[str]]:
    """Return what ``query`` asks for: groups of folded words, each to be found side by side.

    A word is a group of one; quotation marks and signs inside a word (10/NQ-HĐND) make longer ones.
    """
    parts = (quoted or plain for quoted, plain in PART.findall(nfc(query[:MAX_QUERY])))
    return [words for words in (fold(part).split() for part in parts) if words][:MAX_WORDS]


def find(queryset: models.QuerySet[Found], query: str) -> models.QuerySet[Found]:
    """Keep the rows of ``queryset`` (articles or publications) that hold every word of ``query``.

    Annotates ``exact_marks``, true where the words typed with marks carry the same marks. A query
    without a single letter or digit finds nothing.
    """
    wanted = phrases(query)
    queryset = queryset.annotate(exact_marks=_exact_marks(query))
    if not wanted:
        return queryset.none()
    if queryset.model is Article:
        table, key = ArticleSearchText._meta.db_table, "article_id"
    else:
        table, key = PublicationSearchText._meta.db_table, "publication_id"
    # Table and column are the model's own names; what was typed is a parameter of a–z and 0–9.
    if connection.vendor == "postgresql":
        expression = " & ".join("(" + " <-> ".join(words) + ")" for words in wanted)
        sql = (
            f"SELECT {key} FROM {table} "  # noqa: S608
            "WHERE to_tsvector('simple', folded) @@ to_tsquery('simple', %s)"
        )
    else:
        expression = " AND ".join('"' + " ".join(words) + '"' for words in wanted)
        sql = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s"  # noqa: S608
    return queryset.filter(pk__in=RawSQL(sql, [expression]))  # noqa: S611


def _exact_marks(query: str) -> Case:
    words = mark(nfc(query[:MAX_QUERY])).split()[:MAX_WORDS]
    exact = Q()
    for word in words:
        if word != fold(word):
            exact &= Q(search_text__marked__contains=f" {word} ")
    if not exact:
        return Case(default=Value(True), output_field=BooleanField())
    return Case(When(exact, then=Value(True)), default=Value(False), output_field=BooleanField())
