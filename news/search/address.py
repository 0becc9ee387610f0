"""What the address of a search page asks for, and the addresses that lead on from it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from news import front
from news.enums import Layout
from news.models import ArticleType, Category
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
# Days outside are slips of the keyboard, and near the ends of the calendar no moment exists.
YEARS = range(1900, 2200)


class Choice(NamedTuple):
    """A link that changes one thing about the search and keeps the rest."""

    label: str
    href: str
    chosen: bool


class Asked:
    """A search as its address has it; what is unknown or impossible there is left out."""

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
        return next((kind for kind in self.article_types() if kind.slug == slug), None)

    @cached_property
    def kind(self) -> str:
        kind = self._given.get(KIND, "")
        return kind if kind in _kinds() else ""

    @cached_property
    def first_day(self) -> date | None:
        return _day(self._given.get(FIRST_DAY, ""))

    @cached_property
    def last_day(self) -> date | None:
        return _day(self._given.get(LAST_DAY, ""))

    @cached_property
    def by_date(self) -> bool:
        return self._given.get(ORDER) == BY_DATE

    @cached_property
    def is_narrowed(self) -> bool:
        """Tell whether any filter is set."""
        return self.filters != Filters()

    @cached_property
    def filters(self) -> Filters:
        return Filters(
            categories=sorted(front.tree().below(self.category.pk)) if self.category else (),
            article_type=self.article_type.pk if self.article_type else None,
            layout=_kinds()[self.kind][0] if self.kind else "",
            first_day=self.first_day,
            last_day=self.last_day,
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

    @staticmethod
    def article_types() -> list[ArticleType]:
        """Return the article types, kept in memory with what pages share."""
        return front.shell().piece("article types", lambda: list(ArticleType.objects.all()))

    def _href(self, changes: dict[str, str]) -> str:
        now = {
            TEXT: self.text,
            CATEGORY: self.category.slug if self.category else "",
            TYPE: self.article_type.slug if self.article_type else "",
            KIND: self.kind,
            FIRST_DAY: self.first_day.isoformat() if self.first_day else "",
            LAST_DAY: self.last_day.isoformat() if self.last_day else "",
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


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None
