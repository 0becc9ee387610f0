"""What the address of a search page asks for, and the addresses that lead on from it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _

from news import days, front
from news.enums import Layout
from news.models import ArticleType, Category, Publication
from news.search.query import MAX_QUERY, Filters, Query
from news.search.results import Results, search
from news.search.spelling import suggestion
from news.vietnamese import one_line

TEXT, CATEGORY, TYPE, KIND, FIRST_DAY, LAST_DAY, ORDER, PAGE = (
    "q",
    "chuyen-muc",
    "loai",
    "dang",
    "tu-ngay",
    "den-ngay",
    "xep",
    "trang",
)
BY_DATE = "ngay"
LONGEST_DAY = 40


class Choice(NamedTuple):
    """A link that changes one thing about the search and keeps the rest."""

    label: str
    href: str
    chosen: bool


class AskedDay(NamedTuple):
    """A day by which results are narrowed, and its field; with a fault they are not."""

    day: date | None
    # As a date field writes it; what was not understood stays as it was typed.
    shown: str
    is_understood: bool = True
    fault: str = ""


class Asked:
    """A search as its address has it; what is unknown or impossible there is left out.

    Only of days it is told that they were left out: people type them.
    """

    def __init__(self, parameters: QueryDict) -> None:
        self._given = parameters

    @cached_property
    def text(self) -> str:
        """The query as it is shown again: one line of NFC."""
        return one_line(self._given.get(TEXT, "")[:MAX_QUERY])

    @cached_property
    def query(self) -> Query:
        return Query(self.text)

    @cached_property
    def category(self) -> Category | None:
        return front.tree().by_slug.get(self._given.get(CATEGORY, ""))

    @cached_property
    def article_type(self) -> ArticleType | None:
        slug = self._given.get(TYPE, "")
        return next((kind for kind in _article_types() if kind.slug == slug), None)

    @cached_property
    def kind(self) -> str:
        kind = self._given.get(KIND, "")
        return kind if kind in _kinds() else ""

    @cached_property
    def first_day(self) -> AskedDay:
        return _asked_day(self._given.get(FIRST_DAY, ""))

    @cached_property
    def last_day(self) -> AskedDay:
        asked = _asked_day(self._given.get(LAST_DAY, ""))
        if self.first_day.day and asked.day and asked.day < self.first_day.day:
            return asked._replace(day=None, fault=_("The last day lies before the first one."))
        return asked

    @cached_property
    def by_date(self) -> bool:
        return self._given.get(ORDER) == BY_DATE

    @cached_property
    def is_narrowed(self) -> bool:
        """Tell whether any filter is set."""
        return self.filters != Filters() or bool(self.first_day.shown or self.last_day.shown)

    @cached_property
    def filters(self) -> Filters:
        return Filters(
            categories=sorted(front.tree().below(self.category.pk)) if self.category else (),
            article_type=self.article_type.pk if self.article_type else None,
            layout=_kinds()[self.kind][0] if self.kind else "",
            first_day=self.first_day.day,
            last_day=self.last_day.day,
        )

    def results(self) -> Results:
        """Return the page of results that is asked for."""
        page = self._given.get(PAGE, "")
        number = int(page) if page.isdecimal() and len(page) < 6 else 1
        return search(self.query, self.filters, by_date=self.by_date, page=number)

    @cached_property
    def meant(self) -> str:
        """What may have been meant instead; only what readers would find something with."""
        return suggestion(self.query, self.filters)

    @cached_property
    def meant_href(self) -> str:
        return self._href({TEXT: self.meant})

    @cached_property
    def unfiltered_href(self) -> str:
        return f"?{urlencode({TEXT: self.text})}"

    def kinds(self) -> list[Choice]:
        """Return the links to all results and to those of one kind."""
        every = Choice(_("All"), self._href({KIND: ""}), not self.kind)
        return [every] + [
            Choice(name, self._href({KIND: kind}), kind == self.kind)
            for kind, (_layout, name) in _kinds().items()
        ]

    def orders(self) -> list[Choice]:
        """Return the links to the results by relevance and by date."""
        return [
            Choice(_("Most relevant"), self._href({ORDER: ""}), not self.by_date),
            Choice(_("Newest first"), self._href({ORDER: BY_DATE}), self.by_date),
        ]

    def page_href(self, number: int) -> str:
        """Return the address of another page of the same results."""
        return self._href({PAGE: str(number) if number > 1 else ""})

    @staticmethod
    def categories() -> list[tuple[Category, str]]:
        """Return every category in the tree's order with its path: "Tin tức – Kinh tế"."""
        tree = front.tree()
        named = [(one, [above.name for above in tree.path(one.pk)]) for one in tree.all]
        places = {one.pk: place for place, one in enumerate(tree.all)}
        named.sort(key=lambda pair: [places[above.pk] for above in tree.path(pair[0].pk)])
        return [(one, " – ".join(names)) for one, names in named]

    def article_types(self) -> list[ArticleType]:
        """Return the types of what readers can find now, and the one that is asked for."""
        return [kind for kind in _article_types() if kind.is_read or kind == self.article_type]

    def _href(self, changes: dict[str, str]) -> str:
        now = {
            TEXT: self.text,
            CATEGORY: self.category.slug if self.category else "",
            TYPE: self.article_type.slug if self.article_type else "",
            KIND: self.kind,
            FIRST_DAY: self.first_day.shown,
            LAST_DAY: self.last_day.shown,
            ORDER: BY_DATE if self.by_date else "",
        }
        return "?" + urlencode({name: value for name, value in (now | changes).items() if value})


def _kinds() -> dict[str, tuple[str, str]]:
    """Return the kinds by their names in the address: layout, and name on the page."""
    return {
        "tin": (Layout.ARTICLE, _("News items")),
        "van-ban": (Layout.DOCUMENT, _("Documents")),
        "anh": (Layout.ALBUM, _("Photo albums")),
        "video": (Layout.VIDEO, _("Videos")),
    }


def _article_types() -> list[Any]:
    """Return the types of what has a date, each with whether readers see any of it (``is_read``).

    Kept in memory with what pages share. Pages without date are found, but their type tells nobody
    anything.
    """
    seen = Publication.objects.visible().filter(article_type=OuterRef("pk"))
    types = ArticleType.objects.exclude(layout=Layout.PAGE).annotate(is_read=Exists(seen))
    return front.shell().piece("article types", lambda: list(types))


def _asked_day(typed: str) -> AskedDay:
    shown = one_line(typed[:LONGEST_DAY])
    day = days.read(shown)
    if day or not shown:
        return AskedDay(day, day.isoformat() if day else "")
    fault = _("Please give this day as day/month/year, such as 27/11/2026.")
    return AskedDay(None, shown, is_understood=False, fault=fault)
