"""Writing what is found: the words of articles for staff, of publications for readers.

Called inside the transaction of the verb whose consequence it is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q

from news import versions
from news.models import (
    Article,
    ArticleSearchText,
    ArticleVersion,
    Publication,
    PublicationSearchText,
    SearchWord,
)
from news.search.query import words_of
from news.vietnamese import mark, nfc

# PostgreSQL indexes no more than a megabyte of words; nobody looks for what comes after these.
MAX_INDEXED = 400_000
# A sort key holds the day of publishing above 32 bits of id, so it runs by date and is unique.
ID_BITS = 32
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A letter that no folded word has, so that no typed word can be taken for a facet.
CATEGORY, TYPE, LAYOUT, CREATOR, STATUS = "đc", "đt", "đl", "đn", "đs"


def index_article(article: Article, version: ArticleVersion) -> None:
    """Write the words under which staff find ``article``: those of its newest version."""
    ArticleSearchText.objects.update_or_create(
        article=article, defaults=texts_of(version) | {"facets": desk_facets(article)}
    )


def index_publication(publication: Publication) -> None:
    """Write the words under which readers find ``publication``, and count them as used."""
    texts = texts_of(publication.version)
    PublicationSearchText.objects.create(
        publication=publication,
        sort_key=sort_key(publication.published_at, publication.pk),
        facets=facets_of(publication),
        **texts,
    )
    _count_words(texts["folded"])


def file_again(article: Article, at: datetime) -> None:
    """Repeat date and category of the publications of ``article`` that have not ended at ``at``."""
    for publication in article.publications.filter(Q(ends_at=None) | Q(ends_at__gt=at)):
        PublicationSearchText.objects.filter(publication=publication).update(
            sort_key=sort_key(publication.published_at, publication.pk),
            facets=facets_of(publication),
        )


def sort_key(published_at: datetime, pk: int) -> int:
    """Return the number that stands for a day of publishing (UTC) and the id of a publication."""
    return ((published_at - EPOCH) // timedelta(days=1) << ID_BITS) + pk


def facets_of(publication: Publication) -> str:
    """Return the publication's category, layout and type as words that the index holds."""
    facets = [f"{CATEGORY}{publication.category_id}", f"{LAYOUT}{publication.layout}"]
    if publication.article_type_id:
        facets.append(f"{TYPE}{publication.article_type_id}")
    return " ".join(facets)


def desk_facets(article: Article) -> str:
    """Return the article's category, creator, status and type as words that staff's index holds."""
    facets = [
        f"{CATEGORY}{article.category_id}",
        f"{CREATOR}{article.created_by_id}",
        f"{STATUS}{article.status}",
    ]
    if article.article_type_id:
        facets.append(f"{TYPE}{article.article_type_id}")
    return " ".join(facets)


def texts_of(version: ArticleVersion) -> dict[str, str]:
    """Return the words of a version, folded for finding and marked for ranking."""
    text = " \n ".join(versions.search_words(version))[:MAX_INDEXED]
    return {"folded": " ".join(words_of(text)), "marked": mark(nfc(text))}


def _count_words(folded: str) -> None:
    # In one order, so that two approvals at once cannot wait for each other.
    words = sorted(set(folded.split()))
    table = SearchWord._meta.db_table
    with connection.cursor() as cursor:
        for first in range(0, len(words), 500):
            some = words[first : first + 500]
            values = ", ".join(["(%s, 1)"] * len(some))
            # The table's name is the model's own; every word is a parameter.
            cursor.execute(
                f"INSERT INTO {table} (word, uses) VALUES {values} "  # noqa: S608 – our own names
                f"ON CONFLICT (word) DO UPDATE SET uses = {table}.uses + 1",
                some,
            )
