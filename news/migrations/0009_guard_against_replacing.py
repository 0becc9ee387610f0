"""Refuse what 0002 left open: replacing a row of the record, and rewriting what readers have seen.

- SQLite's INSERT OR REPLACE removes the row in its way without firing the triggers of DELETE. So
  a row that would stand in the way of another is refused before it is written.
- A publication that has opened keeps an interval that is not empty, and none is moved to begin before
  its version was written.
"""

from django.db import migrations

# What makes a row of the record the one it is: a second row with the same is never written.
KEYS = {
    "news_event": (("id",),),
    "news_storedfile": (("id",), ("sha256",)),
    "news_versionfile": (("id",), ("version_id", "file_id")),
    "news_articleversion": (
        ("id",),
        ("article_id", "serial"),
        ("article_id", "major", "minor"),
    ),
    "news_publication": (("id",),),
}
SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
SEEN = "what readers have seen is never made unseen"
EARLY = "a publication cannot open before its version was written"


def _refusal(name, event, table, message, when):
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _same(table, columns, other=""):
    equal = " AND ".join(f"o.{column} = NEW.{column}" for column in columns)
    return f"EXISTS (SELECT 1 FROM {table} o WHERE {equal}{other})"


def _sqlite():
    for table, keys in KEYS.items():
        taken = " OR ".join(_same(table, columns) for columns in keys)
        yield _refusal(
            f"{table}_not_replaced", "INSERT", table, "these rows are never replaced", taken
        )
    yield _refusal(
        "version_number_not_replaced",
        "UPDATE",
        "news_articleversion",
        "these rows are never replaced",
        _same("news_articleversion", ("article_id", "major", "minor"), " AND o.id <> OLD.id"),
    )
    version = "(SELECT created_at FROM news_articleversion WHERE id = NEW.version_id)"
    yield _refusal(
        "publication_seen",
        "UPDATE",
        "news_publication",
        SEEN,
        f"OLD.starts_at <= {SQLITE_NOW} AND coalesce(OLD.ends_at > OLD.starts_at, 1) "
        "AND NEW.ends_at <= NEW.starts_at",
    )
    yield _refusal(
        "publication_not_early",
        "UPDATE",
        "news_publication",
        EARLY,
        f"NEW.starts_at IS NOT OLD.starts_at AND NEW.starts_at < {version}",
    )


SQLITE_TRIGGERS = (
    *(f"{table}_not_replaced" for table in KEYS),
    "version_number_not_replaced",
    "publication_seen",
    "publication_not_early",
)


def _postgres():
    code = "USING ERRCODE = 'integrity_constraint_violation'"
    yield (
        "CREATE FUNCTION news_guard_seen() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        "IF OLD.starts_at <= clock_timestamp() AND coalesce(OLD.ends_at > OLD.starts_at, true) "
        f"AND NEW.ends_at <= NEW.starts_at THEN RAISE EXCEPTION '{SEEN}' {code}; END IF; "
        "RETURN NEW; END $guard$"
    )
    yield (
        "CREATE FUNCTION news_guard_early() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        "IF NEW.starts_at <> OLD.starts_at AND NEW.starts_at < (SELECT created_at FROM news_articleversion WHERE id = NEW.version_id) "
        f"THEN RAISE EXCEPTION '{EARLY}' {code}; END IF; RETURN NEW; END $guard$"
    )
    yield (
        "CREATE TRIGGER publication_seen BEFORE UPDATE ON news_publication "
        "FOR EACH ROW EXECUTE FUNCTION news_guard_seen()"
    )
    yield (
        "CREATE TRIGGER publication_not_early BEFORE UPDATE ON news_publication "
        "FOR EACH ROW EXECUTE FUNCTION news_guard_early()"
    )


def forwards(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in _postgres() if on_postgres else _sqlite():
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for function in ("news_guard_seen", "news_guard_early"):
            schema_editor.execute(f"DROP FUNCTION {function}() CASCADE", params=None)
    else:
        for trigger in SQLITE_TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {trigger}", params=None)


class Migration(migrations.Migration):
    dependencies = [("news", "0008_guard_reading_columns")]

    operations = [migrations.RunPython(forwards, backwards)]
