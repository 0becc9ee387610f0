"""The beacon, its image for browsers without scripts, and the replacement link."""

import base64
import json
import logging
from urllib.parse import parse_qsl, urlsplit

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.models import Publication
from stats import bots, bounds, figures, folding, staff
from stats.bounds import door, refused
from stats.counting import Hit, note
from stats.dimensions import Refusal
from stats.referrers import reduced
from stats.tokens import Page, page_of
from stats.visitors import client_address

logger = logging.getLogger(__name__)

# The smallest transparent GIF.
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
BEACON = "/dem/"
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 8
# A host's name with its port; one longer than that is nobody's (stats.referrers).
MAX_TOLD = 260
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


def note_in_passing(request: HttpRequest, page: Page, referrer: str = "") -> None:
    """Note ``page`` where the answer is something else, which nothing here may withhold."""
    try:
        _note(request, page, referrer, driven=False)
    except OSError:
        logger.exception("A page that was shown could not be noted.")
    else:
        folding.fold_if_due()


def _note(request: HttpRequest, page: Page, referrer: str, *, driven: bool) -> bool | None:
    """Note that the page was shown; tell whether it counts for a person, None when refused.

    What a browser only fetches ahead is shown to nobody yet.
    """
    told = request.META
    if "pre" in told.get("HTTP_SEC_PURPOSE", told.get("HTTP_PURPOSE", "")):
        return False
    address = client_address(request)
    if not door.admits(address):
        refused.add(Refusal.FLOOD_ADDRESS)
        return None
    refused.note_if_due()
    return note(
        Hit(
            page=page,
            address=address,
            # Cut here, because what is kept in memory is kept under the whole of it.
            user_agent=told.get("HTTP_USER_AGENT", "")[: bots.MAX_AGENT],
            at=timezone.now(),
            is_staff=staff.is_marked(request),
            behaviour=bots.behaviour(driven=driven, language=told.get("HTTP_ACCEPT_LANGUAGE", "")),
            referrer=reduced(referrer[:MAX_TOLD], told.get("HTTP_HOST", "")[:MAX_TOLD]),
        )
    )


def _refuse(reason: Refusal, answer: HttpResponse) -> HttpResponse:
    refused.add(reason)
    return answer


@csrf_exempt  # It changes nothing but a count, takes only signed pages, and reads no session.
def beacon(request: HttpRequest) -> HttpResponse:
    """Note the page a browser has shown and answer with its figures, at most a minute old.

    503 when the journal takes nothing: what is answered otherwise is counted, or was refused for
    the reason that is counted in its place (400, 405, 413, 429).
    """
    answer = _answer(request)
    # Counted as refused, and not written to the log one by one: a flood would fill the disk.
    answer._has_been_logged = True  # type: ignore[attr-defined] # what Django's log asks
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def _answer(request: HttpRequest) -> HttpResponse:
    told = request.META
    if request.method != "POST":
        return _refuse(Refusal.METHOD, HttpResponseNotAllowed(["POST"]))
    if told.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return _refuse(Refusal.ORIGIN, HttpResponseBadRequest())
    if request.content_type != FORM:
        return _refuse(Refusal.METHOD, HttpResponseBadRequest())
    if len(told.get("CONTENT_LENGTH") or "") > 4 or int(told.get("CONTENT_LENGTH") or 0) > (
        bounds.BODY_BYTES
    ):
        return _refuse(Refusal.SIZE, HttpResponse(status=413))
    try:
        fields = _fields(request.body)
    except UnreadablePostError:
        # The reader went on before all of it was here.
        return HttpResponseBadRequest()
    page = page_of(fields.get("t", "")[: bounds.TOKEN_CHARACTERS])
    if page is None:
        return _refuse(Refusal.TOKEN, HttpResponseBadRequest())
    try:
        person = _note(request, page, fields.get("r", ""), driven="w" in fields)
    except OSError:
        logger.exception("A page that was shown could not be noted.")
        return HttpResponse(status=503)
    if person is None:
        return HttpResponse(status=429)
    shown = figures.after_view(page, person=person, folded=folding.fold_if_due())
    if not shown:
        return HttpResponse(status=204)
    return HttpResponse(json.dumps(shown), content_type="application/json")


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("ascii", "replace"), max_num_fields=MAX_FIELDS))
    except ValueError:
        return {}


@never_cache
@require_safe
def image(request: HttpRequest) -> HttpResponse:
    """Count the page a browser without scripts has shown; the image itself says nothing."""
    page = page_of(request.GET.get("t", "")[: bounds.TOKEN_CHARACTERS])
    if page is None:
        return _refuse(Refusal.TOKEN, HttpResponseBadRequest())
    if request.method == "GET":
        note_in_passing(request, page)
    return HttpResponse(GIF, content_type="image/gif")


@never_cache
@require_safe
def follow(request: HttpRequest, pk: str) -> HttpResponse:
    """Lead to the address that the visible version names in place of its text, and count it."""
    publication = Publication.objects.visible().filter(article=int(pk)).first()
    if publication is None or not publication.redirect_url:
        raise Http404(pk)
    if request.method == "GET":
        came_from = urlsplit(request.META.get("HTTP_REFERER", "")[:2000]).hostname or ""
        note_in_passing(request, Page("article", publication.article_id), came_from)
    return HttpResponseRedirect(publication.redirect_url)
