"""Guard the columns of 0005 like the others of their tables (see 0002)."""

from importlib import import_module

from django.db import migrations

guards = import_module("news.migrations.0002_database_guards")

VERSION = ("image_focus_x", "image_focus_y", "video_id", "video_url")
PUBLICATION = (
    "image_focus_x",
    "image_focus_y",
    "picture_count",
    "article_type_id",
    "author_id",
    "document_number",
    "document_date",
)


def _replace(schema_editor, version, publication):
    """Make the two guards again over other columns, in the words of 0002."""
    if schema_editor.connection.vendor == "postgresql":
        functions = tuple(
            f"CREATE FUNCTION {name}()" for name in ("news_guard_publication", "news_guard_version")
        )
        statements = [
            statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
            for statement in guards._postgres(version, publication)
            if statement.startswith(functions)
        ]
    else:
        names = ("publication_past", "version_unchanged")
        statements = [f"DROP TRIGGER {name}" for name in names] + [
            statement
            for statement in guards._sqlite(version, publication)
            if statement.split()[2] in names
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _replace(
        schema_editor,
        (*guards.VERSION_COLUMNS, *VERSION),
        (*guards.PUBLICATION_CONTENT, *PUBLICATION),
    )


def backwards(apps, schema_editor):
    _replace(schema_editor, guards.VERSION_COLUMNS, guards.PUBLICATION_CONTENT)


class Migration(migrations.Migration):
    dependencies = [("news", "0007_reading_indexes")]

    operations = [migrations.RunPython(forwards, backwards)]
