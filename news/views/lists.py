"""The home page and the lists of articles: by category, author, type, layout and day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from news import archive, front, paging
from news.enums import Layout
from news.models import ArticleType, Author, Publication

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
            "sections": sections,
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
    path = tree.path(found.pk)
    context = {
        "category": found,
        "above": path[:-1],
        "children": tree.children(found),
        "section": path[0].get_absolute_url(),
    }
    ranges = front.in_categories(tree.below(found.pk))
    return _list(request, "news/category.html", ranges, context)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """What one author has written, as far as readers can see it."""
    written = Publication.objects.visible().dated().filter(author=OuterRef("pk"))
    found = get_object_or_404(Author.objects.filter(Exists(written)), slug=slug)
    return _list(request, "news/author.html", [Q(author=found.pk)], {"author": found})


@require_safe
def article_type(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of one type."""
    found = get_object_or_404(ArticleType.objects.exclude(layout=Layout.PAGE), slug=slug)
    return _list(request, "news/article_type.html", [Q(article_type=found.pk)], {"type": found})


@require_safe
def albums(request: HttpRequest) -> HttpResponse:
    """Photo albums, newest first."""
    return _list(request, "news/albums.html", [Q(layout=Layout.ALBUM)], {"section": request.path})


@require_safe
def videos(request: HttpRequest) -> HttpResponse:
    """Videos, newest first."""
    return _list(request, "news/videos.html", [Q(layout=Layout.VIDEO)], {"section": request.path})


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Documents with number, date and abstract, newest first."""
    context = {"section": request.path}
    return _list(request, "news/documents.html", [Q(layout=Layout.DOCUMENT)], context)


@require_safe
def archive_years(request: HttpRequest) -> HttpResponse:
    """All years with their numbers of articles, and the months of the newest."""
    years = archive.years()
    if not years:
        return render(request, "news/archive.html", {"years": []})
    return archive_year(request, years[0].first.year, canonical=False)


@require_safe
def archive_year(request: HttpRequest, year: int, *, canonical: bool = True) -> HttpResponse:
    """The twelve months of a year with their numbers of articles."""
    first = _first_day(year)
    context = {
        "years": archive.years(),
        "year": first,
        "months": archive.months(year),
        "is_start": not canonical,
    }
    return render(request, "news/archive.html", context)


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The days of a month with their numbers, and what was published in it."""
    first = _first_day(year, month)
    end = (first + timedelta(days=31)).replace(day=1)
    context = {
        "years": archive.years(),
        "year": first,
        "month": first,
        "months": archive.months(year),
        "days": archive.days(year, month),
    }
    return _list(request, "news/archive_list.html", [archive.between(first, end)], context)


@require_safe
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """What was published on a day."""
    first = _first_day(year, month, day)
    context = {
        "years": archive.years(),
        "year": first,
        "month": first.replace(day=1),
        "day": first,
        "months": archive.months(year),
        "days": archive.days(year, month),
    }
    ranges = [archive.between(first, first + timedelta(days=1))]
    return _list(request, "news/archive_list.html", ranges, context)


def _first_day(year: int, month: int = 1, day: int = 1) -> date:
    """Return the first day of a period of the archive; Http404 for one it does not reach to."""
    try:
        first = date(year, month, day)
    except ValueError as impossible:
        raise Http404(str(impossible)) from impossible
    if first.year not in {period.first.year for period in archive.years()}:
        raise Http404(str(first))
    return first


def _list(
    request: HttpRequest, template: str, ranges: Sequence[Q], context: dict[str, Any]
) -> HttpResponse:
    """Answer with one page, by key, of what lies in any of ``ranges``."""
    page = paging.page_of(
        request.GET,
        PAGE_SIZE,
        lambda cut, newest_first, limit: front.listed(
            ranges, limit, cut, newest_first=newest_first
        ),
    )
    return render(request, template, {"page": page} | context)
