"""The statistics page in the admin."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import permissions
from news.models import Publication
from stats import folding, reports
from stats.models import OpeningBalance

PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days")}
USUAL = "30"
MOST_READ = 20


@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Visits and views by day, and what was read most, for the last 7, 30 or 90 days."""
    if not permissions.may_see_statistics(request.user):
        raise PermissionDenied
    folding.fold_if_due()
    asked = request.GET.get("days", USUAL)
    period = asked if asked in PERIODS else USUAL
    now = timezone.now()
    last = timezone.localdate(now)
    days = reports.daily(last - timedelta(days=int(period) - 1), last)
    return render(
        request,
        "stats/statistics.html",
        admin.site.each_context(request)
        | {
            "title": _("Visit statistics"),
            "journal": folding.state(),
            "periods": PERIODS,
            "period": period,
            "counter": reports.visit_counter(now),
            "days": days,
            "highest": max((day.views for day in days), default=0) or 1,
            "sums": {
                name: sum(getattr(day, name) for day in days)
                for name in ("visits", "views", "bots")
            },
            "most_read": reports.most_read(now, int(period), MOST_READ),
            "balances": OpeningBalance.objects.annotate(
                title=Subquery(
                    Publication.objects.opened_or_planned()
                    .filter(article=OuterRef("article"), starts_at__lte=now)
                    .order_by("-pk")
                    .values("title")[:1]
                )
            ),
        },
    )
