"""What articles were read: by article, category, type and author, and one article's own figures.

A category is the one that the article was in when it was read; type and author are those that
readers see or last saw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from news.models import Article, ArticleType, Author, Category, VersionFile
from news.vietnamese import fold
from stats.dimensions import Dimension
from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DetailCount,
    OpeningBalance,
)
from stats.periods import BY_DAY, Grain, Period, divide
from stats.reports import tables
from stats.reports.article_sums import views_in
from stats.reports.names import Shown, article_name, article_names, shown_of
from stats.reports.tables import Asked, Column, Kind, Name, Report, Table

# Into how many points the small line beside an article is divided at most.
MOST_POINTS = 62


def articles(asked: Asked) -> Report:
    """Return the articles read in the period, the most read first."""
    read = _read(asked, asked.period)
    ranked = sorted(read, key=lambda pk: (-read[pk], -pk))
    if asked.article_type or asked.author or asked.text:
        shown = shown_of(None)
        ranked = [pk for pk in ranked if pk in shown and _suits(shown[pk], asked)]
    rows, pages, more = tables.page_of(ranked, asked)
    table = Table(
        _article_columns(asked),
        _article_rows(asked, list(rows), read),
        pages=pages,
        count=len(ranked),
        more=more,
    )
    views = sum(read[pk] for pk in ranked)
    sums = [
        tables.Sum(_("Views of these articles"), views),
        tables.Sum(_("Articles read"), len(ranked)),
    ]
    return Report(table, sums=sums)


def _suits(shown: Shown, asked: Asked) -> bool:
    return (
        (not asked.article_type or shown.article_type == asked.article_type)
        and (not asked.author or shown.author == asked.author)
        and (not asked.text or asked.text in fold(shown.title))
    )


def _article_columns(asked: Asked) -> list[Column]:
    columns = [Column(_("Article")), Column(_("Views"), Kind.NUMBER)]
    if asked.against:
        columns += tables.compared_columns(_("Views then"))
    columns += [Column(_("First read"), Kind.DAY), Column(_("Last read"), Kind.DAY)]
    if asked.is_paged:
        columns.append(Column(_("In the course of the period"), Kind.LINE))
    return columns


def _article_rows(asked: Asked, page: list[int], read: Counter[int]) -> list[list[Any]]:
    names = article_names(page)
    past = _read(asked, asked.against, page) if asked.against else Counter()
    ends = _first_and_last(asked, page)
    lines = _lines(asked, page) if asked.is_paged else {}
    rows = []
    for pk in page:
        row: list[Any] = [article_name(names, pk), read[pk]]
        if asked.against:
            row += tables.compared(read[pk], past[pk])
        row += ends.get(pk, (None, None))
        if asked.is_paged:
            row.append(lines[pk])
        rows.append(row)
    return rows


def _first_and_last(asked: Asked, page: list[int]) -> dict[int, tuple[date, date]]:
    """Return the first and the last day of each article within the period.

    Each is sought from its end of the article's days: grouping would read all of them.
    """
    own = ArticleViews.objects.filter(article=OuterRef("pk"), people__gt=0)
    days = _within(own, asked, "day").values("day")
    rows = Article.objects.filter(pk__in=page).order_by()
    first, last = Subquery(days.order_by("day")[:1]), Subquery(days.order_by("-day")[:1])
    found = rows.values_list("pk", first, last)
    return {article: (begin, end) for article, begin, end in found}


def _lines(asked: Asked, page: list[int]) -> dict[int, list[int]]:
    """Return the small line of each article: by day for up to two months, else by month."""
    by_months = asked.period.days > MOST_POINTS
    parts = divide(asked.period, Grain.MONTH if by_months else Grain.DAY)
    place = {
        part.first.replace(day=1) if by_months else part.first: n for n, part in enumerate(parts)
    }
    lines = {pk: [0] * len(parts) for pk in page}
    if by_months:
        # The first and the last month are drawn whole: a line is no table.
        rows: QuerySet[Any] = ArticleMonth.objects.filter(
            month__gte=min(place), month__lte=max(place)
        )
        field = "month"
    else:
        rows = _within(ArticleViews.objects.all(), asked, "day")
        field = "day"
    rows = _in_categories(rows, asked).filter(article__in=page)
    for article, moment, people in rows.values_list("article", field, "people"):
        lines[article][place[moment]] += people
    return lines


def _read(asked: Asked, period: Period, articles: Collection[int] | None = None) -> Counter[int]:
    return views_in(period, asked.today, categories=asked.categories, articles=articles)


def _in_categories(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    return rows if asked.categories is None else rows.filter(category__in=asked.categories)


def _within(rows: QuerySet[Any], asked: Asked, field: str) -> QuerySet[Any]:
    period = {f"{field}__gte": asked.period.first, f"{field}__lte": asked.period.last}
    return _in_categories(rows.filter(**period), asked)


# --- by category, type, author


def categories(asked: Asked) -> Report:
    """Return the views of articles by the category each was in when it was read."""

    def read(period: Period) -> Counter[int]:
        rows = CategoryDay.objects.filter(day__gte=period.first, day__lte=period.last)
        some = _in_categories(rows, asked).order_by().values_list("category")
        return Counter(dict(some.annotate(Sum("people"))))

    names = dict(Category.objects.values_list("pk", "name"))
    note = _("Each view counts for the category the article was in at that time.")
    return grouped(asked, _("Category"), read, names, [note])


def types(asked: Asked) -> Report:
    """Return the views of articles by their type."""
    return _by_placement(asked, _("Article type"), "article_type", ArticleType, "name")


def authors(asked: Asked) -> Report:
    """Return the views of articles by their author."""
    return _by_placement(asked, _("Author"), "author", Author, "pen_name")


def _by_placement(asked: Asked, label: str, field: str, model: Any, name: str) -> Report:
    shown = shown_of(None)

    def read(period: Period) -> Counter[int | None]:
        found: Counter[int | None] = Counter()
        for article, people in _read(asked, period).items():
            found[getattr(shown[article], field) if article in shown else None] += people
        return found

    names = dict(model.objects.values_list("pk", name)) | {None: _("Not given")}
    note = _("Each view counts for what the article says now, or said when it was last shown.")
    return grouped(asked, label, read, names, [note])


def grouped(asked: Asked, label: str, read: Any, names: dict[Any, Any], notes: list[str]) -> Report:
    """Return a report with a row for each group; ``read(period)`` counts by the group's key."""
    now = read(asked.period)
    past = read(asked.against) if asked.against else Counter()
    keys = sorted(now.keys() | past.keys(), key=lambda key: (-now[key], -past[key], str(key)))
    keys = [key for key in keys if now[key] or past[key]]
    rows, pages, more = tables.page_of(keys, asked)
    whole, then = sum(now.values()), sum(past.values())
    table = amounts_table(
        asked,
        label,
        [(Name(str(names.get(key, key))), now[key], past[key]) for key in rows],
        whole,
        then,
    )
    table.pages, table.more, table.count = pages, more, len(keys)
    total = tables.Sum(_("Views of articles"), whole, then if asked.against else None)
    return Report(table, sums=[total], notes=notes)


