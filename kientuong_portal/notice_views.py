"""A person's notices, all of them, and how that person wants to be told by e-mail."""

from __future__ import annotations

import re

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from news import letters, permissions
from news.enums import MailChoice
from news.models import Notice, NoticePreference

A_PAGE = 30
NUMBER = re.compile(r"[0-9]{1,18}")
OLDER = "truoc"


class PreferenceForm(forms.Form):
    """One choice of three."""

    choice = forms.ChoiceField(
        label=gettext_lazy("E-mails about notices"),
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
    )


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices of this person, newest first, those that are read too."""
    asked = request.GET.get(OLDER, "")
    if asked and not NUMBER.fullmatch(asked):
        raise Http404(asked)
    found = _own(request, int(asked) if asked else None)
    # Judged one by one: to ask the database for what a person may see means, among a million
    # articles, to gather all of those first.
    shown = [
        notice
        for notice in found[:A_PAGE]
        if permissions.may_view(request.user, notice.event.article)
    ]
    return render(
        request,
        "admin/portal/notices.html",
        admin.site.each_context(request)
        | {
            "title": _("Notices"),
            "rows": [(notice, letters.sentence_of(notice.event)) for notice in shown],
            "unread": [notice.pk for notice in shown if notice.read_at is None],
            "older": found[A_PAGE - 1].pk if len(found) > A_PAGE else None,
            "asked": asked,
        },
    )


@never_cache
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the notices that were shown as read, and go back to where they were shown."""
    shown = [int(pk) for pk in request.POST.getlist("notice") if NUMBER.fullmatch(pk)]
    Notice.objects.filter(user=request.user, pk__in=shown, read_at=None).update(
        read_at=timezone.now()
    )
    if request.POST.get("from") != "list":
        return redirect("admin:index")
    asked = request.POST.get(OLDER, "")
    query = f"?{OLDER}={asked}" if NUMBER.fullmatch(asked) else ""
    return HttpResponseRedirect(reverse("admin:notices") + query)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preference(request: HttpRequest) -> HttpResponse:
    """Let this person choose: at once, one letter a day, none."""
    own = NoticePreference.objects.filter(user=request.user).first() or NoticePreference()
    form = PreferenceForm(
        request.POST if request.method == "POST" else None, initial={"choice": own.choice}
    )
    if form.is_valid():
        NoticePreference.objects.update_or_create(
            user=request.user, defaults={"choice": form.cleaned_data["choice"]}
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("admin:notice_preference")
    context = admin.site.each_context(request) | {
        "title": _("How I am told"),
        "form": form,
        "sends_mail": settings.SENDS_MAIL,
        "hour": settings.DAILY_MAIL_HOUR,
    }
    return render(request, "admin/portal/notice_preference.html", context)


def _own(request: HttpRequest, after: int | None) -> list[Notice]:
    """Return a page of this person's notices and one more, newest first, those ``after`` one."""
    own = Notice.objects.filter(user=request.user)
    rows = own.select_related(
        "event__article__newest_version", "event__created_by", "event__version"
    ).defer("event__version__body", "event__article__newest_version__body")
    if after is not None:
        moment = get_object_or_404(own, pk=after).created_at
        # The first condition says nothing new, but lets the index begin there.
        rows = rows.filter(created_at__lte=moment).filter(
            Q(created_at__lt=moment) | Q(pk__lt=after)
        )
    return list(rows.order_by("-created_at", "-pk")[: A_PAGE + 1])
