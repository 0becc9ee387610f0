"""What pages ask about the site around them."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from kientuong_portal import error_reports, shell
from kientuong_portal.models import SiteIdentity
from kientuong_portal.report_views import ErrorReportForm
from news.models import Article, Publication

register = template.Library()
# The newest reports on one article that its page in the admin shows.
REPORTS = 50


@register.simple_tag
def agency_on(moment: datetime) -> SiteIdentity | None:
    """Return the agency as it was at ``moment`` (aware)."""
    return shell.agency_on(timezone.localdate(moment))


@register.inclusion_tag("portal/_error_report.html")
def error_report_form(publication: Publication) -> dict[str, Any]:
    """Show the form by which readers report an error in ``publication``'s article."""
    form = ErrorReportForm(publication=publication)
    return {"form": form, "article": publication.article_id}


@register.inclusion_tag("admin/portal/_article_reports.html", takes_context=True)
def error_reports_on(context: template.Context, article: Article) -> dict[str, Any]:
    """Show the errors readers have reported in ``article`` to those who look after them."""
    shown: dict[str, Any] = {"csrf_token": context.get("csrf_token")}
    if error_reports.may_handle(context["request"].user, article):
        reports = article.error_reports.select_related("version", "handled_by")
        newest = list(reports.defer("version__body")[:REPORTS])
        shown["open"] = [report for report in newest if not report.handled_at]
        shown["handled"] = [report for report in newest if report.handled_at]
    return shown
