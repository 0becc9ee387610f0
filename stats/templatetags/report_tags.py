"""How the cells of reports are written on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from news.models import Article
from news.templatetags.news_tags import number
from stats import charts
from stats.periods import Quick, usual
from stats.reports.articles import article_figures
from stats.reports.tables import Column, Kind, Name, Sum, Table

register = template.Library()
NOTHING = "–"
# What a bar and a small line are drawn in, in pixels of the drawing.
BAR = (100, 8)
LINE = (120, 28)


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """Return the rows of a table as HTML: written here, because there may be ten thousand cells."""
    return mark_safe("".join(_row(table.columns, row) for row in table.rows))  # noqa: S308 -- every cell is escaped


@register.simple_tag
def total_row(table: Table) -> SafeString:
    """Return the last row of a table as HTML; nothing where it has none."""
    return mark_safe(_row(table.columns, table.total) if table.total else "")  # noqa: S308 -- every cell is escaped


def _row(columns: Sequence[Column], row: Sequence[Any]) -> str:
    cells = []
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        begin, end = ("td", "td") if place else ('th scope="row"', "th")
        text = conditional_escape(cell(column, value))
        cells.append(f'<{begin} class="is-{column.kind.value}">{text}</{end}>')
    return f"<tr>{''.join(cells)}</tr>"


def cell(column: Column, value: Any) -> SafeString | str:
    """Return a cell's value as the page shows it."""
    if value is None:
        return "" if column.kind is Kind.BAR else NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, Name):
        return _name(value)
    if column.kind is Kind.LINE:
        return small_line(value)
    if column.kind is Kind.BAR:
        return bar(value)
    writers: dict[Kind, Callable[[Any], str]] = {
        Kind.DAY: date_format,
        Kind.NUMBER: number,
        Kind.SHARE: percent,
        Kind.DIFFERENCE: difference,
        Kind.CHANGE: change,
    }
    return writers[column.kind](value)


def _name(name: Name) -> SafeString | str:
    text: SafeString | str = name.text
    if name.href:
        text = format_html('<a href="{}">{}</a>', name.href, name.text)
    if name.note:
        text = format_html('{} <span class="small">{}</span>', text, name.note)
    return text


@register.filter
def percent(share: float) -> str:
    """Return a share of one in percent: "12,5%"."""
    # number_format cuts decimals off instead of rounding them.
    return f"{number_format(round(100 * share, 1), 1, force_grouping=True)}%"


@register.filter
def difference(value: int) -> str:
    """Return a difference with its sign: "+120", "−30", "0"."""
    return f"{_sign(value)}{number(abs(value))}"


@register.filter
def change(share: float) -> str:
    """Return a change with its sign: "+12,5%", "−5,0%"."""
    return f"{_sign(share)}{percent(abs(share))}"


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""


@register.filter
def in_words(total: Sum) -> str:
    """Return how a sum compares, in words: "tăng 120 (12,5%)"."""
    gap = total.difference
    if gap is None:
        return ""
    if gap == 0:
        return _("unchanged")
    share = f" ({percent(abs(total.change))})" if total.change is not None else ""
    words = _("up by %(gap)s") if gap > 0 else _("down by %(gap)s")
    return words % {"gap": number(abs(gap))} + share


@register.simple_tag
def bar(share: float) -> SafeString:
    """Return a bar for a share of one; the figure stands beside it, so it says nothing itself."""
    width, height = BAR
    return format_html(
        '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="{}"/></svg>',
        str(width),
        str(height),
        f"{width * share:.1f}",
        str(height),
    )


@register.simple_tag
def small_line(values: list[int], label: str = "") -> SafeString | str:
    """Return a small line through ``values``, with ``label`` for whoever cannot see it."""
    width, height = LINE
    path = charts.spark(values, width, height)
    if not path:
        return NOTHING
    role = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" {}><path d="{}"/></svg>',
        *(str(side) for side in (width, height, width, height)),
        role,
        path,
    )


@register.inclusion_tag("stats/_article_panel.html")
def article_panel(article: Article) -> dict[str, Any]:
    """Show how an article is read, on its page in the admin."""
    today = timezone.localdate()
    period = usual(Quick.DAYS, today, today)
    figures = article_figures(article.pk, period)
    return {
        "article_pk": article.pk,
        "figures": figures,
        "values": [views for _day, views in figures.days],
        "days": period.days,
    }
