"""Whether counting works and all sums agree, for administrators."""

from __future__ import annotations

import time

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from news import permissions
from stats import checking, folding
from stats.dimensions import Dimension
from stats.models import JournalPosition
from stats.periods import DAY, Period
from stats.reports import details, overview
from stats.reports.names import value_names

# Days of which refusals and robots are told, and journals that are listed.
DAYS, JOURNALS = 30, 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def counting_state(request: HttpRequest) -> HttpResponse:
    """Show the journals and what was refused; a POST also recomputes every sum from its parts."""
    if not permissions.may_see_statistics(request.user):
        raise PermissionDenied
    folding.fold_if_due()
    context = admin.site.each_context(request) | _standing()
    if request.method == "POST":
        began = time.monotonic()
        context["differences"] = list(checking.differences())
        context["seconds"] = time.monotonic() - began
        context["checked_at"] = timezone.now()
    return render(request, "stats/counting_state.html", context)


def _standing() -> dict[str, object]:
    today = timezone.localdate()
    refused = details.amounts(Dimension.REFUSED, Period(today - (DAYS - 1) * DAY, today))
    names = value_names(Dimension.REFUSED, refused)
    return {
        "title": _("State of counting"),
        "journal": folding.state(),
        "journals": JournalPosition.objects.order_by("-day", "-pk")[:JOURNALS],
        "refused": [(names[reason], amount) for reason, amount in refused.most_common()],
        "days": DAYS,
        "first": overview.first_day(today),
        "first_detail": overview.first_detail(),
    }
