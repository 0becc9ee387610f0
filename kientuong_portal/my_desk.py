"""The home page of the admin: what waits for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from kientuong_portal import error_reports
from kientuong_portal.models import ErrorReport
from news import front, listing, permissions, unsaved_texts, virus_scan
from news.enums import Role, Status, Verb
from news.models import Article, Event, Notice, Publication
from stats import figures as counted
from stats.pages import PARAMETER

SHOWN = 5
NOTICES = 5
REPORTS = 10
HAPPENED = 6
# What is older has ceased to be news; the bound also spares the database a search without end.
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """A number that leads to what it counts; ``note`` says the most pressing thing about it."""

    label: str
    count: int
    href: str
    style: str
    note: str = ""


def context_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the desk of ``request``'s person shows: only what their roles bring."""
    user, now = request.user, timezone.now()
    address = reverse("admin:news_article_changelist")
    articles = permissions.viewable_articles(user)
    figures: list[Figure] = []
    context: dict[str, Any] = {"figures": figures, "list_address": address}
    if permissions.is_approver(user):
        context |= _approving(user, now, address, figures)
    if permissions.may_write(user):
        context |= _writing(user, now, address, figures)
    if permissions.may_plan(user):
        context["scheduled"] = _scheduled(articles, now, address, figures)
    if permissions.may_see_statistics(user) or permissions.may_use_desk(user):
        figures.append(_visits(user))
    if permissions.has_role(user, *error_reports.HANDLERS):
        context |= _reported(user)
    if permissions.may_use_desk(user):
        context["virus_scan"] = virus_scan.standing()
        context["happened"] = _happened(articles, now)
    context["notices"] = _notices(user, articles)
    return context


def _approving(user: Any, now: datetime, address: str, figures: list[Figure]) -> dict[str, Any]:
    """Return what an approver decides: drafts that wait, emergencies, what is featured."""
    all_waiting = permissions.waiting_for(user)
    waiting = list(
        all_waiting.select_related("newest_version__image", "category", "submitted_by")
        .defer("newest_version__body")
        .order_by("submitted_at")[:SHOWN]
    )
    begun = unsaved_texts.reasons(user, [Verb.REJECT], [one.pk for one in waiting], now)
    note = ""
    if waiting:
        note = _("The longest: %(age)s") % {"age": timesince(waiting[0].submitted_at, now)}
    href = f"{address}?mine=waiting"
    figures.append(Figure(_("Waiting for me"), all_waiting.count(), href, "needs-action", note))
    emergencies = permissions.emergencies_for(user).select_related(
        "newest_version", "category", "emergency_by"
    )
    approves = permissions.categories_of(user, Role.APPROVER).values_list("pk", flat=True)
    published = front.rows_of(front.in_categories(approves), SHOWN, now=now)
    return {
        "waiting": [(article, begun.get((Verb.REJECT, article.pk))) for article in waiting],
        "emergencies": emergencies.defer("newest_version__body")[:SHOWN],
        "published": published.select_related("article", "category"),
    }


def _writing(user: Any, now: datetime, address: str, figures: list[Figure]) -> dict[str, Any]:
    """Return the own articles, those returned apart with the reason; adds their figures."""
    mine = (
        Article.objects.filter(created_by=user)
        .select_related("newest_version", "category")
        .defer("newest_version__body")
    )
    rejections = Event.objects.filter(article=OuterRef("pk"), verb=Verb.REJECT).order_by("-pk")
    returned = mine.filter(status=Status.REJECTED).order_by("-modified_at")
    told = returned.annotate(
        reason=Subquery(rejections.values("reason")[:1]),
        returned_at=Subquery(rejections.values("created_at")[:1]),
        returned_by=Subquery(rejections.values("created_by__full_name")[:1]),
    )
    rows = list(told[:SHOWN])
    note = _("By %(person)s") % {"person": rows[0].returned_by} if rows else ""
    query = f"{address}?mine=written&status__exact="
    figures += [
        Figure(_("Returned to me"), returned.count(), f"{query}rejected", "has-fault", note),
        Figure(_("My drafts"), mine.filter(status=Status.DRAFT).count(), f"{query}draft", ""),
    ]
    others = mine.exclude(status=Status.REJECTED).with_public_state(now)
    return {"returned": rows, "mine": others.order_by("-modified_at")[:SHOWN]}


def _scheduled(
    articles: QuerySet[Article], now: datetime, address: str, figures: list[Figure]
) -> list[Publication]:
    """Return what will open next, in its order; adds its figure."""
    planned = listing.scheduled(articles, now)
    rows = list(planned[:SHOWN])
    note = ""
    if rows:
        opens_at = date_format(timezone.localtime(rows[0].starts_at), "SHORT_DATETIME_FORMAT")
        note = _("Next: %(moment)s") % {"moment": opens_at}
    href = f"{address}?public_state=scheduled"
    figures.append(Figure(_("Scheduled"), planned.count(), href, "", note))
    return rows


def _visits(user: Any) -> Figure:
    """Return today's visits, which readers see, too; the link leads as far as the person may go."""
    counter = counted.visit_counter()
    shown = number_format(counter.yesterday, force_grouping=True)
    if permissions.may_see_statistics(user):
        href = reverse("admin:statistics")
    else:
        href = f"{reverse('stats:most-read')}?{PARAMETER}=1"
    note = _("Yesterday: %(count)s") % {"count": shown}
    return Figure(_("Visits today"), counter.today, href, "is-good", note)


def _reported(user: Any) -> dict[str, Any]:
    """Return the errors that readers have reported and nobody has answered."""
    reported = error_reports.open_for(user)
    # The ids first: joined at once, the rows would be sought from the side of all articles.
    newest = list(reported.values_list("pk", flat=True)[:REPORTS])
    rows = ErrorReport.objects.filter(pk__in=newest).select_related(
        "article__newest_version", "version"
    )
    return {
        "error_reports": rows.defer("article__newest_version__body", "version__body"),
        "error_report_count": reported.count(),
    }


def _happened(articles: QuerySet[Article], now: datetime) -> QuerySet[Event]:
    """Return the newest acts on articles that the person may open."""
    return (
        Event.objects.filter(
            Exists(articles.filter(pk=OuterRef("article"))), created_at__gt=now - RECENT
        )
        .select_related("article__newest_version", "created_by")
        .defer("article__newest_version__body")
        .order_by("-created_at", "-pk")[:HAPPENED]
    )


def _notices(user: Any, articles: QuerySet[Article]) -> QuerySet[Notice]:
    # Begins with the person's own notices: joining would begin with all articles.
    may_open = Exists(articles.filter(pk=OuterRef("event__article")))
    unread = Notice.objects.filter(may_open, user=user, read_at=None)
    return (
        unread.select_related("event__article__newest_version", "event__created_by")
        .defer("event__article__newest_version__body")
        .order_by("-created_at", "-pk")[:NOTICES]
    )
