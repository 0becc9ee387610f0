"""What readers see of the news. Everything is looked up through what is visible at the moment."""

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from news import files, front, paging
from news.models import Publication, StoredFile

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


@require_safe
def article(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An article as its visible version has it; the id decides, another slug is sent on."""
    publication = (
        Publication.objects.visible()
        .filter(article=pk)
        .select_related("version", "image", "category__parent")
        .first()
    )
    if publication is None:
        return _not_visible(request, pk)
    if publication.slug != slug:
        return HttpResponsePermanentRedirect(publication.get_absolute_url())
    return render(
        request,
        "news/page.html" if publication.layout == "page" else "news/article.html",
        {
            "publication": publication,
            "version": publication.version,
            "section": (publication.category.parent or publication.category).get_absolute_url(),
        },
    )


def _not_visible(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer 410 for what readers once saw, 404 for what they never did."""
    ended = (
        Publication.objects.opened_or_planned()
        .filter(article=pk, ends_at__lte=timezone.now())
        .order_by("-pk")
        .first()
    )
    if ended is None:
        raise Http404(pk)
    return render(request, "news/gone.html", {"ended": ended}, status=410)


@require_safe
def stored_file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """A picture, rendition or attachment: for everyone while a visible publication links it.

    Staff see what their role may; for anybody else it does not exist.
    """
    file = get_object_or_404(StoredFile, sha256=sha256)
    names = files.public_names(file)
    is_public = bool(names)
    if not is_public:
        names = files.readable_names(file, request.user)
    if not names:
        raise Http404(sha256)
    width = files.rendition_width(file, name)
    if width is None and name not in names:
        return redirect(reverse("news:file", args=[sha256, names[0]]))
    return _answer_with(request, file, name, width, is_public=is_public)


def _answer_with(
    request: HttpRequest, file: StoredFile, name: str, width: int | None, *, is_public: bool
) -> HttpResponse:
    etag = quote_etag(f"{file.sha256[:32]}{width or ''}")
    response = get_conditional_response(request, etag)
    if response is None:
        path = files.rendition_path(file, width) if width else file.path
        response = FileResponse(
            files.open_stored(path),
            as_attachment=not file.is_image,
            filename=name,
            content_type="image/webp" if width else file.media_type,
        )
    response["ETag"] = etag
    # A file may stop being public at any moment, so every copy asks before it is used again.
    if is_public:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
