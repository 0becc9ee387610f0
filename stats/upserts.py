"""Rows that grow: what is new is made, what is there grows, in one statement for many rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

# Values of one statement; SQLite takes no more than 32,766.
CHUNK_VALUES = 5000


def grow(
    model: type[models.Model],
    columns: tuple[str, ...],
    rows: Mapping[tuple[Any, ...], tuple[int, ...]],
) -> None:
    """Add to the rows of ``model`` that ``rows`` name, making those that are missing.

    ``columns`` are fields (ids as "article_id"): first those of a unique constraint, by which a
    row is known, then the amounts that grow. ``rows`` maps values of the former to what is added.
    The addition happens in the database, so two processes at once both count; rows are taken in
    one order always, so neither waits for the other in a circle.
    """
    known = len(columns) - len(next(iter(rows.values()), ()))
    # Plain fields and foreign keys: never the far end of a relation, as the type allows.
    fields: list[Any] = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    table = model._meta.db_table
    amounts = [field.column for field in fields[known:]]
    grown = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in amounts)
    key = ", ".join(f'"{field.column}"' for field in fields[:known])
    names = ", ".join(f'"{field.column}"' for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    ordered = sorted(rows.items())
    step = CHUNK_VALUES // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), step):
            some = ordered[start : start + step]
            values = [
                field.get_db_prep_save(value, connection)
                for row, added in some
                for field, value in zip(fields, (*row, *added), strict=True)
            ]
            # Table and columns are the model's own, never anybody's text.
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(some))}'  # noqa: S608 -- see above
                f" ON CONFLICT ({key}) DO UPDATE SET {grown}",
                values,
            )
