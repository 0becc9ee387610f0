"""Which reports there are: the name in the address, the heading, and what makes each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from stats.dimensions import Dimension
from stats.reports import articles, details, overview
from stats.reports.tables import Asked, Report

CATEGORY, TYPE, AUTHOR, TEXT, GRAIN = "category", "article_type", "author", "q", "grain"


@dataclass(frozen=True)
class Entry:
    """A report: ``filters`` are the fields it can be narrowed by, ``is_hours`` a table of hours."""

    name: str
    title: Any
    lead: Any
    make: Callable[[Asked], Report]
    filters: frozenset[str] = field(default_factory=frozenset)
    is_hours: bool = False


@dataclass(frozen=True)
class Group:
    """Reports that belong together."""

    heading: Any
    entries: list[Entry]


def _values(name: str, title: Any, lead: Any, dimension: str, label: Any, counted: Any) -> Entry:
    make = partial(_make_values, dimension=dimension, label=label, counted=counted)
    return Entry(name, title, lead, make)


def _make_values(asked: Asked, dimension: str, label: Any, counted: Any) -> Report:
    return details.values(asked, dimension, str(label), str(counted))


OVERVIEW = Entry(
    "tong-quan",
    _("Overview"),
    _("Visits and page views over time."),
    overview.overview,
    frozenset({GRAIN, CATEGORY}),
)
GROUPS = [
    Group(
        _("What is read"),
        [
            OVERVIEW,
            Entry(
                "bai-viet",
                _("Articles by views"),
                _("Which articles were read, and when first and last."),
                articles.articles,
                frozenset({CATEGORY, TYPE, AUTHOR, TEXT}),
            ),
            Entry(
                "chuyen-muc",
                _("Categories by views"),
                _("How much each category was read."),
                articles.categories,
                frozenset({CATEGORY}),
            ),
            Entry(
                "loai-bai",
                _("Types by views"),
                _("How much articles of each type were read."),
                articles.types,
                frozenset({CATEGORY}),
            ),
            Entry(
                "tac-gia",
                _("Authors by views"),
                _("How much each author was read."),
                articles.authors,
                frozenset({CATEGORY}),
            ),
            Entry(
                "trang",
                _("Other pages"),
                _("Home, lists, search: pages that are no articles."),
                details.pages,
            ),
            _values(
                "tai-ve",
                _("Downloaded files"),
                _("Attachments that people downloaded; a download is no page view."),
                Dimension.DOWNLOAD,
                _("File"),
                _("Downloads"),
            ),
        ],
    ),
    Group(
        _("How people come"),
        [
            _values(
                "trang-vao",
                _("Entry pages"),
                _("The page on which each visit began."),
                Dimension.ENTRY,
                _("Page"),
                _("Visits"),
            ),
            _values(
                "nguon",
                _("Referrers"),
                _("The site that a visit came from; of an address only the host is kept."),
                Dimension.REFERRER,
                _("Site"),
                _("Visits"),
            ),
            _values(
                "tim-kiem",
                _("Words searched"),
                _("Words searched on this portal, without marks."),
                Dimension.SEARCH,
                _("Words"),
                _("Searches"),
            ),
            _values(
                "khong-thay",
                _("Searches that found nothing"),
                _("What people looked for in vain: subjects to write about, or words to use."),
                Dimension.NOTHING,
                _("Words"),
                _("Searches"),
            ),
            _values(
                "dia-chi-sai",
                _("Missing addresses"),
                _("Addresses asked for that do not exist; they are no page views."),
                Dimension.MISSING,
                _("Address"),
                _("Times"),
            ),
        ],
    ),
    Group(
        _("On what, and when"),
        [
            _values(
                "thiet-bi",
                _("Devices"),
                _("On which kind of device pages were viewed."),
                Dimension.DEVICE,
                _("Device"),
                _("Page views"),
            ),
            _values(
                "trinh-duyet",
                _("Browsers"),
                _("In which browser or app pages were viewed."),
                Dimension.BROWSER,
                _("Browser"),
                _("Page views"),
            ),
            Entry(
                "gio",
                _("Hours and weekdays"),
                _("When pages were viewed, by the hours of each day of the week."),
                details.hours,
                is_hours=True,
            ),
        ],
    ),
    Group(
        _("What is not counted"),
        [
            _values(
                "robot",
                _("Robots"),
                _("Search engines and other programs; their views are counted apart."),
                Dimension.BOT,
                _("Robot"),
                _("Views by robots"),
            ),
            _values(
                "tu-choi",
                _("Refused"),
                _("What was sent to be counted and was refused, and why."),
                Dimension.REFUSED,
                _("Reason"),
                _("Times refused"),
            ),
        ],
    ),
]
ENTRIES = {entry.name: entry for group in GROUPS for entry in group.entries}
