"""The page of one article: what is read, written, judged and followed there, by whoever opens it.

The rules are news.workflow's; this shows what they allow and answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import (
    intervals,
    kept_texts,
    permissions,
    royalty_counts,
    two_texts,
    verb_reasons,
    workflow,
)
from news.admin import (
    autosave,
    changes,
    checklist,
    meeting,
    open_forms,
    preview_pages,
)
from news.attachment_forms import BaseAttachmentFormSet
from news.enums import Status, Verb
from news.forms import ArticleForm
from news.models import Article, UnsavedText
from news.refusals import Refused
from news.verb_forms import VERB_FORMS, VerbForm

SAVE_AND_SUBMIT = "_submit"
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
    """A verb as the page offers it: its form, its button, and whether it asks for something.

    ``begun`` is the reason that the person has begun to write for it.
    """

    verb: Verb
    form: VerbForm
    button: str
    begun: UnsavedText | None = None

    @property
    def keeps(self) -> bool:
        """Whether its reason is kept while it is written."""
        return self.verb in verb_reasons.ASKED

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields() or self.warning)

    @property
    def warning(self) -> Promise | str:
        return WARNINGS.get(self.verb, "")


def find(request: HttpRequest, pk: int) -> Any:
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


def show(
    request: HttpRequest,
    article: Any,
    form: ArticleForm,
    rows: BaseAttachmentFormSet,
    refused: Refused | None = None,
    *,
    refused_act: str | Promise = "",
    asked: dict[Verb, VerbForm] | None = None,
) -> HttpResponse:
    """Show the page of ``article`` (annotated, see ``find``), or of a new one (None).

    ``form`` and ``rows`` are drawn for who may write, or as they were sent. ``refused`` brings the
    reasons why the act named ``refused_act`` was not done, and the status 409; ``asked`` holds the
    verbs' forms as they were sent.
    """
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
        "is_own_newest": two_texts.is_own(article, request.user) if article else False,
        "stale": form.has_met or bool(refused and "stale" in refused.kinds),
        "refusals": reasons,
        "refused_act": refused_act,
        "submits": SAVE_AND_SUBMIT in request.POST,
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
    begun = verb_reasons.begun(request.user, article.pk, verbs)
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
    # What was typed stays on the page when somebody else's act has made its verb impossible.
    gone = [verb for verb in asked if verb not in verbs and asked[verb].visible_fields()]
    return [
        Offer(
            verb,
            asked.get(verb)
            or VERB_FORMS[verb](
                user=request.user,
                article=article,
                initial=initial | {"reason": verb_reasons.text_of(begun.get(verb))},
                prefix=None,
                auto_id=f"{verb}_%s",
            ),
            BUTTONS.get(verb, "button-quiet"),
            None if verb in asked else begun.get(verb),
        )
        for verb in [*verbs, *gone]
        if verb not in ELSEWHERE
    ]


def _history(request: HttpRequest, article: Article) -> dict[str, Any]:
    now = timezone.now()
    events = list(article.events.select_related("created_by", "version"))
    is_returned = article.status == Status.REJECTED
    returned = next((one for one in events if is_returned and one.verb == Verb.REJECT), None)
    visible, planned = intervals.visible(article, now), intervals.next_planned(article, now)
    newest = article.newest_version_id
    return {
        "versions": changes.version_rows(article, events),
        "events": events,
        "returned": returned,
        "visible": visible,
        "planned": planned,
        # Once a version is approved, its publication alone says when readers see it.
        "publication": next(
            (one for one in (planned, visible) if one and one.version_id == newest), None
        ),
        "own_work": (
            permissions.may_approve_in_category(request.user, article)
            and request.user.pk in permissions.makers_since_approval(article)
        ),
        **changes.since_approval(request.user, article, visible),
    }
