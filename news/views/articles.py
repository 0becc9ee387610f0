"""One article, and what is said of one that is gone."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from news import front
from news.enums import Layout
from news.models import Publication

NEAR = 6


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
        return _not_visible(request, slug, pk)
    if publication.slug != slug:
        return HttpResponsePermanentRedirect(publication.get_absolute_url())
    return render(
        request,
        "news/page.html" if publication.layout == Layout.PAGE else "news/article.html",
        {
            "publication": publication,
            "version": publication.version,
            "section": (publication.category.parent or publication.category).get_absolute_url(),
        },
    )


def _not_visible(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
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
            "near": front.rows_in([ended.category_id], NEAR),
            # Those of the address that was asked for: what is gone is not named again.
            "words": slug.replace("-", " "),
        },
        status=410,
    )
