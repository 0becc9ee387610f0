"""Many rows at once: what is new is made, what is there grows or is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

# Values of one statement; SQLite takes no more than 32,766.
CHUNK_VALUES = 5000
Rows = Mapping[tuple[Any, ...], tuple[Any, ...]]


def grow(model: type[models.Model], columns: tuple[str, ...], rows: Rows) -> None:
    """Add to the rows of ``model`` that ``rows`` name, making those that are missing.

    ``columns`` are fields (ids as "article_id"): first those of a unique constraint, by which a
    row is known, then the amounts that grow. ``rows`` maps values of the former to what is added.
    The addition happens in the database, so two processes at once both count; rows are taken in
    one order always, so neither waits for the other in a circle.
    """
    _upsert(model, columns, rows, '"{0}" = "{1}"."{0}" + excluded."{0}"')


def replace(model: type[models.Model], columns: tuple[str, ...], rows: Rows) -> None:
    """Put values into rows as ``grow`` adds to them; the last one who writes is right."""
    _upsert(model, columns, rows, '"{0}" = excluded."{0}"')


def _upsert(
    model: type[models.Model], columns: tuple[str, ...], rows: Rows, assignment: str
) -> None:
    if not rows:
        return
    known = len(columns) - len(next(iter(rows.values())))
    # Plain fields and foreign keys: never the far end of a relation, as the type allows.
    fields: list[Any] = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    table = model._meta.db_table
    assigned = ", ".join(assignment.format(field.column, table) for field in fields[known:])
    key = ", ".join(f'"{field.column}"' for field in fields[:known])
    names = ", ".join(f'"{field.column}"' for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    ordered = sorted(rows.items(), key=lambda row: row[0])
    step = CHUNK_VALUES // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), step):
            some = ordered[start : start + step]
            values = [
                field.get_db_prep_save(value, connection)
                for row, put in some
                for field, value in zip(fields, (*row, *put), strict=True)
            ]
            # Table and columns are the model's own, never anybody's text.
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(some))}'  # noqa: S608 -- see above
                f" ON CONFLICT ({key}) DO UPDATE SET {assigned}",
                values,
            )