def amounts_table(
    asked: Asked,
    label: str,
    rows: list[tuple[Name, int, int]],
    whole: int,
    then: int,
    counted: str = "",
) -> Table:
    """Return a table of names with amounts, each also as a share of ``whole``, and compared."""
    columns = [
        Column(label),
        Column(counted or _("Views"), Kind.NUMBER),
        Column(_("Share"), Kind.SHARE),
    ]
    if asked.is_paged:
        columns.append(Column(_("Drawn"), Kind.BAR))
    if asked.against:
        columns += tables.compared_columns(_("Then"))
    highest = max((now for _name, now, _past in rows), default=0) or 1
    cells = []
    for name, now, past in rows:
        row: list[Any] = [name, now, now / whole if whole else 0]
        if asked.is_paged:
            row.append(now / highest)
        if asked.against:
            row += tables.compared(now, past)
        cells.append(row)
    total: list[Any] = [_("Total"), whole, 1 if whole else 0]
    if asked.is_paged:
        total.append(None)
    if asked.against:
        total += tables.compared(whole, then)
    return Table(columns, cells, total, count=len(cells))


# --- one article


@dataclass(frozen=True)
class ArticleFigures:
    """What is known of one article; ``carried`` is what an older portal counted."""

    counted: int
    carried: int
    bots: int
    first: date | None
    last: date | None
    days: list[tuple[date, int]]
    downloads: int

    @property
    def total(self) -> int:
        """The views readers are shown."""
        return self.counted + self.carried

    @property
    def lately(self) -> int:
        """The views of the days drawn."""
        return sum(views for _day, views in self.days)


