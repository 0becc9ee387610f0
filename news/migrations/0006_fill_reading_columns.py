"""Repeat on each publication what 0005 gave it room for, in steps of STEP rows.

The guard of closed publications (0002) is lifted inside this one transaction: nothing that readers
have seen changes, and readers are not kept waiting.
"""

from django.db import migrations

STEP = 10_000
TABLE = "news_publication"
TRIGGER = "publication_past"
COPIED = (
    "article_type_id",
    "author_id",
    "document_number",
    "document_date",
)
COUNT = "(length(v.body) - length(replace(v.body, '<img ', ''))) / 5"


def _steps(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {TABLE}")
        last = cursor.fetchone()[0] or 0
    return ((first, first + STEP) for first in range(0, last + 1, STEP))


def _without_guard(schema_editor, change):
    """Run ``change`` while the trigger is away; PostgreSQL disables it, SQLite makes it again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TRIGGER}")
        change()
        # Checks put off to the end of the transaction would forbid the next ALTER TABLE.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TRIGGER}")
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [TRIGGER]
        )
        definition = cursor.fetchone()[0]
    schema_editor.execute(f"DROP TRIGGER {TRIGGER}")
    change()
    schema_editor.execute(definition, params=None)


def forwards(apps, schema_editor):
    columns = ", ".join(f"{column} = v.{column}" for column in COPIED)

    def fill():
        for first, end in _steps(schema_editor):
            schema_editor.execute(
                f"UPDATE {TABLE} SET {columns}, picture_count = {COUNT} "
                f"FROM news_articleversion v WHERE v.id = {TABLE}.version_id "
                f"AND {TABLE}.id >= {first} AND {TABLE}.id < {end}",
                params=None,
            )

    _without_guard(schema_editor, fill)


def backwards(apps, schema_editor):
    columns = ", ".join(f"{column} = NULL" for column in (*COPIED, "picture_count"))

    def empty():
        for first, end in _steps(schema_editor):
            schema_editor.execute(
                f"UPDATE {TABLE} SET {columns} WHERE id >= {first} AND id < {end}", params=None
            )

    _without_guard(schema_editor, empty)


class Migration(migrations.Migration):
    dependencies = [("news", "0005_reading_columns")]

    operations = [migrations.RunPython(forwards, backwards)]
