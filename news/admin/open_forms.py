"""Signs of life from an open article form, and what its page says of others who have it open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import permissions, presence, refusals
from news.models import Article

SIGN, VERSION, CLOSED = "sign", "version", "closed"


@never_cache
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sign that the form is open, or that it was closed; answer who else has it open."""
    article = get_object_or_404(
        permissions.viewable_articles(request.user).select_related("newest_version__created_by"),
        pk=pk,
    )
    if not permissions.may_edit(request.user, article):
        raise PermissionDenied
    if CLOSED in request.POST:
        _close(request, article)
        return HttpResponse(status=204)
    now = timezone.now()
    presence.note(article, request.user, now)
    sentences = [presence.told(presence.others(article, request.user, now), now)]
    newest = article.newest_version
    if newest and request.POST.get(VERSION) not in ("", None, str(newest.pk)):
        sentences.append(refusals.saved_meanwhile(newest, request.user))
    return JsonResponse({SIGN: now.isoformat(), "told": " ".join(filter(None, sentences))})


def opened(request: HttpRequest, article: Article, *, writes: bool) -> dict[str, Any]:
    """Return what the page of ``article`` needs; note the person when the form is on it."""
    now = timezone.now()
    if writes:
        presence.note(article, request.user, now)
    return {
        "open_elsewhere": presence.told(presence.others(article, request.user, now), now),
        "open_sign": now.isoformat(),
        "sign_seconds": presence.SIGN_SECONDS,
    }


def _close(request: HttpRequest, article: Article) -> None:
    try:
        moment = parse_datetime(request.POST.get(SIGN, ""))
    except ValueError:
        moment = None
    if moment is not None and timezone.is_aware(moment):
        presence.end(article, request.user, moment)
