"""Where figures meet pages: templates ask here, so that the news need not know of counting."""

from collections.abc import Iterable

from django import template

from news.models import Publication
from news.search.results import Results
from news.vietnamese import fold
from stats import figures
from stats.dimensions import MAX_VALUE, MAX_WORDS
from stats.reports import VisitCounter
from stats.tokens import MISSING, NOTHING, SEARCH, Page, token_for

register = template.Library()


@register.simple_tag
def page_token(kind: str, pk: int = 0) -> str:
    """Return the token under which the page's beacon counts it."""
    return token_for(Page(kind, pk))


@register.simple_tag
def search_token(text: str, found: Results | None) -> str:
    """Return the token of a page of results: with the words on the first page, which counts them.

    ``found`` is None for the form alone. Words are folded, so that they say nothing of who typed.
    """
    words = fold(text)[:MAX_WORDS] if found and found.page == 1 else ""
    return token_for(Page(SEARCH if not found or found.total else NOTHING, about=words))


@register.simple_tag
def missing_token(path: str) -> str:
    """Return the token of the page that says that ``path`` does not exist."""
    about = "".join(character for character in path if character.isprintable())
    return token_for(Page(MISSING, about=about[:MAX_VALUE]))


@register.simple_tag
def fetch_views(publications: Iterable[Publication]) -> str:
    """Fetch the views of a whole list together, before ``views`` asks for them one by one."""
    figures.views.of(publication.article_id for publication in publications)
    return ""


@register.simple_tag
def views(publication: Publication) -> int:
    """Return the views of one article."""
    return figures.views.of([publication.article_id])[publication.article_id]


@register.simple_tag
def visit_counter() -> VisitCounter:
    """Return the visit counter."""
    return figures.visit_counter()


@register.simple_tag
def most_read_days() -> int:
    """Return how many days the short list of most read articles covers."""
    return figures.MOST_READ_DAYS


@register.simple_tag
def most_read() -> list[tuple[Publication, int]]:
    """Return the most read articles of the last 30 days with their views in that time."""
    return figures.most_read()
