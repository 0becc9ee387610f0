"""The pages on which one article is written, judged and followed.

The rules are news.workflow's; these views bring forms to it and show what it answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from news import (
    files,
    half_written,
    images,
    intervals,
    kept_texts,
    permissions,
    royalty_counts,
    two_texts,
    unsaved_texts,
    versions,
    workflow,
)
from news.admin import (
    autosave,
    changes,
    checklist,
    made_here,
    meeting,
    open_forms,
    preview_pages,
    told,
)
from news.attachment_forms import BaseAttachmentFormSet
from news.enums import Status, Verb
from news.forms import ArticleForm
from news.models import Article, UnsavedText
from news.refusals import Refused
from news.verb_forms import VERB_FORMS, VerbForm

SAVE_AND_SUBMIT = "_submit"
# What a form on the person's desk sends along, to come back there.
FROM_DESK = "desk"
TAKE_THEIRS = "_take_theirs"
REOPEN = "mo-lai"
# Verbs with a place of their own on the page: the form's buttons, the list of versions.
ELSEWHERE = (Verb.SAVE, Verb.SUBMIT, Verb.RESTORE)
BUTTONS = {
    Verb.APPROVE: "button-approve",
    Verb.REPUBLISH: "button-approve",
    Verb.REJECT: "button-reject",
    Verb.WITHDRAW: "button-reject",
    Verb.EMERGENCY_PUBLISH: "button-reject",
    Verb.CANCEL: "button-reject",
}
# What has to be known before it is done.
WARNINGS = {
    Verb.EMERGENCY_PUBLISH: gettext_lazy(
        "The article opens at once, without the approval of a second person. "
        "That is recorded, and somebody else has to review it afterwards."
    ),
    Verb.CANCEL: gettext_lazy(
        "This version will not open by itself any more, and its time cannot be brought back."
    ),
}
# The editor needs inline styles and handlers; its policy holds on the page that shows it only.
render_with_editor = csp_replace(settings.EDITOR_CONTENT_SECURITY_POLICY)(render)


@dataclass(frozen=True)
class Offer:
    """A verb as the page offers it: its form, its button, and whether it asks for something."""

    verb: Verb
    form: VerbForm
    button: str

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields() or self.warning)

    @property
    def warning(self) -> Promise | str:
        return WARNINGS.get(self.verb, "")


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
    return _page(request, None, *_forms(request, None))


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one article with all that can be done to it; save a new version of it."""
    article = _article(request, pk)
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
    return _page(request, article, *_forms(request, article))


@never_cache
@require_safe
def version(request: HttpRequest, pk: int, serial: int) -> HttpResponse:
    """Show one version as it was."""
    article = _article(request, pk)
    shown = get_object_or_404(
        article.versions.select_related("image", "author", "article_type", "created_by"),
        serial=serial,
    )
    restorable = shown.pk != article.newest_version_id and Verb.RESTORE in workflow.available_verbs(
        article, request.user
    )
    return render(
        request,
        "admin/news/article/version.html",
        admin.site.each_context(request)
        | {
            "title": _("Version %(number)s") % {"number": shown.number},
            "article": article,
            "version": shown,
            "restorable": restorable,
        },
    )


@never_cache
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do a verb that its form asks for; a refusal shows the page again with every reason."""
    article = _article(request, pk)
    if verb not in VERB_FORMS:
        raise Http404(verb)
    act = Verb(verb)
    if not workflow.RULES[act].allowed(request.user, article):
        raise PermissionDenied
    form = VERB_FORMS[act](request.POST, user=request.user, article=article, auto_id=f"{act}_%s")
    if not form.is_valid():
        return _page(request, article, *_forms(request, article), asked={act: form})
    if not form.asks_for_change():
        messages.info(request, _("Nothing was changed."))
        return redirect("admin:news_article_change", pk)
    try:
        event = getattr(workflow, act.value)(
            pk, request.user, form.cleaned_data["version"], **form.arguments()
        )
    except Refused as refused:
        return _refused(request, pk, refused, act, form)
    is_from_desk = request.POST.get("from") == FROM_DESK
    messages.success(request, told.done(event, is_among_others=is_from_desk))
    if is_from_desk:
        return redirect("admin:index")
    return redirect("admin:news_article_change", pk)


@never_cache
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take in a picture from the editor and answer in the shape the editor understands."""
    if not permissions.may_write(request.user):
        raise PermissionDenied
    sent = request.FILES.get("upload")
    if sent is None:
        return _upload_failed(_("No picture arrived."))
    try:
        file = files.take_picture(sent, request.user)
    except ValidationError as fault:
        return _upload_failed(" ".join(fault.messages))
    shown = images.nearest(file.width or 1, 960)
    address = reverse("news:file", args=[file.sha256, shown.name])
    return JsonResponse({"uploaded": 1, "fileName": file.name, "url": address})


