"""Two tables, cell by cell: in the rows and columns of both together, where that can be drawn.

Rows and columns are paired by what stands in them. A cell of the new table answers to every old
cell that lay where it lies now, so merging and splitting keep the words together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from news.differences import alignment, words
from news.differences.blocks import Cell, Table, Tokens
from news.differences.words import RunKind, Runs

# Rows and columns that share half of their words or cells are the same row or column.
ALIKE = 0.5
# A table with more places than this is shown old and new, not woven into one.
MAX_PLACES = 20_000

Grid = list[list["Spot | None"]]
Pairs = list[tuple[int, int]]


@dataclass(eq=False)
class Spot:
    """A cell in its table's grid, from its first row and column on."""

    cell: Cell
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(eq=False)
class CellChange:
    """A cell of both tables together: ``new`` with every ``old`` that it answers to, or one old.

    ``rowspan`` and ``colspan`` count the rows and columns of both tables together; ``is_split``
    tells that the old cell reached further.
    """

    new: Cell | None = None
    old: list[Cell] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1
    is_split: bool = False

    @property
    def cell(self) -> Cell:
        return self.new or self.old[0]

    @property
    def is_merged(self) -> bool:
        return self.new is not None and len(self.old) > 1

    @property
    def kind(self) -> str:
        """Whether it stayed, came, went or was changed: the values of RunKind and "changed"."""
        if self.new is None:
            return RunKind.DELETED.value
        if not self.old:
            return RunKind.INSERTED.value
        return RunKind.SAME.value if self.old == [self.new] else "changed"

    @cached_property
    def runs(self) -> Runs:
        """Its words, with what happened to them."""
        before: Tokens = tuple(token for cell in self.old for token in cell.tokens)
        return words.compare(before, self.new.tokens if self.new else ())


class TableRow(NamedTuple):
    """A row of both tables together; None holds a place that neither of them fills."""

    kind: str
    cells: tuple[CellChange | None, ...]


@dataclass(frozen=True)
class TableChange:
    """Two tables woven into one, with how many rows and columns came and went."""

    rows: tuple[TableRow, ...]
    caption: Runs
    rows_added: int
    rows_removed: int
    columns_added: int
    columns_removed: int

    @property
    def cells(self) -> Iterator[CellChange]:
        return (cell for row in self.rows for cell in row.cells if cell)


def compare(old: Table, new: Table) -> TableChange | None:
    """Return both tables as one; None where old and new cells would lie upon each other."""
    before, after = grid_of(old), grid_of(new)
    if not before or not after:
        return None
    rows = _row_pairs(old, new, len(before), len(after))
    columns = _column_pairs(before, after, rows)
    drawing = _Drawing(before, after, rows, columns)
    if not drawing.place():
        return None
    return TableChange(
        rows=tuple(drawing.rows()),
        caption=words.compare(old.caption, new.caption),
        rows_added=len(after) - len(rows),
        rows_removed=len(before) - len(rows),
        columns_added=len(after[0]) - len(columns),
        columns_removed=len(before[0]) - len(columns),
    )


def grid_of(table: Table) -> Grid:
    """Return which cell lies at each row and column; empty for a table too large to weave."""
    placed: dict[tuple[int, int], Spot] = {}
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in placed:
                column += 1
            down = min(cell.rowspan, len(table.rows) - row)
            if len(placed) + down * cell.colspan > MAX_PLACES:
                return []
            spot = Spot(cell, row, column, down, cell.colspan)
            for r in range(row, row + down):
                for c in range(column, column + cell.colspan):
                    # Of cells that a faulty table lays upon each other the first stays.
                    placed.setdefault((r, c), spot)
            column += cell.colspan
    width = 1 + max((column for _row, column in placed), default=-1)
    if len(table.rows) * width > MAX_PLACES:
        return []
    return [[placed.get((r, c)) for c in range(width)] for r in range(len(table.rows))]


def _row_pairs(old: Table, new: Table, height_old: int, height_new: int) -> Pairs:
    said_old = [_words(row) for row in old.rows]
    said_new = [_words(row) for row in new.rows]
    found: Pairs = []
    texts_old = [tuple(_said(cell) for cell in row) for row in old.rows]
    texts_new = [tuple(_said(cell) for cell in row) for row in new.rows]
    equal = alignment.matches(texts_old, texts_new)
    for (i1, i2, j1, j2), (i, j, length) in alignment.gaps(equal, height_old, height_new):

        def likeness(a: int, b: int, i1: int = i1, j1: int = j1) -> float:
            return _overlap(said_old[i1 + a], said_new[j1 + b])

        found += _paired(i1, i2, j1, j2, likeness)
        found += [(i + step, j + step) for step in range(length)]
    return found


def _column_pairs(before: Grid, after: Grid, rows: Pairs) -> Pairs:
    """Pair columns by the share of paired rows in which they say the same."""

    def likeness(a: int, b: int) -> float:
        same = [_says(before[i][a]) == _says(after[j][b]) for i, j in rows]
        return sum(same) / len(same) if same else 0.0

    return _paired(0, len(before[0]), 0, len(after[0]), likeness)


