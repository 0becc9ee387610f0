"""Reasons of verbs: kept while they are written, and back in their field on the next page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import permissions, unsaved_texts, workflow
from news.admin import autosave
from news.enums import Verb
from news.models import Article, UnsavedText
from news.verb_forms import VERB_FORMS, ReasonForm

ASKED = [verb for verb, form in VERB_FORMS.items() if issubclass(form, ReasonForm)]


@never_cache
@require_POST
def keep(request: HttpRequest, verb: str, pk: int | None = None) -> HttpResponse:
    """Keep what is typed as the reason; answer at what time of the day, or why it cannot be kept.

    Without ``pk`` it is the one reason for many articles.
    """
    if request.POST.get(autosave.PERSON) != str(request.user.pk):
        # Somebody else has logged in to this browser since the page was opened.
        return JsonResponse({}, status=401)
    if verb not in ASKED:
        raise Http404(verb)
    article = autosave.viewable(request, pk) if pk else None
    if not _may(request.user, Verb(verb), article):
        raise PermissionDenied
    now = timezone.now()
    try:
        turn = int(request.POST.get(autosave.TURN, ""))
        reason = request.POST.get(unsaved_texts.REASON, "")
        unsaved_texts.keep_reason(request.user, article, verb, reason, turn=turn, at=now)
    except ValidationError as fault:
        return JsonResponse({"sentence": " ".join(fault.messages)}, status=413)
    except ValueError:
        return HttpResponseBadRequest()
    return JsonResponse({"at": time_format(timezone.localtime(now), "H:i")})


def begun(user: Any, article_id: int | None, verbs: list[Verb]) -> dict[str, UnsavedText]:
    """Return by verb what ``user`` has begun to write for one article, or for many at once."""
    asked = [verb for verb in verbs if verb in ASKED]
    found = unsaved_texts.reasons(user, asked, [article_id], timezone.now())
    return {verb: text for (verb, _pk), text in found.items()}


def text_of(begun: UnsavedText | None) -> str:
    """Return the words of a reason that was begun; "" for none."""
    return begun.fields[unsaved_texts.REASON][0] if begun else ""


def _may(user: Any, verb: Verb, article: Article | None) -> bool:
    if article is None:
        return permissions.is_approver(user)
    return workflow.RULES[verb].allowed(user, article)
