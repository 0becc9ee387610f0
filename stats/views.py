"""The beacon, its image for browsers without scripts, and the replacement link."""

import base64
import logging

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
from stats import figures, folding, staff
from stats.counting import Hit, note
from stats.tokens import Page, page_of
from stats.visitors import client_address

logger = logging.getLogger(__name__)

# The smallest transparent GIF.
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
MAX_TOKEN = 200
BEACON = "/dem/"


def _note(request: HttpRequest, page: Page) -> bool:
    """Note that the page was shown; tell whether it counts for a person."""
    return note(
        Hit(
            page=page,
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
            is_staff=staff.is_marked(request),
        )
    )


def _note_in_passing(request: HttpRequest, page: Page) -> None:
    """Note the page where the answer is something else, which a full disk must not withhold."""
    try:
        _note(request, page)
    except OSError:
        logger.exception("A page that was shown could not be noted.")
    else:
        folding.fold_if_due()


@csrf_exempt  # It changes nothing but a count, takes only signed pages, and reads no session.
@never_cache
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Note the page a browser has shown and answer with its figures, at most a minute old.

    503 when the journal takes nothing: what is answered otherwise is counted.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if request.content_type != "application/x-www-form-urlencoded" or not is_ours:
        return HttpResponseBadRequest()
    page = page_of(request.POST.get("t", "")[:MAX_TOKEN])
    if page is None:
        return HttpResponseBadRequest()
    try:
        person = _note(request, page)
    except OSError:
        logger.exception("A page that was shown could not be noted.")
        return HttpResponse(status=503)
    shown = figures.after_view(page, person=person, folded=folding.fold_if_due())
    return JsonResponse(shown) if shown else HttpResponse(status=204)


@never_cache
@require_safe
def image(request: HttpRequest) -> HttpResponse:
    """Count the page a browser without scripts has shown; the image itself says nothing."""
    page = page_of(request.GET.get("t", "")[:MAX_TOKEN])
    if page is None:
        return HttpResponseBadRequest()
    if request.method == "GET":
        _note_in_passing(request, page)
    return HttpResponse(GIF, content_type="image/gif")


@never_cache
@require_safe
def follow(request: HttpRequest, pk: str) -> HttpResponse:
    """Lead to the address that the visible version names in place of its text, and count it."""
    publication = Publication.objects.visible().filter(article=pk).first()
    if publication is None or not publication.redirect_url:
        raise Http404(pk)
    if request.method == "GET":
        _note_in_passing(request, Page("article", publication.article_id))
    return HttpResponseRedirect(publication.redirect_url)
