"""Take away staff's first search index (0003), so that filling the new column need not keep it up."""

from importlib import import_module

from django.db import migrations

first = import_module("news.migrations.0003_search_index")
TABLE, KEY = "news_articlesearchtext", "article_id"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {TABLE}_words", params=None)
        return
    for event in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{event}", params=None)
    schema_editor.execute(f"DROP TABLE {TABLE}_fts", params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (to_tsvector('simple', folded))",
            params=None,
        )
        return
    for statement in first._sqlite(TABLE, KEY):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("news", "0070_desk_columns")]

    operations = [migrations.RunPython(forwards, backwards)]
