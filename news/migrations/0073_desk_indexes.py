"""The orders in which the desk's list is read, and staff's search by number, newest first.

PostgreSQL builds all of them beside its work. Each filter of the list has an index that holds its
rows in the list's own order, so a page costs the same however many there are. The search is that of
0023, over articles: FTS5 reads backwards by the article's number; on PostgreSQL each word is
indexed together with its period of 8,192 numbers (a sort key's 37 lower bits are the period's own).
"""

from importlib import import_module

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

concurrently = import_module("news.migrations.0007_reading_indexes")

TABLE = "news_articlesearchtext"
FTS = f"{TABLE}_fts"
INDEX = f"{TABLE}_keys"

POSTGRES = (
    f"CREATE INDEX CONCURRENTLY {INDEX} ON {TABLE} "
    "USING gin (news_search_keys(article_id << 24, facets, folded)) WITH (fastupdate = off)",
    f"ALTER INDEX {INDEX} ALTER COLUMN 1 SET STATISTICS 0",
)
ARTICLE_INDEXES = (
    models.Index(fields=["created_by", "-modified_at", "-id"], name="article_of_creator"),
    models.Index(
        fields=["created_by", "status", "-modified_at", "-id"], name="article_of_creator_status"
    ),
    models.Index(fields=["category", "-modified_at", "-id"], name="article_category"),
    models.Index(
        fields=["category", "status", "-modified_at", "-id"], name="article_category_status"
    ),
    models.Index(
        fields=["category", "article_type", "-modified_at", "-id"], name="article_category_type"
    ),
    models.Index(
        fields=["category", "-modified_at", "-id"],
        name="article_without_image",
        condition=models.Q(without_image__isnull=False),
    ),
)
REPLACED = ("article_status", "article_creator", "article_in_category")


class RemoveIndexBesideWork(RemoveIndexConcurrently):
    """Remove an index without holding up writers where the database can."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        kind = (
            RemoveIndexConcurrently
            if schema_editor.connection.vendor == "postgresql"
            else migrations.RemoveIndex
        )
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        kind = (
            RemoveIndexConcurrently
            if schema_editor.connection.vendor == "postgresql"
            else migrations.RemoveIndex
        )
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


def _sqlite():
    yield (
        f"CREATE VIRTUAL TABLE {FTS} USING fts5(folded, facets, content='{TABLE}', "
        "content_rowid='article_id', tokenize='unicode61 remove_diacritics 0')"
    )
    yield f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')"
    add = (
        f"INSERT INTO {FTS}(rowid, folded, facets) VALUES (NEW.article_id, NEW.folded, NEW.facets);"
    )
    remove = (
        f"INSERT INTO {FTS}({FTS}, rowid, folded, facets) "
        "VALUES ('delete', OLD.article_id, OLD.folded, OLD.facets);"
    )
    for event, steps in {"INSERT": add, "DELETE": remove, "UPDATE": remove + add}.items():
        yield f"CREATE TRIGGER {TABLE}_{event.lower()} AFTER {event} ON {TABLE} BEGIN {steps} END"


def forwards(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if on_postgres else _sqlite():
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}", params=None)
        return
    for event in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{event}", params=None)
    schema_editor.execute(f"DROP TABLE {FTS}", params=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0072_fill_desk_columns")]

    operations = [
        *(
            concurrently.AddIndexBesideWork(model_name="article", index=index)
            for index in ARTICLE_INDEXES
        ),
        *(RemoveIndexBesideWork(model_name="article", name=name) for name in REPLACED),
        concurrently.AddIndexBesideWork(
            model_name="publication",
            index=models.Index(
                fields=["ending", "ends_at", "id"],
                name="publication_by_ending",
                condition=models.Q(ends_at__isnull=False),
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
