"""The HTML of compared tables: woven into one, or the old and the new one by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from django.utils.translation import gettext as _

from news.differences import wording, words
from news.differences.blocks import Cell, Table
from news.differences.bodies import Piece, PieceKind
from news.differences.markup_words import Reading, class_of, line, note
from news.differences.tables import CellChange, TableChange
from news.differences.words import Run, RunKind, Runs

WHOLE = {PieceKind.INSERTED: RunKind.INSERTED, PieceKind.DELETED: RunKind.DELETED}


def table_piece(shown: Piece, reading: Reading) -> str:
    """Return a piece that is a table."""
    before = shown.old.table if shown.old else None
    after = shown.new.table if shown.new else None
    change = shown.table if shown.is_altered else None
    if change is None:
        kind = WHOLE.get(shown.kind, RunKind.SAME)
        if before and after and before != after:
            parts = ((before, RunKind.DELETED, Reading.NEW), (after, RunKind.INSERTED, Reading.OLD))
            return "".join(_plain_table(t, k) for t, k, unless in parts if reading != unless)
        table = before if reading == Reading.OLD else after or before
        return _plain_table(table, kind) if table else ""
    if reading == Reading.BOTH:
        rows = (("".join(map(_woven_cell, row.cells)), row.kind) for row in change.rows)
        return _framed(line(change.caption), rows)
    own = before if reading == Reading.OLD else after
    return _one_sided(own, change, reading) if own else ""


def _plain_table(table: Table, kind: RunKind) -> str:
    """Return a table that stayed, came or went as a whole."""
    rows = (
        "".join(_cell(cell, line(words.whole(kind, cell.tokens)), kind.value) for cell in row)
        for row in table.rows
    )
    caption = line(words.whole(kind, table.caption))
    return _framed(caption, ((row, kind.value) for row in rows))


def _woven_cell(change: CellChange | None) -> str:
    if change is None:
        return '<td class="diff-void"></td>'
    noted = "".join(map(note, wording.cell_notes(change)))
    inside = line(change.runs) + noted
    return _cell(change.cell, inside, change.kind, change.colspan, change.rowspan)


def _one_sided(table: Table, change: TableChange, reading: Reading) -> str:
    """Return the old or the new table by itself, with what happened to each of its cells."""
    fates: dict[int, tuple[CellChange, Runs]] = {}
    for one in change.cells:
        if reading == Reading.NEW and one.new:
            fates[id(one.new)] = (one, one.runs)
        elif reading == Reading.OLD:
            fates |= {
                id(cell): (one, runs) for cell, runs in zip(one.old, _shares(one), strict=True)
            }
    rows = (
        "".join(_fated_cell(cell, *fates[id(cell)], reading) for cell in row) for row in table.rows
    )
    return _framed(line(change.caption, reading), ((row, RunKind.SAME.value) for row in rows))


def _fated_cell(cell: Cell, change: CellChange, runs: Runs, reading: Reading) -> str:
    notes = wording.cell_notes(change) if reading == Reading.NEW else []
    inside = line(runs, reading) + "".join(map(note, notes))
    return _cell(cell, inside, change.kind, cell.colspan, cell.rowspan)


def _shares(change: CellChange) -> Iterator[Runs]:
    """Yield for each old cell of a change the part of the runs that is its own."""
    fates = [
        (run.kind, token)
        for run in change.runs
        if run.kind != RunKind.INSERTED
        for token in run.was or run.tokens
    ]
    start = 0
    for cell in change.old:
        own = fates[start : start + len(cell.tokens)]
        start += len(cell.tokens)
        yield tuple(
            Run(kind, tuple(token for _kind, token in pairs))
            for kind, pairs in groupby(own, key=lambda pair: pair[0])
        )


def _cell(cell: Cell, inside: str, kind: str, colspan: int = 0, rowspan: int = 0) -> str:
    tag = "th" if cell.is_header else "td"
    across, down = colspan or cell.colspan, rowspan or cell.rowspan
    spans = (f' colspan="{across}"' if across > 1 else "") + (
        f' rowspan="{down}"' if down > 1 else ""
    )
    classes = [] if kind == RunKind.SAME else [f"is-{kind}"]
    classes += [f"text-{cell.align}"] if cell.align else []
    return f"<{tag}{class_of(classes)}{spans}>{inside}</{tag}>"


def _framed(caption: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return a table that scrolls by itself, from the HTML and the kind of each of its rows."""
    label = escape(_("Table of figures"))
    said = f"<caption>{caption}</caption>" if caption else ""
    body = "".join(
        f"<tr{class_of([] if kind == RunKind.SAME else [f'is-{kind}'])}>{row}</tr>"
        for row, kind in rows
    )
    frame = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
    return f"{frame}<table>{said}<tbody>{body}</tbody></table></div>"
