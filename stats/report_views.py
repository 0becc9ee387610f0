"""The reports in the admin: as pages with a chart, as files for a spreadsheet, for one article."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import permissions
from news.models import Publication
from news.vietnamese import slugify
from stats import exports, folding, report_charts, reports
from stats.report_forms import ReportForm
from stats.reports import balances, details
from stats.reports.articles import article_figures, one_article
from stats.reports.catalogue import ENTRIES, GRAIN, GROUPS, OVERVIEW, Entry
from stats.reports.tables import Report

View = Callable[..., HttpResponse]


def for_analysts(view: View) -> View:
    """Let in whoever may read the figures of the whole portal, with what was noted folded."""

    @wraps(view)
    def judged(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_see_statistics(request.user):
            raise PermissionDenied
        folding.fold_if_due()
        return view(request, *args, **kwargs)

    return never_cache(require_safe(judged))


@for_analysts
def overview(request: HttpRequest) -> HttpResponse:
    """Show visits and views over time, with who is here now and the months' totals above."""
    counter = reports.visit_counter(timezone.now())
    extra = {
        "counter": counter,
        "last_month": balances.visits_of_last_month(timezone.localdate()),
        "visit_sum": reports.visit_sum(),
        "balances": balances.of_articles(),
        "journal": folding.state(),
    }
    return _page(request, OVERVIEW, extra)


@for_analysts
def report(request: HttpRequest, name: str) -> HttpResponse:
    """Show one report."""
    return _page(request, _entry(name), {})


@for_analysts
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Return one report as a file, for exactly what the address asks; mistakes lead to the page."""
    entry = _entry(name)
    form = _form(request, entry.filters)
    if not form.is_valid():
        return _page(request, entry, {})
    made = entry.make(form.asked("", is_paged=False))
    return _file(made, str(entry.title), name, kind, form)


@never_cache
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the figures of one article to those who see all figures or may open the article."""
    title = _article_title(request, pk)
    folding.fold_if_due()
    form = _form(request, frozenset({GRAIN}))
    context: dict[str, Any] = {"title": title, "form": form, "article_pk": pk}
    if form.is_valid():
        asked = form.asked("", is_paged=True)
        made = one_article(asked, pk)
        context |= {
            "report": made,
            "chart": report_charts.of_article(asked, made),
            "figures": article_figures(pk, asked.period),
            "period": asked.period,
            "against": asked.against,
            "may_open": permissions.viewable_articles(request.user).filter(pk=pk).exists(),
        }
    return _rendered(request, "stats/article_report.html", context, form)


@never_cache
@require_safe
def article_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the figures of one article as a file."""
    title = _article_title(request, pk)
    form = _form(request, frozenset({GRAIN}))
    if not form.is_valid():
        return article(request, pk)
    made = one_article(form.asked("", is_paged=False), pk)
    return _file(made, title, f"bai-viet-{pk}", kind, form)


def _entry(name: str) -> Entry:
    if name not in ENTRIES:
        raise Http404(name)
    return ENTRIES[name]


def _form(request: HttpRequest, filters: frozenset[str]) -> ReportForm:
    return ReportForm(request.GET, timezone.localdate(), filters)


def _article_title(request: HttpRequest, pk: int) -> str:
    """Return the article's title; 404 where the person may know nothing of it."""
    if permissions.may_see_statistics(request.user):
        shown = Publication.objects.opened_or_planned().filter(
            article=pk, starts_at__lte=timezone.now()
        )
        newest = shown.order_by("-pk").first()
        if newest:
            return newest.title
    own = permissions.viewable_articles(request.user).select_related("newest_version")
    return str(get_object_or_404(own.defer("newest_version__body"), pk=pk))


def _page(request: HttpRequest, entry: Entry, extra: dict[str, Any]) -> HttpResponse:
    form = _form(request, entry.filters)
    title = _("Visit statistics") if entry is OVERVIEW else entry.title
    context: dict[str, Any] = {"title": title, "entry": entry, "form": form, **extra}
    if form.is_valid():
        asked = form.asked(request.GET.get("page", ""), is_paged=True)
        made = entry.make(asked)
        context |= {
            "report": made,
            "asked": asked,
            "period": asked.period,
            "against": asked.against,
            "chart": report_charts.of_overview(asked, made) if entry is OVERVIEW else None,
            "hours": details.shades(made.table) if entry.is_hours else None,
            "previous": form.query(page=str(asked.page - 1)) if asked.page > 1 else "",
            "following": _following(form, asked.page, made),
        }
    return _rendered(request, "stats/report.html", context, form)


def _following(form: ReportForm, page: int, made: Report) -> str:
    return form.query(page=str(page + 1)) if page < made.table.pages else ""


def _rendered(
    request: HttpRequest, template: str, context: dict[str, Any], form: ReportForm
) -> HttpResponse:
    base = admin.site.each_context(request)
    offers = permissions.may_see_statistics(request.user)
    context |= {"groups": GROUPS if offers else [], "query": form.query(), "kinds": exports.KINDS}
    return render(request, template, base | context, status=200 if form.is_valid() else 422)


def _file(made: Report, title: str, name: str, kind: str, form: ReportForm) -> HttpResponse:
    about = [*form.about(), *((_("Note"), note) for note in made.notes)]
    if kind == exports.CSV:
        content = exports.as_csv(made.table)
    else:
        content = exports.as_xlsx(made.table, title, about)
    period = form.period
    days = f"-{period.first}-{period.last}" if period else ""
    response = HttpResponse(content, content_type=exports.MEDIA_TYPES[kind])
    file_name = quote(f"thong-ke-{slugify(name)}{days}.{kind}")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
