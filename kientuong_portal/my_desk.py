"""The home page of the admin: what waits for the person who looks."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kientuong_portal import error_reports
from news import listing, permissions
from news.enums import Status
from news.models import Article, Notice
from stats import reports

SHOWN = 5
NOTICES = 10
REPORTS = 10
NUMBER = re.compile(r"[0-9]{1,18}")


def context_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the desk of ``request``'s person shows: only what their roles bring."""
    user = request.user
    articles = permissions.viewable_articles(user).select_related("newest_version", "category")
    articles = articles.defer("newest_version__body")
    context: dict[str, Any] = {
        "figures": [],
        "notices": Notice.objects.filter(
            user=user, read_at=None, event__article__in=permissions.viewable_articles(user)
        )
        .select_related("event__article__newest_version", "event__created_by")
        .order_by("-created_at", "-pk")[:NOTICES],
    }
    if permissions.is_approver(user):
        waiting = (
            permissions.waiting_for(user)
            .select_related("newest_version__image", "category", "submitted_by")
            .defer("newest_version__body")
            .order_by("submitted_at")
        )
        context["waiting"] = waiting[:SHOWN]
        context["figures"].append(("waiting", waiting.count(), "?mine=waiting", "needs-action"))
        emergencies = permissions.emergencies_for(user).select_related(
            "newest_version", "category", "emergency_by"
        )
        context["emergencies"] = emergencies.defer("newest_version__body")[:SHOWN]
    if permissions.has_role(user, *error_reports.HANDLERS):
        reported = error_reports.open_for(user).select_related("article__newest_version", "version")
        reported = reported.defer("article__newest_version__body", "version__body")
        context["error_reports"] = reported[:REPORTS]
        context["error_report_count"] = reported.count()
    if permissions.may_write(user):
        mine = articles.filter(created_by=user)
        returned = mine.filter(status=Status.REJECTED)
        context["mine"] = _with_state(mine.order_by("-modified_at"))[:SHOWN]
        context["figures"] += [
            ("returned", returned.count(), "?mine=written&status__exact=rejected", "has-fault"),
            (
                "drafts",
                mine.filter(status=Status.DRAFT).count(),
                "?mine=written&status__exact=draft",
                "",
            ),
        ]
    if permissions.may_plan(user):
        scheduled = listing.scheduled(permissions.viewable_articles(user), timezone.now())
        context["figures"].append(("scheduled", scheduled.count(), "?public_state=scheduled", ""))
    if permissions.may_see_statistics(user):
        context["visits_today"] = reports.visit_counter(timezone.now()).today
    context["list_address"] = reverse("admin:news_article_changelist")
    return context


def _with_state(articles: QuerySet[Article]) -> Any:
    return articles.with_public_state(timezone.now())  # type: ignore[attr-defined]


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark the notices that were shown as read."""
    shown = [int(pk) for pk in request.POST.getlist("notice") if NUMBER.fullmatch(pk)]
    Notice.objects.filter(user=request.user, pk__in=shown, read_at=None).update(
        read_at=timezone.now()
    )
    return redirect("admin:index")
