"""Public pages made of figures: what is read most."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from stats import figures

PARAMETER = "ngay"
PERIODS = {"1": _("Today"), "7": _("7 days"), "30": _("30 days"), "365": _("365 days")}
USUAL = str(figures.MOST_READ_DAYS)


@require_safe
def most_read(request: HttpRequest) -> HttpResponse:
    """What was read most today or in the last 7, 30 or 365 days, of what is visible now."""
    period = request.GET.get(PARAMETER, USUAL)
    if period not in PERIODS:
        raise Http404(period)
    return render(
        request,
        "stats/most_read.html",
        {
            "periods": PERIODS,
            "period": period,
            "usual": USUAL,
            "rows": figures.most_read_list(int(period)),
        },
    )
