"""What can be done to many articles of the list at once: asked for, confirmed, and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import bulk, permissions, unsaved_texts, verb_reasons
from news.enums import Role, Verb
from news.forms import LocalDateTimeField
from news.models import Article

CHOICE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
CONFIRMED = "confirmed"


class TaskForm(forms.Form):
    """What a verb for many asks for; approving asks for nothing."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def arguments(self) -> dict[str, Any]:
        """Return the verb's arguments for news.workflow."""
        return self.cleaned_data


class ReturnForm(TaskForm):
    """One reason for all."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Every writer reads it beside the article that is returned."),
    )


class FeatureForm(TaskForm):
    """Until when articles stand out on the home page."""

    featured_until = LocalDateTimeField(
        label=gettext_lazy("Featured until"),
        required=False,
        help_text=gettext_lazy("Empty: until it is taken back."),
    )

    def clean_featured_until(self) -> Any:
        until = self.cleaned_data["featured_until"]
        if until and until <= timezone.now():
            raise ValidationError(_("This moment has passed."))
        return until

    def arguments(self) -> dict[str, Any]:
        return {"is_featured": True, "featured_until": self.cleaned_data["featured_until"]}


class MoveForm(TaskForm):
    """The category to move articles to."""

    category = forms.ModelChoiceField(
        label=gettext_lazy("Move to the category"),
        queryset=None,
        empty_label=gettext_lazy("Choose…"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = permissions.categories_of(self.user, Role.EDITOR, Role.APPROVER)
        self.fields["category"].queryset = places


def _places(user: Any) -> bool:
    return permissions.has_role(user, Role.EDITOR, Role.APPROVER)


@dataclass(frozen=True)
class Task:
    """A verb for many: its words, its form, and whom it is offered to."""

    name: str
    verb: Verb
    label: str | Promise
    form: type[TaskForm]
    may: Callable[[Any], bool]
    button: str = "button-quiet"


TASKS = {
    task.name: task
    for task in (
        Task(
            "approve",
            Verb.APPROVE,
            Verb.APPROVE.label,
            TaskForm,
            permissions.is_approver,
            "button-approve",
        ),
        Task(
            "return",
            Verb.REJECT,
            Verb.REJECT.label,
            ReturnForm,
            permissions.is_approver,
            "button-reject",
        ),
        Task("feature", Verb.PLACE, gettext_lazy("Feature"), FeatureForm, _places),
        Task("move", Verb.PLACE, gettext_lazy("Move to a category"), MoveForm, _places),
    )
}


def offered(user: Any) -> list[Task]:
    """Return what ``user`` may do to many articles, somewhere."""
    return [task for task in TASKS.values() if task.may(user)]


def choice(article: Article) -> str:
    """Return what a row sends: the article and the version that the list shows of it."""
    return f"{article.pk}-{article.newest_version_id}"


@never_cache
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Show what was chosen and ask; once confirmed, do it and tell of each article."""
    task = TASKS.get(request.POST.get("task", ""))
    if task is None:
        raise Http404
    if not task.may(request.user):
        raise PermissionDenied
    rows = _chosen(request)
    back = QueryDict(request.POST.get("back", "")[:2000]).urlencode()
    if not rows:
        messages.error(request, _("Choose at least one article first."))
        return redirect(f"{reverse('admin:news_article_changelist')}?{back}")
    sent = request.POST if CONFIRMED in request.POST else None
    begun = verb_reasons.begun(request.user, None, [task.verb]).get(task.verb)
    form = task.form(sent, user=request.user, initial={"reason": verb_reasons.text_of(begun)})
    context = admin.site.each_context(request) | {"task": task, "back": back, "begun": begun}
    if form.is_bound and form.is_valid():
        outcomes = bulk.act(request.user, rows, task.verb, **form.arguments())
        if any(one.event for one in outcomes):
            unsaved_texts.forget_reason(request.user, None, task.verb)
        return _told(request, outcomes, context | {"form": form})
    articles = bulk.chosen(request.user, dict(rows))
    shown = [
        (articles[pk], f"{pk}-{version}", version == articles[pk].newest_version_id)
        for pk, version in rows
        if pk in articles
    ]
    context |= {"title": task.label, "form": form, "rows": shown}
    return render(request, "admin/news/article/bulk.html", context)


def _told(
    request: HttpRequest, outcomes: list[bulk.Outcome], context: dict[str, Any]
) -> HttpResponse:
    done = [one for one in outcomes if one.event]
    refused = [one for one in outcomes if not one.event]
    context |= {"title": context["task"].label, "done": done, "refused": refused}
    return render(request, "admin/news/article/bulk_done.html", context)


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """Return the rows that were chosen, each once; BadRequest for what no list of ours sends."""
    sent = request.POST.getlist("row")
    matches = [CHOICE.fullmatch(one) for one in sent]
    if len(sent) > bulk.MOST_ROWS or not all(matches):
        raise BadRequest("rows")
    return list({int(one[1]): int(one[2]) for one in matches if one}.items())
