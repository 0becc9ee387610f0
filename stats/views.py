"""The beacon, its image for browsers without scripts, and the replacement link."""

import base64

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from news.models import Publication
from news.templatetags.news_tags import number
from stats import figures, reports, staff
from stats.counting import Hit, record
from stats.tokens import Page, page_of
from stats.visitors import client_address

# The smallest transparent GIF.
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
MAX_TOKEN = 200


def _count(request: HttpRequest, page: Page) -> bool:
    return record(
        Hit(
            page=page,
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
            is_staff=staff.is_marked(request),
        )
    )


@csrf_exempt  # It changes nothing but a count, takes only signed pages, and reads no session.
@never_cache
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Count the page a browser has shown and answer with its figures, as fresh as they are."""
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if request.content_type != "application/x-www-form-urlencoded" or not is_ours:
        return HttpResponseBadRequest()
    page = page_of(request.POST.get("t", "")[:MAX_TOKEN])
    if page is None:
        return HttpResponseBadRequest()
    _count(request, page)
    if page.kind == "article":
        return JsonResponse({"views": number(figures.views.refresh(page.pk))})
    if page.kind == "home":
        counter = reports.visit_counter(timezone.now())
        return JsonResponse(
            {"counter": {name: number(value) for name, value in vars(counter).items()}}
        )
    return HttpResponse(status=204)


@never_cache
@require_safe
def image(request: HttpRequest) -> HttpResponse:
    """Count the page a browser without scripts has shown; the image itself says nothing."""
    page = page_of(request.GET.get("t", "")[:MAX_TOKEN])
    if page is None:
        return HttpResponseBadRequest()
    if request.method == "GET":
        _count(request, page)
    return HttpResponse(GIF, content_type="image/gif")


@never_cache
@require_safe
def follow(request: HttpRequest, pk: str) -> HttpResponse:
    """Lead to the address that the visible version names in place of its text, and count it."""
    publication = Publication.objects.visible().filter(article=pk).first()
    if publication is None or not publication.redirect_url:
        raise Http404(pk)
    if request.method == "GET":
        _count(request, Page("article", publication.article_id))
    return HttpResponseRedirect(publication.redirect_url)
