"""Which article an opened page for a new one has made already.

A page that is come back to with Back, or whose sending is repeated, sends the same form once more;
it is meant for the article that it has made, not for another one.
"""

from __future__ import annotations

from django.http import HttpRequest

from news import unsaved_texts
from news.models import Article

# The name of the opened page, as its script gives it; it stays with the browser's history.
PAGE = "page"
KEY = "pages_that_made_articles"
MOST = 20


def name_in(request: HttpRequest) -> str:
    """Return the name of the page whose form was sent; empty where scripts are off."""
    name = request.POST.get(PAGE, "")
    return name if unsaved_texts.TAB.fullmatch(name) else ""


def article_id(request: HttpRequest) -> int | None:
    """Return the id of the article that the page whose form was sent has made before."""
    made: dict[str, int] = request.session.get(KEY, {})
    return made.get(name_in(request))


def note(request: HttpRequest, article: Article) -> None:
    """Remember that the page has made ``article``; the oldest pages are forgotten."""
    name = name_in(request)
    if name:
        made = {**request.session.get(KEY, {}), name: article.pk}
        request.session[KEY] = dict(list(made.items())[-MOST:])
