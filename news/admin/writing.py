"""Writing an article: the form that begins one or saves a new version of it.

The rules are news.workflow's; these views bring forms to it and show what it answers.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from news import (
    half_written,
    intervals,
    kept_texts,
    permissions,
    two_texts,
    unsaved_texts,
    versions,
    workflow,
)
from news.admin import article_page, autosave, checklist, made_here, told
from news.admin.article_page import SAVE_AND_SUBMIT
from news.attachment_forms import BaseAttachmentFormSet
from news.enums import Verb
from news.forms import ArticleForm
from news.models import Article, UnsavedText
from news.refusals import Refused

TAKE_THEIRS = "_take_theirs"
REOPEN = "mo-lai"


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Begin an article."""
    if not permissions.may_write(request.user):
        raise PermissionDenied
    if request.method == "POST":
        made = made_here.article_id(request)
        return change(request, made) if made else _save(request, None)
    taken = autosave.asked_for(request, None)
    if taken:
        return _take_back(request, None, taken)
    return article_page.show(request, None, *half_written.forms_for(request.user, None))


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one article with all that can be done to it; save a new version of it."""
    article = article_page.find(request, pk)
    if request.method == "POST":
        if not permissions.may_edit(request.user, article):
            raise PermissionDenied
        return _save(request, article)
    kept = kept_texts.of(article, request.user) if REOPEN in request.GET else None
    if kept and permissions.may_edit(request.user, article):
        return _reopen(request, article, kept_texts.sent_again(kept))
    taken = autosave.asked_for(request, article)
    if taken and permissions.may_edit(request.user, article):
        return _take_back(request, article, taken)
    return article_page.show(request, article, *half_written.forms_for(request.user, article))


def _save(request: HttpRequest, article: Any) -> HttpResponse:
    submits = SAVE_AND_SUBMIT in request.POST
    # A copy, so that the forms can note the uploads that they have stored.
    sent = request.POST.copy()
    if article and not sent.get("version"):
        # Its page was opened for a new article, so the person has seen no version of this one.
        sent["version"] = "0"
    form, rows = half_written.forms_for(request.user, article, sent, request.FILES)
    # Both, so that the page names every fault and keeps every upload at once.
    if not all([form.is_valid(), rows.is_valid()]):
        return article_page.show(request, article, form, rows)
    try:
        if article and form.has_met and TAKE_THEIRS in request.POST:
            return _take_theirs(request, article, form, rows)
        saved = _store(request, article, form, rows)
    except Refused as refused:
        if article:
            kept_texts.keep(article, request.user, form.data, timezone.now())
        article = article and article_page.find(request, article.pk)
        act = _("Save and submit for approval") if submits else Verb.SAVE.label
        return article_page.show(request, article, form, rows, refused, refused_act=act)
    kept_texts.forget(saved, request.user, form.data)
    unsaved_texts.forget(request.user, form.data)
    if not submits:
        return redirect("admin:news_article_change", saved.pk)
    try:
        reason = form.cleaned_data[checklist.REASON]
        workflow.submit(saved.pk, request.user, saved.newest_version_id or 0, reason=reason)
    except Refused as refused:
        form.data["version"] = saved.newest_version_id
        form.data["began_from"] = ""
        return article_page.show(
            request,
            article_page.find(request, saved.pk),
            form,
            rows,
            refused,
            refused_act=Verb.SUBMIT.label,
        )
    messages.success(request, _("Submitted for approval."))
    return redirect("admin:news_article_change", saved.pk)


def _store(
    request: HttpRequest, article: Article | None, form: ArticleForm, rows: BaseAttachmentFormSet
) -> Article:
    """Store what was written and return the article as it is then; raises Refused."""
    content = form.content(rows.attachments())
    note = form.cleaned_data["note"]
    if article is None:
        event = workflow.create(request.user, form.cleaned_data["category"], content, note=note)
        made_here.note(request, event.article)
        messages.success(request, told.saved(event))
        return event.article
    seen = two_texts.seen_now(article, form.cleaned_data["version"] or 0)
    note = two_texts.note_on_top(article, form.cleaned_data["began_from"], note)
    newest = article.newest_version
    is_same = newest and versions.content_of(newest) == content.tidied()
    # The same text again by the same person is a second click on the same button.
    is_newest = newest and (seen == newest.pk or newest.created_by_id == request.user.pk)
    # What was approved and put aside is submitted once more as it is.
    is_again = SAVE_AND_SUBMIT in request.POST and intervals.is_put_aside(article, timezone.now())
    if is_same and is_newest and not (form.moves_to or is_again):
        messages.info(request, _("Nothing was changed, so no new version was made."))
        return article
    with transaction.atomic():
        if form.moves_to:
            workflow.place(article.pk, request.user, seen, category=form.moves_to)
        event = workflow.save(article.pk, request.user, seen, content, note=note)
    messages.success(request, told.saved(event))
    return event.article


def _reopen(request: HttpRequest, article: Any, sent: QueryDict) -> HttpResponse:
    """Show the form as it was when its saving was refused."""
    form, rows = half_written.forms_for(request.user, article, sent, request.FILES)
    # Judged, so that the page can tell what the text changes in a newer one.
    if all([form.is_valid(), rows.is_valid()]):
        _meet_newer(article, form)
    return article_page.show(request, article, form, rows)


def _take_back(request: HttpRequest, article: Any, taken: UnsavedText) -> HttpResponse:
    """Show the form with a text that was kept while it was written; saving is another step."""
    sent = kept_texts.sent_again(taken)
    sent[autosave.TAKEN] = unsaved_texts.mark_of(taken)
    form, rows = half_written.forms_for(request.user, article, sent, request.FILES)
    if not all([form.is_valid(), rows.is_valid()]):
        if not form.has_met:
            half_written.without_reproach(form, rows)
    elif article:
        _meet_newer(article, form)
    return article_page.show(request, article, form, rows)


def _meet_newer(article: Any, form: ArticleForm) -> None:
    seen = two_texts.seen_now(article, form.cleaned_data["version"] or 0)
    if seen != article.newest_version_id:
        form.meet(article.newest_version)


def _take_theirs(
    request: HttpRequest, article: Article, form: ArticleForm, rows: BaseAttachmentFormSet
) -> HttpResponse:
    """Let the other person's text stand; what was written here stays as a version."""
    content = form.content(rows.attachments())
    seen = form.cleaned_data["version"] or 0
    is_own = two_texts.is_own(article, request.user)
    kept = two_texts.take_theirs(article, request.user, content, seen_id=seen)
    kept_texts.forget(article, request.user, form.data)
    unsaved_texts.forget(request.user, form.data)
    if kept:
        messages.success(request, told.taken(kept, is_own=is_own))
    else:
        messages.info(request, _("Both texts say the same, so there was nothing to keep."))
    return redirect("admin:news_article_change", article.pk)
