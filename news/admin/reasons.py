"""Where a page sends the reason of a verb while it is written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import unsaved_texts, verb_reasons
from news.admin import autosave
from news.enums import Verb


@never_cache
@require_POST
def keep(request: HttpRequest, verb: str, pk: int | None = None) -> HttpResponse:
    """Keep what is typed as the reason; answer at what time of the day, or why it cannot be kept.

    ``kept`` is false where a later one stands already. Without ``pk`` it is the one reason for many
    articles.
    """
    if request.POST.get(autosave.PERSON) != str(request.user.pk):
        # Somebody else has logged in to this browser since the page was opened.
        return JsonResponse({}, status=401)
    if verb not in verb_reasons.ASKED:
        raise Http404(verb)
    article = autosave.viewable(request, pk) if pk else None
    if not verb_reasons.may_give(request.user, Verb(verb), article):
        raise PermissionDenied
    now = timezone.now()
    try:
        turn = int(request.POST.get(autosave.TURN, ""))
        reason = request.POST.get(unsaved_texts.REASON, "")
        kept = unsaved_texts.keep_reason(request.user, article, verb, reason, turn=turn, at=now)
    except ValidationError as fault:
        return JsonResponse({"sentence": " ".join(fault.messages)}, status=413)
    except ValueError:
        return HttpResponseBadRequest()
    return JsonResponse({"at": time_format(timezone.localtime(now), "H:i"), "kept": kept})
