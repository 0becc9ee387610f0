"""What the article form sends while it is written, and what it offers of texts not saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from news import half_written, kept_texts, permissions, unsaved_texts
from news.admin import made_here
from news.forms import ArticleForm
from news.models import Article, UnsavedText

# What the form sends beside what is typed, and the parameter by which a text is asked back.
TAB, TURN, PERSON, TAKEN = "tab", "turn", "person", "taken"
TAKE = "lay-lai"


@never_cache
@require_POST
def keep(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Keep what is being written; answer at what time of the day, or why it cannot be kept."""
    if request.POST.get(PERSON) != str(request.user.pk):
        # Somebody else has logged in to this browser since the form was opened.
        return JsonResponse({}, status=401)
    article = writable(request, pk)
    now = timezone.now()
    try:
        turn = int(request.POST.get(TURN, ""))
        tab = request.POST.get(TAB, "")
        unsaved_texts.keep(request.user, article, request.POST, tab=tab, turn=turn, at=now)
    except ValidationError as fault:
        return JsonResponse({"sentence": " ".join(fault.messages)}, status=413)
    except ValueError:
        return HttpResponseBadRequest()
    return JsonResponse({"at": time_format(timezone.localtime(now), "H:i")})


@never_cache
@require_safe
def offers(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show what is offered to be taken back, as the form's page does."""
    article = viewable(request, pk) if pk else writable(request, None)
    offered = _offers(request, article, request.GET.get(TAB, ""))
    context = {"article": article, "offers": offered, "take": TAKE}
    return render(request, "admin/news/article/_unsaved.html", context)


@never_cache
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one text that its writer does not want back."""
    text = get_object_or_404(unsaved_texts.own(request.user), pk=pk)
    text.delete()
    if text.article_id:
        return redirect("admin:news_article_change", text.article_id)
    return redirect("admin:news_article_add")


def asked_for(request: HttpRequest, article: Article | None) -> UnsavedText | None:
    """Return the text that the address asks to take back, if it is this person's and article's."""
    asked = request.GET.get(TAKE, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        return None
    return unsaved_texts.own(request.user).filter(pk=int(asked), article=article).first()


def viewable(request: HttpRequest, pk: int) -> Article:
    """Return the article ``pk`` with its newest version, if the person may open it; else 404."""
    return get_object_or_404(
        permissions.viewable_articles(request.user).select_related(
            "category__parent",
            *(f"newest_version__{name}" for name in ("image", "video", "article_type", "author")),
        ),
        pk=pk,
    )


def writable(request: HttpRequest, pk: int | None) -> Article | None:
    """Return the article ``pk`` if the person may write on in it; None for one yet to begin."""
    if pk is None:
        if not permissions.may_write(request.user):
            raise PermissionDenied
        return None
    article = viewable(request, pk)
    if not permissions.may_edit(request.user, article):
        raise PermissionDenied
    return article


def context(request: HttpRequest, article: Article | None, form: ArticleForm) -> dict[str, Any]:
    """Return what the form's page needs to keep what is typed and to offer what was kept."""
    tab = form.data.get(TAB, "") if request.method == "POST" else ""
    taken = form.data.get(TAKEN, "")
    return {
        "tab": tab if unsaved_texts.TAB.fullmatch(tab) else "",
        "page": made_here.name_in(request),
        "taken": taken,
        "unsaved": _offers(request, article, tab, taken.partition(".")[0]),
        "take": TAKE,
    }


def _offers(
    request: HttpRequest, article: Article | None, tab: str = "", taken: str = ""
) -> list[dict[str, Any]]:
    """Return the texts that say something else than the newest version, with what differs."""
    offered = []
    kept = kept_texts.of(article, request.user) if article else None
    for text in unsaved_texts.of(request.user, article, timezone.now(), but=tab):
        if str(text.pk) == taken or (kept and kept.fields == text.fields):
            continue
        sent = kept_texts.sent_again(text)
        found = half_written.differences_to_newest(request.user, article, sent)
        if found:
            offered.append({"text": text, "title": sent.get("title"), "differences": found})
    return offered