def _upload_failed(sentence: str) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": sentence}})


def _article(request: HttpRequest, pk: int) -> Any:
    """Return the article if the person may open it; otherwise it does not exist for them."""
    return get_object_or_404(
        permissions.viewable_articles(request.user)
        .with_public_state(timezone.now())
        .select_related(
            "newest_version__image",
            "newest_version__article_type",
            "newest_version__author",
            "newest_version__video",
            "category",
            "created_by",
            "modified_by",
            "submitted_by",
            "emergency_by",
        ),
        pk=pk,
    )


def _forms(
    request: HttpRequest, article: Article | None, *, sent: QueryDict | None = None
) -> tuple[ArticleForm, BaseAttachmentFormSet]:
    """Return the writing forms with what the newest version holds, or as they were ``sent``."""
    uploads = None if sent is None else request.FILES
    return half_written.forms_for(request.user, article, sent, uploads)


def _save(request: HttpRequest, article: Any) -> HttpResponse:
    # A copy, so that the forms can note the uploads that they have stored.
    sent = request.POST.copy()
    if article and not sent.get("version"):
        # Its page was opened for a new article, so the person has seen no version of this one.
        sent["version"] = "0"
    form, rows = _forms(request, article, sent=sent)
    # Both, so that the page names every fault and keeps every upload at once.
    if not all([form.is_valid(), rows.is_valid()]):
        return _page(request, article, form, rows)
    try:
        if article and form.has_met and TAKE_THEIRS in request.POST:
            return _take_theirs(request, article, form, rows)
        saved = _store(request, article, form, rows)
    except Refused as refused:
        if article:
            kept_texts.keep(article, request.user, form.data, timezone.now())
        article = article and _article(request, article.pk)
        return _page(request, article, form, rows, refused, refused_verb=Verb.SAVE)
    kept_texts.forget(saved, request.user, form.data)
    unsaved_texts.forget(request.user, form.data)
    if SAVE_AND_SUBMIT not in request.POST:
        return redirect("admin:news_article_change", saved.pk)
    try:
        reason = form.cleaned_data[checklist.REASON]
        workflow.submit(saved.pk, request.user, saved.newest_version_id or 0, reason=reason)
    except Refused as refused:
        form.data["version"] = saved.newest_version_id
        form.data["began_from"] = ""
        return _page(
            request, _article(request, saved.pk), form, rows, refused, refused_verb=Verb.SUBMIT
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
    form, rows = _forms(request, article, sent=sent)
    # Judged, so that the page can tell what the text changes in a newer one.
    if all([form.is_valid(), rows.is_valid()]):
        _meet_newer(article, form)
    return _page(request, article, form, rows)


def _take_back(request: HttpRequest, article: Any, taken: UnsavedText) -> HttpResponse:
    """Show the form with a text that was kept while it was written; saving is another step."""
    sent = kept_texts.sent_again(taken)
    sent[autosave.TAKEN] = unsaved_texts.mark_of(taken)
    form, rows = _forms(request, article, sent=sent)
    if not all([form.is_valid(), rows.is_valid()]):
        if not form.has_met:
            half_written.without_reproach(form, rows)
    elif article:
        _meet_newer(article, form)
    return _page(request, article, form, rows)


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
    kept = two_texts.take_theirs(article, request.user, content, seen_id=seen)
    kept_texts.forget(article, request.user, form.data)
    unsaved_texts.forget(request.user, form.data)
    if kept:
        messages.success(
            request,
            _("The other text stands; yours is kept as version %(number)s.")
            % {"number": kept.version_number},
        )
    else:
        messages.info(request, _("Both texts say the same, so there was nothing to keep."))
    return redirect("admin:news_article_change", article.pk)


def _refused(
    request: HttpRequest, pk: int, refused: Refused, verb: Verb, form: VerbForm
) -> HttpResponse:
    """Show the page with the reasons; what was typed stays, the version is the one shown now."""
    article = _article(request, pk)
    form.data = form.data.copy()
    form.data["version"] = article.newest_version_id
    return _page(
        request,
        article,
        *_forms(request, article),
        refused,
        refused_verb=verb,
        asked={verb: form},
    )


def _page(
    request: HttpRequest,
    article: Any,
    form: ArticleForm,
    rows: BaseAttachmentFormSet,
    refused: Refused | None = None,
    *,
    refused_verb: Verb | None = None,
    asked: dict[Verb, VerbForm] | None = None,
) -> HttpResponse:
    verbs = workflow.available_verbs(article, request.user) if article else [Verb.SAVE]
    writes = Verb.SAVE in verbs or form.is_bound
    if refused and "stale" in refused.kinds and form.is_bound:
        # The newer text stands beside the form; saving again builds on it knowingly.
        form.meet(article.newest_version)
    reasons = checklist.reasons(
        refused, [*(asked or {}).values(), *([form] if writes else [])], rows if writes else None
    )
    context = admin.site.each_context(request) | {
        "title": str(article) if article else _("Write an article"),
        "article": article,
        "version": article.newest_version if article else None,
        "form": form if writes else None,
        "rows": rows if writes else None,
        "stale": form.has_met or bool(refused and "stale" in refused.kinds),
        "refusals": reasons,
        "refused_verb": refused_verb,
        "royalty_counts": royalty_counts,
        "may_submit": article is None or Verb.SUBMIT in verbs or Verb.SAVE in verbs,
        "offers": _offers(request, article, verbs, asked or {}) if article else [],
        **(_history(request, article) if article else {}),
        **(open_forms.opened(request, article, writes=writes) if article else {}),
        "kept": kept_texts.of(article, request.user) if article and not form.is_bound else None,
        **(autosave.context(request, article, form) if writes else {}),
        **(preview_pages.links(request, article) if article else {}),
        "meeting": meeting.differences_between(article, form, rows) if article else None,
        "checklist": article
        and checklist.of_newest(article, form if writes else None, rows if writes else None),
    }
    respond = render_with_editor if writes else render
    return respond(
        request,
        "admin/news/article/page.html",
        context,
        status=409 if refused else 200,
    )


def _offers(
    request: HttpRequest, article: Article, verbs: list[Verb], asked: dict[Verb, VerbForm]
) -> list[Offer]:
    planned = intervals.next_planned(article, timezone.now())
    initial = {
        "version": article.newest_version_id,
        "seen": article.revision,
        "category": article.category_id,
        "slug": article.slug,
        "is_featured": article.is_featured,
        "featured_until": article.featured_until,
        "featured_rank": article.featured_rank,
        "opens_at": planned.starts_at if planned else None,
        "closes_at": planned.planned_end if planned else None,
    }
    return [
        Offer(
            verb,
            asked.get(verb)
            or VERB_FORMS[verb](
                user=request.user,
                article=article,
                initial=initial,
                prefix=None,
                auto_id=f"{verb}_%s",
            ),
            BUTTONS.get(verb, "button-quiet"),
        )
        for verb in verbs
        if verb not in ELSEWHERE
    ]


def _history(request: HttpRequest, article: Article) -> dict[str, Any]:
    now = timezone.now()
    events = list(article.events.select_related("created_by", "version"))
    is_returned = article.status == Status.REJECTED
    returned = next((one for one in events if is_returned and one.verb == Verb.REJECT), None)
    visible = intervals.visible(article, now)
    return {
        "versions": changes.version_rows(article, events),
        "events": events,
        "returned": returned,
        "visible": visible,
        "planned": intervals.next_planned(article, now),
        "own_work": (
            permissions.may_approve_in_category(request.user, article)
            and request.user.pk in permissions.makers_since_approval(article)
        ),
        **changes.since_approval(request.user, article, visible),
    }
