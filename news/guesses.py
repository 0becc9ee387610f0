"""What somebody may have meant by an address that leads nowhere.

The words of the address's last part are compared with the addresses of categories, of pages and of
the newest articles; an article whose number ends the address is found however old it is. Nothing
is proposed that readers cannot see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

from news import front
from news.enums import Layout
from news.models import Category, Publication
from news.vietnamese import fold, one_line

# How many of the newest articles are compared: some milliseconds, whatever the size of the portal.
COMPARED = 2000
PAGES_COMPARED = 200
ARTICLES = 4
CATEGORIES = 3
MAX_LENGTH = 200
SEPARATORS = re.compile(r"[-_+.\s]+")
ENDING = re.compile(r"\.(html?|php|aspx?|jsp)$", re.IGNORECASE)
NUMBER_AT_END = re.compile(r"(?:^|-)([0-9]{1,18})$")
Named = TypeVar("Named")


@dataclass(frozen=True)
class Guesses:
    """What an address may have meant: its words for a search, and what is like them."""

    words: str
    categories: list[Category]
    articles: list[Publication]


def guesses_for(path: str) -> Guesses:
    """Return the guesses for the address ``path``, the best first.

    One query while the process remembers the portal's addresses, three when it does not.
    """
    last = _last_part(path)
    number = NUMBER_AT_END.search(last)
    words = SEPARATORS.sub(" ", NUMBER_AT_END.sub("", last)).strip()
    wanted = frozenset(fold(words).split())
    categories = front.tree().all
    return Guesses(
        words=words,
        categories=_alike(wanted, [(one.slug, one) for one in categories])[:CATEGORIES],
        articles=_articles(wanted, int(number[1]) if number else None),
    )


def _last_part(path: str) -> str:
    """Return the last part of the address without the ending of a file."""
    parts = [part for part in path.split("/") if part.strip()]
    return ENDING.sub("", one_line(parts[-1])[:MAX_LENGTH]) if parts else ""


def _articles(wanted: frozenset[str], number: int | None) -> list[Publication]:
    """Return the visible articles: first the one the number names, then those most alike."""
    slugs = front.shell().piece("slugs", _read_slugs)
    best = _alike(wanted, slugs)[:ARTICLES]
    meant = best if number is None else [number, *best]
    if not meant:
        return []
    places = {pk: place for place, pk in reversed(list(enumerate(meant)))}
    found = Publication.objects.visible().filter(article__in=meant)
    return sorted(found, key=lambda row: places[row.article_id])[:ARTICLES]


def _read_slugs() -> list[tuple[str, int]]:
    """Return the addresses of all pages and of the newest articles, newest first."""
    visible = Publication.objects.visible().order_by("-published_at", "-pk")
    newest = Q(pk__in=visible.values("pk")[:COMPARED])
    pages = Q(pk__in=visible.filter(layout=Layout.PAGE).values("pk")[:PAGES_COMPARED])
    rows = Publication.objects.filter(newest | pages).order_by("-published_at", "-pk")
    return list(rows.values_list("slug", "article_id"))


def _alike(wanted: frozenset[str], named: list[tuple[str, Named]]) -> list[Named]:
    """Return what shares at least half of the wanted words, the most alike first."""
    found = []
    for slug, one in named:
        own = slug.split("-")
        shared = len(wanted.intersection(own))
        if shared and 2 * shared >= len(wanted):
            found.append((shared, -len(own), one))
    found.sort(key=lambda entry: entry[:2], reverse=True)
    return [one for _shared, _length, one in found]
