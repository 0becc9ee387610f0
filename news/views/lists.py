"""The home page and the lists of articles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from news import front, paging

PAGE_SIZE = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page."""
    sections = front.home()
    featured = sections.featured or front.newest()[: front.FEATURED]
    shown = {publication.pk for publication in featured}
    return render(
        request,
        "news/home.html",
        {
            "lead": featured[0] if featured else None,
            "seconds": featured[1:],
            "newest": [row for row in front.newest() if row.pk not in shown],
            "columns": sections.columns,
            "notices": sections.notices,
            "newest_notices": [row for _category, rows in sections.notices for row in rows][:2],
        },
    )


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category's list: it and everything below it, newest first, by key."""
    tree = front.tree()
    found = tree.by_slug.get(slug)
    if found is None:
        raise Http404(slug)
    below = tree.below(found.pk)
    page = paging.page_of(
        request.GET,
        PAGE_SIZE,
        lambda cut, newest_first, limit: list(
            front.rows_in(below, limit, cut, newest_first=newest_first)
        ),
    )
    path = tree.path(found.pk)
    return render(
        request,
        "news/category.html",
        {
            "category": found,
            "above": path[:-1],
            "children": tree.children(found),
            "page": page,
            "section": path[0].get_absolute_url(),
        },
    )
