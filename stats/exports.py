"""A report's table as a file for a spreadsheet: CSV and XLSX.

CSV is made for Excel in Vietnamese: UTF-8 with a byte order mark, cells parted by semicolons,
decimals written with a comma. Where the comma parts decimals, Excel takes the semicolon to part
cells; a line "sep=;" would make it overlook the mark and break every accent, so there is none. Days
are written 2026-10-05, which every spreadsheet takes for a date.

Texts come from readers too (words searched, addresses): one that a spreadsheet would take for a
formula is kept from it, in CSV by an apostrophe before it, in XLSX by the kind of its cell.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stats.reports.tables import Column, Kind, Table

CSV, XLSX = "csv", "xlsx"
KINDS = {XLSX: "Excel", CSV: "CSV"}
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
DRAWN = {Kind.LINE, Kind.BAR}
FORMATS = {
    Kind.NUMBER: "#,##0",
    Kind.DIFFERENCE: "+#,##0;-#,##0;0",
    Kind.SHARE: "0.0%",
    Kind.CHANGE: "+0.0%;-0.0%;0.0%",
    Kind.DAY: "dd/mm/yyyy",
}
WIDTHS = {Kind.TEXT: 48, Kind.DAY: 14}
USUAL_WIDTH = 16


def as_csv(table: Table) -> bytes:
    """Return ``table`` as CSV with its heading and, at the end, its total."""
    kept = _kept(table)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe(table.columns[place].label) for place in kept])
    for row in _rows(table):
        writer.writerow([_written(table.columns[place], row[place]) for place in kept])
    return (MARK + out.getvalue()).encode()


def as_xlsx(table: Table, title: str, about: list[tuple[str, str]]) -> bytes:
    """Return ``table`` as a workbook: its rows under a frozen heading, and a sheet on what it is.

    ``about`` says in pairs of words what was asked for: the days, the filters, what they mean.
    """
    # Here, because few processes ever make a workbook: it would take 3 MB of each.
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#EEF2F4"})
        sheet = book.add_worksheet(_("Figures"))
        sheet.freeze_panes(1, 0)
        kept = _kept(table)
        for place, source in enumerate(kept):
            column = table.columns[source]
            look = book.add_format({"num_format": FORMATS.get(column.kind, "@")})
            sheet.set_column(place, place, WIDTHS.get(column.kind, USUAL_WIDTH), look)
            sheet.write_string(0, place, column.label, heading)
            for number, row in enumerate(_rows(table), start=1):
                _write(sheet, number, place, row[source], look)
        _add_about(book, heading, [(_("Report"), title), *about])
    return out.getvalue()


def _kept(table: Table) -> list[int]:
    """Return the places of the columns that are figures, not drawings of them."""
    return [place for place, column in enumerate(table.columns) if column.kind not in DRAWN]


def _rows(table: Table) -> list[list[Any]]:
    return [*table.rows, table.total] if table.total else table.rows


def _written(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".replace(".", ",")
    if isinstance(value, (int, date)):
        return str(value)
    return _safe(str(value))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _write(sheet: Any, row: int, place: int, value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, place, value, look)
    else:
        # Never `write`, which takes "=…" for a formula and "https:…" for a link.
        sheet.write_string(row, place, str(value)[:32_000], look)


def _add_about(book: Any, heading: Any, about: list[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for number, (label, text) in enumerate(about):
        sheet.write_string(number, 0, label, heading)
        sheet.write_string(number, 1, text)
