"""What the database itself refuses, on SQLite and PostgreSQL alike.

- two publications of one article whose intervals overlap;
- a changed or deleted version, except for the one whole number that approval gives;
- a changed or deleted event, use of a file, or stored file's description;
- a deleted publication, and a change to what a publication has already been.

A later migration that rebuilds one of these tables on SQLite (every AlterField does) loses its
triggers there, so it ends with ``create``. tests/news/test_guards.py tries each forbidden write.
"""

from django.db import migrations

# A version's columns that nothing may change; major and minor have a rule of their own.
VERSION_COLUMNS = (
    "id",
    "article_id",
    "serial",
    "note",
    "title",
    "summary",
    "image_id",
    "image_caption",
    "image_alt",
    "image_decorative",
    "redirect_url",
    "published_at",
    "expires_at",
    "author_id",
    "author_name",
    "article_type_id",
    "layout",
    "category_name",
    "document_number",
    "document_date",
    "page_count",
    "photo_count",
    "attachments",
    "file_count",
    "body",
    "created_at",
    "created_by_id",
)
# What a publication repeats of its version, and what is settled once it has opened.
PUBLICATION_CONTENT = (
    "id",
    "article_id",
    "version_id",
    "title",
    "summary",
    "layout",
    "image_id",
    "image_alt",
    "redirect_url",
)
SETTLED_BY_OPENING = ("starts_at", "published_at", "revised_at")
NEVER_CHANGED = ("news_event", "news_versionfile")

SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
# No number: SQLite would compare it to the columns (of numeric affinity) as one.
FAR = "'9999-12-31'"


def _differs(columns):
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


def _sqlite_refusal(name, event, table, message, when=""):
    condition = f"WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _sqlite(version=VERSION_COLUMNS, publication=PUBLICATION_CONTENT):
    overlap = (
        f"NEW.starts_at < coalesce(NEW.ends_at, {FAR}) AND EXISTS (SELECT 1 FROM news_publication o "
        "WHERE o.article_id = NEW.article_id AND o.id IS NOT NEW.id "
        f"AND o.starts_at < coalesce(o.ends_at, {FAR}) "
        f"AND NEW.starts_at < coalesce(o.ends_at, {FAR}) "
        f"AND o.starts_at < coalesce(NEW.ends_at, {FAR}))"
    )
    overlapping = "intervals of one article never overlap"
    yield _sqlite_refusal(
        "publication_no_overlap_insert", "INSERT", "news_publication", overlapping, overlap
    )
    yield _sqlite_refusal(
        "publication_no_overlap_update", "UPDATE", "news_publication", overlapping, overlap
    )
    yield _sqlite_refusal(
        "publication_past",
        "UPDATE",
        "news_publication",
        "what a publication has been is never changed",
        f"OLD.ends_at <= {SQLITE_NOW} OR {_differs(publication)} "
        f"OR (OLD.starts_at <= {SQLITE_NOW} AND ({_differs(SETTLED_BY_OPENING)}))",
    )
    yield _sqlite_refusal(
        "publication_kept", "DELETE", "news_publication", "publications are never deleted"
    )
    yield _sqlite_refusal(
        "version_unchanged",
        "UPDATE",
        "news_articleversion",
        "versions are never changed",
        f"{_differs(version)} OR NOT (OLD.minor > 0 AND NEW.minor = 0 AND NEW.major > OLD.major)",
    )
    yield _sqlite_refusal(
        "version_kept", "DELETE", "news_articleversion", "versions are never deleted"
    )
    yield _sqlite_refusal(
        "version_files_complete",
        "INSERT",
        "news_versionfile",
        "a version gets no further files",
        "(SELECT count(*) FROM news_versionfile WHERE version_id = NEW.version_id) >= "
        "(SELECT file_count FROM news_articleversion WHERE id = NEW.version_id)",
    )
    yield _sqlite_refusal(
        "file_unchanged", "UPDATE", "news_storedfile", "stored files are never changed"
    )
    for table in NEVER_CHANGED:
        for event in ("UPDATE", "DELETE"):
            yield _sqlite_refusal(
                f"{table}_no_{event.lower()}", event, table, "these rows are only ever added"
            )