def _paired(i1: int, i2: int, j1: int, j2: int, likeness: Callable[[int, int], float]) -> Pairs:
    """Pair what is alike; where as many are left on both sides in between, pair them, too."""
    found = alignment.pairs_in_order(i2 - i1, j2 - j1, likeness, ALIKE)
    one_long = [(i, j, 1) for i, j in found]
    pairs: Pairs = []
    for (a1, a2, b1, b2), (i, j, length) in alignment.gaps(one_long, i2 - i1, j2 - j1):
        if a2 - a1 == b2 - b1:
            pairs += [(i1 + a1 + step, j1 + b1 + step) for step in range(a2 - a1)]
        pairs += [(i1 + i, j1 + j)] * length
    return pairs


def _words(row: tuple[Cell, ...]) -> frozenset[str]:
    return frozenset(token.text.lower() for cell in row for token in cell.tokens)


def _said(cell: Cell) -> tuple[object, ...]:
    return tuple(token[:2] for token in cell.tokens)


def _says(spot: Spot | None) -> tuple[object, ...] | None:
    return _said(spot.cell) if spot else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    size = len(one) + len(other)
    return 2 * len(one & other) / size if size else 1.0


def union(pairs: Pairs, old: int, new: int) -> tuple[list[int], list[int]]:
    """Return where each old and each new one stands among both together, what went first."""
    where_old, where_new = [0] * old, [0] * new
    at = 0
    for (i1, i2, j1, j2), (i, j, length) in alignment.gaps([(i, j, 1) for i, j in pairs], old, new):
        for number in range(i1, i2):
            where_old[number], at = at, at + 1
        for number in range(j1, j2):
            where_new[number], at = at, at + 1
        if length:
            where_old[i], where_new[j], at = at, at, at + 1
    return where_old, where_new


class _Drawing:
    """The grid of both tables together, and which cell fills which place of it."""

    def __init__(self, before: Grid, after: Grid, rows: Pairs, columns: Pairs) -> None:
        self.before, self.after = before, after
        self.new_row, self.new_column = dict(rows), dict(columns)
        self.old_rows, self.new_rows = union(rows, len(before), len(after))
        self.old_columns, self.new_columns = union(columns, len(before[0]), len(after[0]))
        self.height = len(before) + len(after) - len(rows)
        self.width = len(before[0]) + len(after[0]) - len(columns)
        self.filled: dict[tuple[int, int], CellChange] = {}
        self.begins: dict[tuple[int, int], CellChange] = {}

    def place(self) -> bool:
        """Lay all cells; False when an old one has no place of its own."""
        of_new: dict[int, CellChange] = {}
        for spot in _spots(self.after):
            of_new[id(spot)] = change = CellChange(new=spot.cell)
            if not self._lay(change, spot, self.new_rows, self.new_columns):
                return False
        for spot in _spots(self.before):
            answering = self._answering(spot)
            if answering:
                for number, one in enumerate(answering):
                    of_new[id(one)].is_split = len(answering) > 1
                    if not number:
                        of_new[id(one)].old.append(spot.cell)
            elif not self._lay(CellChange(old=[spot.cell]), spot, self.old_rows, self.old_columns):
                return False
        return True

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows; a place that nothing fills is None."""
        came, went = set(self.new_rows), set(self.old_rows)
        for row in range(self.height):
            cells: list[CellChange | None] = []
            for column in range(self.width):
                if (row, column) in self.begins:
                    cells.append(self.begins[row, column])
                elif (row, column) not in self.filled:
                    cells.append(None)
            kind = RunKind.SAME if row in came and row in went else RunKind.DELETED
            yield TableRow((RunKind.INSERTED if row not in went else kind).value, tuple(cells))

    def _answering(self, spot: Spot) -> list[Spot]:
        """Return the new cells that lie where the old one lay."""
        found: list[Spot] = []
        for row in range(spot.row, spot.row + spot.rows):
            for column in range(spot.column, spot.column + spot.columns):
                if self.before[row][column] is not spot:
                    continue
                if row in self.new_row and column in self.new_column:
                    new = self.after[self.new_row[row]][self.new_column[column]]
                    if new and new not in found:
                        found.append(new)
        return found

    def _lay(self, change: CellChange, spot: Spot, rows: list[int], columns: list[int]) -> bool:
        top, bottom = rows[spot.row], rows[spot.row + spot.rows - 1]
        left, right = columns[spot.column], columns[spot.column + spot.columns - 1]
        places = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        if any(place in self.filled for place in places):
            return False
        self.filled |= dict.fromkeys(places, change)
        change.rowspan, change.colspan = bottom - top + 1, right - left + 1
        self.begins[top, left] = change
        return True


def _spots(grid: Grid) -> list[Spot]:
    """Return the cells of a grid, each once, as they are read."""
    found: dict[int, Spot] = {}
    for row in grid:
        for spot in row:
            if spot:
                found.setdefault(id(spot), spot)
    return list(found.values())
