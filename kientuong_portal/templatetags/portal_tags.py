"""What pages ask about the site around them, and the pieces of HTML that they share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template.base import FilterExpression, Parser, Token
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kientuong_portal import error_reports, shell
from kientuong_portal.models import SiteIdentity
from kientuong_portal.report_views import ErrorReportForm
from news import front
from news.generation import Shell
from news.models import Article, Publication
from stats import figures

register = template.Library()
# The newest reports on one article that its page in the admin shows.
REPORTS = 50

MANY = 500


@register.simple_tag
def agency_on(moment: datetime) -> SiteIdentity | None:
    """Return the agency as it was at ``moment`` (aware)."""
    return shell.agency_on(timezone.localdate(moment))


@register.simple_tag
@lru_cache
def drawing(name: str) -> SafeString:
    """Return an SVG drawing of our own static files as markup: it saves the page a request."""
    path = finders.find(name)
    if path is None:
        raise ValueError(f"There is no drawing {name}.")
    return mark_safe(Path(path).read_text("utf-8"))  # noqa: S308 – a file of the project itself


@register.filter
def among(path: str, links: Iterable[shell.ShownLink]) -> str:
    """Return ``path`` when one of ``links`` leads there, else nothing."""
    return path if any(link.href == path for link in links) else ""


class PieceNode(template.Node):
    """See ``piece``."""

    def __init__(
        self,
        nodelist: template.NodeList,
        name: str,
        arguments: list[FilterExpression],
        *,
        shows_figures: bool,
        many: bool,
    ) -> None:
        self.nodelist = nodelist
        self._name, self._arguments = name, arguments
        self._seconds = figures.PIECE_SECONDS if shows_figures else math.inf
        self._many = many

    def render(self, context: template.Context) -> str:
        values = [argument.resolve(context, ignore_failures=True) for argument in self._arguments]
        key = f"html {self._name} {values}"
        current = front.shell()
        # The view may have read its data under an older shell than the one that holds by now.
        if current is not getattr(context.get("request"), "shell_before", None):
            return self.nodelist.render(context)
        if self._many:
            return self._one_of_many(current, key, context)
        return current.piece(key, lambda: self.nodelist.render(context), self._seconds)

    def _one_of_many(self, current: Shell, key: str, context: template.Context) -> str:
        kept: dict[str, str] = current.piece("html of many", dict)
        html = kept.get(key)
        if html is None:
            html = self.nodelist.render(context)
            if len(kept) >= MANY:
                kept.clear()
            kept[key] = html
        return html


@register.tag
def piece(parser: Parser, token: Token) -> PieceNode:
    """Render what it encloses once for all pages of a shell: a content generation, a day.

    ``{% piece "name" argument … %} … {% endpiece %}``: what is enclosed may depend on the shell and
    on the arguments alone, and the arguments take few values (a section, never an article).
    ``{% piece "name" … with_figures %}``: it shows figures, so it is made anew after some seconds.
    ``{% piece "name" … one_of_many %}``: the arguments take many values (a row of a list, with its
    figure); only so many of these are held.
    It is held only when the shell is still the one from before the view began (page_delivery).
    """
    _tag, name, *arguments = token.split_contents()
    manner = arguments.pop() if arguments[-1:] in (["with_figures"], ["one_of_many"]) else ""
    nodelist = parser.parse(("endpiece",))
    parser.delete_first_token()
    compiled = [parser.compile_filter(argument) for argument in arguments]
    return PieceNode(
        nodelist,
        name,
        compiled,
        shows_figures=manner == "with_figures",
        many=manner == "one_of_many",
    )


@register.inclusion_tag("portal/_error_report.html", takes_context=True)
def error_report_form(context: template.Context, publication: Publication) -> dict[str, Any]:
    """Show the form by which readers report an error in ``publication``'s article.

    Only its address and its token differ between articles; the fields are a piece of all pages.
    """
    return {
        "form": lambda: ErrorReportForm(publication=publication),
        "token": error_reports.token_for(publication),
        "article": publication.article_id,
        "request": context.get("request"),
    }


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