SQLITE_TRIGGERS = (
    "publication_no_overlap_insert",
    "publication_no_overlap_update",
    "publication_past",
    "publication_kept",
    "version_unchanged",
    "version_kept",
    "version_files_complete",
    "file_unchanged",
    "news_event_no_update",
    "news_event_no_delete",
    "news_versionfile_no_update",
    "news_versionfile_no_delete",
)


def _distinct(columns):
    new = ", ".join(f"NEW.{column}" for column in columns)
    old = ", ".join(f"OLD.{column}" for column in columns)
    return f"({new}) IS DISTINCT FROM ({old})"


def _postgres_function(name, body):
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
        f"BEGIN {body} RETURN NEW; END $guard$"
    )


def _raise(message):
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"


def _postgres_trigger(name, event, table, function, level="ROW"):
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
        f"FOR EACH {level} EXECUTE FUNCTION {function}()"
    )


def _postgres(version=VERSION_COLUMNS, publication=PUBLICATION_CONTENT):
    yield (
        "ALTER TABLE news_publication ADD CONSTRAINT publication_no_overlap EXCLUDE USING gist ("
        "int8range(article_id, article_id, '[]') WITH &&, "
        "tstzrange(starts_at, ends_at, '[)') WITH &&)"
    )
    yield _postgres_function("news_guard_never", _raise("these rows are only ever added"))
    yield _postgres_function(
        "news_guard_publication",
        f"IF OLD.ends_at <= clock_timestamp() OR {_distinct(publication)} "
        f"OR (OLD.starts_at <= clock_timestamp() AND {_distinct(SETTLED_BY_OPENING)}) "
        f"THEN {_raise('what a publication has been is never changed')} END IF;",
    )
    yield _postgres_function(
        "news_guard_version",
        f"IF {_distinct(version)} "
        "OR NOT (OLD.minor > 0 AND NEW.minor = 0 AND NEW.major > OLD.major) "
        f"THEN {_raise('versions are never changed')} END IF;",
    )
    yield _postgres_function(
        "news_guard_version_files",
        "IF (SELECT count(*) FROM news_versionfile WHERE version_id = NEW.version_id) >= "
        "(SELECT file_count FROM news_articleversion WHERE id = NEW.version_id) "
        f"THEN {_raise('a version gets no further files')} END IF;",
    )
    yield _postgres_trigger(
        "publication_past", "UPDATE", "news_publication", "news_guard_publication"
    )
    yield _postgres_trigger(
        "version_unchanged", "UPDATE", "news_articleversion", "news_guard_version"
    )
    yield _postgres_trigger(
        "version_files_complete", "INSERT", "news_versionfile", "news_guard_version_files"
    )
    yield _postgres_trigger("file_unchanged", "UPDATE", "news_storedfile", "news_guard_never")
    for table in ("news_publication", "news_articleversion"):
        yield _postgres_trigger(f"{table}_kept", "DELETE", table, "news_guard_never")
    for table in NEVER_CHANGED:
        yield _postgres_trigger(
            f"{table}_only_added", "UPDATE OR DELETE", table, "news_guard_never"
        )
    for table in ("news_publication", "news_articleversion", *NEVER_CHANGED):
        yield _postgres_trigger(
            f"{table}_not_emptied", "TRUNCATE", table, "news_guard_never", "STATEMENT"
        )


POSTGRES_FUNCTIONS = (
    "news_guard_never",
    "news_guard_publication",
    "news_guard_version",
    "news_guard_version_files",
)


def create(execute, vendor):
    """Install the guards by calling ``execute`` with one SQL statement after the other."""
    for statement in _postgres() if vendor == "postgresql" else _sqlite():
        execute(statement)


def drop(execute, vendor):
    """Remove what ``create`` installed."""
    if vendor == "postgresql":
        for function in POSTGRES_FUNCTIONS:
            execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
        execute("ALTER TABLE news_publication DROP CONSTRAINT IF EXISTS publication_no_overlap")
    else:
        for trigger in SQLITE_TRIGGERS:
            execute(f"DROP TRIGGER IF EXISTS {trigger}")


def forwards(apps, schema_editor):
    create(lambda sql: schema_editor.execute(sql, params=None), schema_editor.connection.vendor)


def backwards(apps, schema_editor):
    drop(lambda sql: schema_editor.execute(sql, params=None), schema_editor.connection.vendor)


class Migration(migrations.Migration):
    dependencies = [("news", "0001_articles")]

    operations = [migrations.RunPython(forwards, backwards)]
