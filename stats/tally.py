"""What lines of the journal add to which rows, in the transaction that moves the position."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from news.models import Publication
from stats import bots, details, visits
from stats.dimensions import OTHERS, Device, Dimension, Refusal
from stats.journal import Line, local_time
from stats.models import ArticleMonth, ArticleViews, CategoryDay, DailyVisits, PageViews
from stats.tokens import NO_VIEWS, Page, parsed
from stats.upserts import grow
from stats.visits import Verdict

COLUMNS = ("people", "bots")
PEOPLE, BOTS = COLUMNS
# What pages are about, as lines carry it.
ABOUT = (Dimension.SEARCH, Dimension.NOTHING)


class _Tally:
    """Sums of the lines, row by row."""

    def __init__(self, lines: list[Line]) -> None:
        self._shown = _Shown(lines)
        self.articles: Counter[tuple[Any, ...]] = Counter()
        self.pages: Counter[tuple[Any, ...]] = Counter()
        self.visits: Counter[date] = Counter()
        self.details: details.Details = Counter()

    def counts(self, line: Line) -> bool:
        """Tell whether readers could see what ``line`` names."""
        page = parsed(line.page)
        return page.kind != "article" or self._shown.category(page, line.at) is not None

    def add_view(self, line: Line, column: str) -> None:
        page, day = parsed(line.page), local_time(line.at).date()
        if page.kind == "article":
            self.articles[day, page.pk, self._shown.category(page, line.at), column] += 1
        else:
            self.pages[day, line.page, column] += 1

    def add_bot(self, line: Line, name: str) -> None:
        self.add_view(line, BOTS)
        self.add_detail(line, Dimension.BOT, name)

    def add_person(self, line: Line, *, begins: bool) -> None:
        self.add_view(line, PEOPLE)
        told = line.details
        # Lines that were noted before there were details say nothing of the device.
        self.add_detail(line, Dimension.DEVICE, told.get(Dimension.DEVICE, Device.OTHER.value))
        self.add_detail(line, Dimension.BROWSER, told.get(Dimension.BROWSER, ""))
        self.add_detail(line, Dimension.HOUR, str(local_time(line.at).hour))
        for dimension in ABOUT:
            if dimension in told:
                self.add_detail(line, dimension, told[dimension])
        if begins:
            self.visits[local_time(line.at).date()] += 1
            self.add_detail(line, Dimension.ENTRY, line.page)
            self.add_detail(line, Dimension.REFERRER, told.get(Dimension.REFERRER, ""))

    def add_detail(self, line: Line, dimension: str, value: str) -> None:
        self.details[local_time(line.at).date(), str(dimension), value] += line.amount


def add(lines: list[Line]) -> None:
    """Add ``lines`` to the daily rows, their sums and the details."""
    tally = _Tally(lines)
    people = []
    for line in lines:
        if line.page in NO_VIEWS:
            for dimension, value in line.details.items():
                tally.add_detail(line, dimension, value)
        elif tally.counts(line):
            if line.bot:
                tally.add_bot(line, line.details.get(Dimension.BOT, OTHERS))
            else:
                people.append(line)
    verdicts, visitors = visits.judged(people)
    for line, verdict in verdicts:
        if verdict is Verdict.PROGRAM:
            tally.add_bot(line, bots.MANY_PAGES)
        elif verdict is Verdict.TOO_MANY:
            tally.add_detail(line, Dimension.REFUSED, Refusal.FLOOD_VISITOR.value)
        else:
            tally.add_person(line, begins=verdict is Verdict.VISIT)
    _write(tally, visitors)


def _write(tally: _Tally, visitors: Counter[date]) -> None:
    months, categories = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for (day, article, category, column), amount in tally.articles.items():
        months[day.replace(day=1), article, category, column] += amount
        categories[day, category, column] += amount
    grow(ArticleViews, ("day", "article_id", "category_id", *COLUMNS), _by_row(tally.articles))
    grow(ArticleMonth, ("month", "article_id", "category_id", *COLUMNS), _by_row(months))
    grow(CategoryDay, ("day", "category_id", *COLUMNS), _by_row(categories))
    grow(PageViews, ("day", "page", *COLUMNS), _by_row(tally.pages))
    begun = {(day,): (amount, visitors[day]) for day, amount in tally.visits.items()}
    grow(DailyVisits, ("day", "visits", "visitors"), begun)
    details.add(tally.details)


def _by_row(amounts: Counter[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Return by row what is added to its COLUMNS; the last part of each key names one of them."""
    keys = {key[:-1] for key in amounts}
    return {key: tuple(amounts[*key, column] for column in COLUMNS) for key in keys}


class _Shown:
    """What readers could see of the articles that the lines name, at their moments."""

    def __init__(self, lines: list[Line]) -> None:
        pages = {parsed(line.page) for line in lines if line.page}
        moments = [line.at for line in lines]
        self._intervals: dict[int, list[tuple[datetime, datetime | None, int]]] = defaultdict(list)
        ids = [page.pk for page in pages if page.kind == "article"]
        if ids:
            rows = Publication.objects.filter(article__in=ids, starts_at__lte=max(moments))
            for article, begins, ends, category in rows.values_list(
                "article_id", "starts_at", "ends_at", "category_id"
            ):
                self._intervals[article].append((begins, ends, category))

    def category(self, page: Page, at: datetime) -> int | None:
        """Return the category of the article when it was visible at ``at``; else None."""
        for begins, ends, category in self._intervals[page.pk]:
            if begins <= at and (ends is None or at < ends):
                return category
        return None
