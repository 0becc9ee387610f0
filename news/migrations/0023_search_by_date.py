"""Readers' index: FTS5 whose row numbers run by date; on PostgreSQL GIN over words by period.

Results are read newest first and reading stops when there are enough, so a common word costs no
more than a rare one. FTS5 reads backwards by row number, so that number is the sort key. GIN knows
no order, so each word is indexed together with its period of 32 days (``571:hoa``) and news.search
asks for one period after the other. Pairs of neighbouring words, hashed to four digits, stand
beside the words, so that a phrase need not be looked for in every text with its words.
"""

from importlib import import_module

from django.db import migrations, models

concurrently = import_module("news.migrations.0007_reading_indexes")

TABLE = "news_publicationsearchtext"
FTS = f"{TABLE}_fts"
INDEX = f"{TABLE}_keys"
COLUMNS = "sort_key, folded, facets"

# fastupdate off: every look-up would read the whole list of what is still to be sorted in.
# No statistics: they would take apart thousands of texts and change no plan.
POSTGRES = (
    """
    CREATE FUNCTION news_search_keys(sort_key bigint, facets text, folded text)
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $keys$
    SELECT array_agg(DISTINCT (sort_key >> 37) || ':' || token) FROM (
        SELECT unnest(string_to_array(facets, ' ')) AS token
        UNION ALL SELECT left(word, 40) FROM unnest(string_to_array(folded, ' ')) AS word
        UNION ALL
        SELECT '~' || substr(md5(word || ' ' || next), 1, 4) FROM (
            SELECT word, lead(word) OVER (ORDER BY place) AS next
            FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS each_word(word, place)
        ) AS pairs WHERE next IS NOT NULL
    ) AS tokens
    $keys$
    """,
    f"CREATE INDEX CONCURRENTLY {INDEX} ON {TABLE} "
    "USING gin (news_search_keys(sort_key, facets, folded)) WITH (fastupdate = off)",
    f"ALTER INDEX {INDEX} ALTER COLUMN 1 SET STATISTICS 0",
)


def _sqlite():
    yield (
        f"CREATE VIRTUAL TABLE {FTS} USING fts5(folded, facets, content='{TABLE}', "
        "content_rowid='sort_key', tokenize='unicode61 remove_diacritics 0')"
    )
    yield f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')"
    add = f"INSERT INTO {FTS}(rowid, folded, facets) VALUES (NEW.sort_key, NEW.folded, NEW.facets);"
    remove = (
        f"INSERT INTO {FTS}({FTS}, rowid, folded, facets) "
        "VALUES ('delete', OLD.sort_key, OLD.folded, OLD.facets);"
    )
    for event, steps in {"INSERT": add, "DELETE": remove, "UPDATE": remove + add}.items():
        yield f"CREATE TRIGGER {TABLE}_{event.lower()} AFTER {event} ON {TABLE} BEGIN {steps} END"


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRES if vendor == "postgresql" else _sqlite():
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}", params=None)
        schema_editor.execute("DROP FUNCTION news_search_keys(bigint, text, text)", params=None)
        return
    for event in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{event}", params=None)
    schema_editor.execute(f"DROP TABLE {FTS}", params=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0022_fill_search_columns")]

    operations = [
        concurrently.AddIndexBesideWork(
            model_name="publicationsearchtext",
            index=models.Index(fields=["sort_key"], name="search_text_by_date"),
        ),
        migrations.RunPython(forwards, backwards),
    ]