def article_figures(article: int, period: Period) -> ArticleFigures:
    """Return the figures of one article; its ``days`` are those of ``period``. Four queries."""
    own = ArticleViews.objects.filter(article=article)
    sums = ArticleMonth.objects.filter(article=article).aggregate(
        people=Sum("people", default=0), bots=Sum("bots", default=0)
    )
    ends = own.filter(people__gt=0).aggregate(first=Min("day"), last=Max("day"))
    days = dict(
        own.filter(day__gte=period.first, day__lte=period.last)
        .order_by()
        .values_list("day")
        .annotate(Sum("people"))
    )
    carried = OpeningBalance.objects.filter(article=article)
    files = VersionFile.objects.filter(version__article=article).values("file__sha256")
    downloads = DetailCount.objects.filter(dimension=Dimension.DOWNLOAD, value__in=files)
    return ArticleFigures(
        counted=sums["people"],
        carried=carried.aggregate(total=Sum("amount", default=0))["total"],
        bots=sums["bots"],
        first=ends["first"],
        last=ends["last"],
        days=[(day, days.get(day, 0)) for day in period],
        downloads=downloads.aggregate(total=Sum("amount", default=0))["total"],
    )


def one_article(asked: Asked, article: int) -> Report:
    """Return the views of one article by the grain asked for."""
    rows = ArticleViews.objects.filter(article=article)
    days: dict[Period, Counter[date]] = {}
    for period in filter(None, (asked.period, asked.against)):
        own = rows.filter(day__gte=period.first, day__lte=period.last).order_by()
        days[period] = Counter(dict(own.values_list("day").annotate(Sum("people"))))
    return _course(asked, days)


def _course(asked: Asked, days: dict[Period, Counter[date]]) -> Report:
    by_day = asked.grain == Grain.DAY and asked.period.days <= BY_DAY
    columns = [Column(_("Day") if by_day else _("From"), Kind.DAY)]
    if not by_day:
        columns.append(Column(_("To"), Kind.DAY))
    columns.append(Column(_("Views"), Kind.NUMBER))
    rows, points = [], []
    others = divide(asked.against, asked.grain) if asked.against else []
    for part, other in zip_longest(divide(asked.period, asked.grain), others):
        if part is None:
            break
        views = sum(days[asked.period][day] for day in part)
        then = sum(days[asked.against][day] for day in other) if asked.against and other else None
        points.append((part, views, other, then))
        rows.append([part.first, views] if by_day else [part.first, part.last, views])
    whole = sum(days[asked.period].values())
    past = sum(days[asked.against].values()) if asked.against else None
    total: list[Any] = [_("Whole period"), *([] if by_day else [None]), whole]
    table = Table(columns, rows[::-1], total, count=len(rows))
    return Report(table, sums=[tables.Sum(_("Views"), whole, past)], chart=points)
