"""One article, and what is said of one that is gone."""

from datetime import datetime
from typing import Any, NamedTuple

from csp.decorators import csp_update
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from news import front, prepared, videos
from news.enums import Layout
from news.models import Publication

# The frame is made only when the reader starts the video; no other page may hold a frame at all.
render_with_frame = csp_update({"frame-src": [videos.FRAMES]})(render)
NEAR = 6


class Neighbour(NamedTuple):
    """The article before or after another one in its category."""

    pk: str
    slug: str
    title: str


@require_safe
def article(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """An article as its visible version has it; the id decides, another slug is sent on."""
    found = prepared.fetch("article", _with_all_it_shows, timezone.now(), int(pk))
    if not found:
        return _not_visible(request, slug, pk)
    (publication,) = found
    if publication.slug != slug:
        return HttpResponsePermanentRedirect(publication.get_absolute_url())
    context = {
        "older": publication.older and Neighbour(*publication.older.split(" ", 2)),
        "newer": publication.newer and Neighbour(*publication.newer.split(" ", 2)),
    }
    return page_of(request, publication, context)


def page_of(
    request: HttpRequest,
    publication: Publication,
    context: dict[str, Any],
    around: str | None = None,
) -> HttpResponse:
    """Show ``publication``, stored or not; a template ``around`` extends that of its layout."""
    is_page = publication.layout == Layout.PAGE
    template = "news/page.html" if is_page else "news/article.html"
    respond = render_with_frame if publication.version.video_url else render
    path = front.path_to(publication.category)
    context = context | {
        "publication": publication,
        "version": publication.version,
        "related": [] if is_page else front.related(publication),
        "above": path[:-1],
        "section": path[0].get_absolute_url(),
        "page_template": template,
    }
    return respond(request, around or template, context)


def _with_all_it_shows(now: datetime, pk: int) -> QuerySet[Publication]:
    """Return the visible publication of the article, with whatever else its page shows."""
    return (
        Publication.objects.visible(now)
        .filter(article=pk)
        .select_related("version", "version__video", "image", "category__parent", "author")
        .annotate(older=_neighbour(now, newer=False), newer=_neighbour(now, newer=True))
    )


def _neighbour(now: datetime, *, newer: bool) -> Subquery:
    """Return the next article of the category in one direction, as ``Neighbour`` reads it."""
    side, order = ("gt", "") if newer else ("lt", "-")
    moment = OuterRef("published_at")
    # The first condition says nothing new, but lets SQLite begin at the article (news.paging).
    beyond = Q(**{f"published_at__{side}e": moment}) & (
        Q(**{f"published_at__{side}": moment}) | Q(**{f"pk__{side}": OuterRef("pk")})
    )
    listed: QuerySet[Publication] = Publication.objects.visible(now).dated()
    return Subquery(
        listed.filter(beyond, category=OuterRef("category"))
        .order_by(f"{order}published_at", f"{order}pk")
        .values(
            shown=Concat(Cast("article_id", CharField()), Value(" "), "slug", Value(" "), "title")
        )[:1]
    )


def _not_visible(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Answer 410 for what readers once saw, 404 for what they never did."""
    ended = (
        Publication.objects.opened_or_planned()
        .filter(article=pk, ends_at__lte=timezone.now())
        .order_by("-pk")
        .first()
    )
    if ended is None:
        raise Http404(pk)
    return render(
        request,
        "news/gone.html",
        {
            "ended": ended,
            "category": front.tree().by_id.get(ended.category_id),
            "near": front.rows_of([Q(category=ended.category_id)], NEAR),
            # Those of the address that was asked for: what is gone is not named again.
            "words": slug.replace("-", " "),
        },
        status=410,
    )
