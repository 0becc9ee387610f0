"""What a report is made of: a table that pages, CSV and XLSX show alike, and what stands above it.

Cells hold plain values (text, whole numbers, days, shares), so that a file gets numbers as numbers;
how they are written is each reader's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from stats.periods import Against, Grain, Period

# Rows of one page, and of how many pages; a file holds more.
SIZE, MOST_PAGES = 50, 20


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    SHARE = "share"  # of 1
    DIFFERENCE = "difference"  # a whole number with its sign
    CHANGE = "change"  # a share with its sign; None where nothing can be compared
    LINE = "line"  # a list of numbers, drawn small; not in files
    BAR = "bar"  # a share of 1, drawn; not in files


@dataclass(frozen=True)
class Column:
    """A column: its heading and what its cells are."""

    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Name:
    """A text that may lead somewhere; ``note`` stands below it in small letters."""

    text: str
    href: str = ""
    note: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Asked:
    """What an address asks of a report; ``categories`` None: all, else with those below it."""

    period: Period
    against: Period | None
    today: date
    grain: Grain = Grain.DAY
    compared: str = Against.BEFORE
    categories: frozenset[int] | None = None
    article_type: int | None = None
    author: int | None = None
    text: str = ""
    page: int = 1
    # False for files, which hold all rows.
    is_paged: bool = True


@dataclass
class Table:
    """The rows of a report; ``total`` ends it, ``more`` says how many rows were left out."""

    columns: list[Column]
    rows: list[list[Any]]
    total: list[Any] | None = None
    pages: int = 1
    count: int = 0
    more: int = 0


@dataclass(frozen=True)
class Sum:
    """A figure over the whole period and what it is compared with; ``past`` None: with nothing."""

    label: str
    value: int
    past: int | None = None

    @property
    def difference(self) -> int | None:
        """How much more than in the other period."""
        return None if self.past is None else self.value - self.past

    @property
    def change(self) -> float | None:
        """The difference as a share of the other period's figure."""
        return change(self.value, self.past)


@dataclass
class Report:
    """A report ready to be shown; ``sums`` head it, ``notes`` explain it."""

    table: Table
    sums: list[Sum] = field(default_factory=list)
    chart: Any = None
    notes: list[str] = field(default_factory=list)


def change(value: int, past: int | None) -> float | None:
    """Return by which share ``value`` differs from ``past``; None where that says nothing."""
    return (value - past) / past if past else None


def compared(value: int, past: int) -> list[Any]:
    """Return the cells that compare: the other period's figure, the difference, the change."""
    return [past, value - past, change(value, past)]


def compared_columns(label: str) -> list[Column]:
    """Return the columns of ``compared``; ``label`` names the other period."""
    return [
        Column(label, Kind.NUMBER),
        Column(_("Difference"), Kind.DIFFERENCE),
        Column(_("Change"), Kind.CHANGE),
    ]


def page_of(rows: Sequence[Any], asked: Asked) -> tuple[Sequence[Any], int, int]:
    """Return the rows of the page asked for, how many pages there are, and how many rows beyond."""
    if not asked.is_paged:
        return rows, 1, 0
    pages = min(MOST_PAGES, max(1, -(-len(rows) // SIZE)))
    start = (min(asked.page, pages) - 1) * SIZE
    return rows[start : start + SIZE], pages, max(0, len(rows) - MOST_PAGES * SIZE)
