"""The indexes news.search finds with: FTS5 on SQLite, GIN on PostgreSQL."""

from django.db import migrations

TABLES = {
    "news_articlesearchtext": "article_id",
    "news_publicationsearchtext": "publication_id",
}


def _sqlite(table, key):
    yield (
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5(folded, content='{table}', "
        f"content_rowid='{key}', tokenize='unicode61 remove_diacritics 0')"
    )
    # On the way forward again there may be rows already.
    yield f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')"
    add = f"INSERT INTO {table}_fts(rowid, folded) VALUES (NEW.{key}, NEW.folded);"
    remove = (
        f"INSERT INTO {table}_fts({table}_fts, rowid, folded) "
        f"VALUES ('delete', OLD.{key}, OLD.folded);"
    )
    for event, steps in {"INSERT": add, "DELETE": remove, "UPDATE": remove + add}.items():
        yield (f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN {steps} END")


def forwards(apps, schema_editor):
    for table, key in TABLES.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE INDEX {table}_words ON {table} USING gin (to_tsvector('simple', folded))",
                params=None,
            )
        else:
            for statement in _sqlite(table, key):
                schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {table}_words", params=None)
        else:
            for event in ("insert", "delete", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_{event}", params=None)
            schema_editor.execute(f"DROP TABLE {table}_fts", params=None)


class Migration(migrations.Migration):
    dependencies = [("news", "0002_database_guards")]

    operations = [migrations.RunPython(forwards, backwards)]
