"""The readers' search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from news import front, search

NEWEST_INSTEAD = 5


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What the query finds, page by page; without a query the form alone."""
    asked = search.Asked(request.GET)
    context = {"asked": asked}
    if asked.text:
        found = asked.results()
        context |= {
            "found": found,
            "hits": search.hits(found.rows, asked.query),
            "earlier": asked.page_href(found.page - 1) if found.page > 1 else "",
            "later": asked.page_href(found.page + 1) if found.page < found.pages else "",
            "newest": [] if found.total else front.newest()[:NEWEST_INSTEAD],
        }
    return render(request, "news/search.html", context)
