"""What the database itself refuses: each forbidden write is tried by raw SQL, on both databases."""

from datetime import UTC, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from news import workflow
from news.enums import Role
from news.models import ArticleVersion, Event, Publication, StoredFile, VersionFile
from tests import factories

pytestmark = pytest.mark.django_db


def refuse(sql, *parameters):
    """Run ``sql`` and expect the database to refuse it and to change nothing."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def allow(sql, *parameters):
    """Run ``sql`` and expect the database to take it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount == 1


def as_stored(moment):
    """Return a moment as this database takes it in raw SQL."""
    if connection.vendor == "sqlite":
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment


def copy_of(publication, starts_at, ends_at):
    """Insert a copy of ``publication`` with another interval, by raw SQL."""
    columns = [
        field.column
        for field in Publication._meta.concrete_fields
        if field.column not in ("id", "starts_at", "ends_at")
    ]
    names = ", ".join(columns)
    sql = (
        f"INSERT INTO news_publication (starts_at, ends_at, {names}) "
        f"SELECT %s, %s, {names} FROM news_publication WHERE id = %s"
    )
    return sql, as_stored(starts_at), ends_at and as_stored(ends_at), publication.pk


@pytest.fixture
def article():
    return factories.make_published()


@pytest.fixture
def shown(article):
    return article.publications.get()


@pytest.mark.parametrize(
    ("hours_from", "hours_to"),
    [(1, None), (1, 2), (-5, None), (-5, 1), (0, None)],
    ids=["later open", "inside", "around", "earlier into", "same moment"],
)
def test_overlapping_interval_is_refused(shown, hours_from, hours_to):
    moment = shown.starts_at
    ends_at = moment + timedelta(hours=hours_to) if hours_to is not None else None

    refuse(*copy_of(shown, moment + timedelta(hours=hours_from), ends_at))


def test_touching_and_empty_intervals_are_taken(shown):
    moment = shown.starts_at

    allow(*copy_of(shown, moment - timedelta(hours=2), moment))
    allow(*copy_of(shown, moment + timedelta(hours=1), moment + timedelta(hours=1)))


def test_moving_an_interval_over_another_is_refused(shown):
    allow(*copy_of(shown, shown.starts_at - timedelta(hours=2), shown.starts_at))
    planned = factories.make_scheduled(days=3).publications.get()

    refuse(
        "UPDATE news_publication SET article_id = %s WHERE id = %s", shown.article_id, planned.pk
    )


def test_interval_that_ends_before_it_starts_is_refused(shown):
    earlier = as_stored(shown.starts_at - timedelta(seconds=1))

    with (
        pytest.raises(Exception, match=r"ends_after_start|range lower bound|made unseen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE news_publication SET ends_at = %s WHERE id = %s", [earlier, shown.pk]
        )


@pytest.mark.parametrize("column", ["title", "summary", "redirect_url", "layout", "image_alt"])
def test_what_a_publication_says_is_never_changed(shown, column):
    refuse(f"UPDATE news_publication SET {column} = 'x' WHERE id = %s", shown.pk)


@pytest.mark.parametrize("column", ["starts_at", "published_at", "revised_at"])
def test_dates_are_settled_by_opening(shown, column):
    earlier = as_stored(shown.starts_at - timedelta(days=9))

    refuse(f"UPDATE news_publication SET {column} = %s WHERE id = %s", earlier, shown.pk)


def test_dates_of_a_planned_publication_may_move():
    planned = factories.make_scheduled(days=2).publications.get()
    later = as_stored(planned.starts_at + timedelta(days=1))

    allow("UPDATE news_publication SET starts_at = %s WHERE id = %s", later, planned.pk)


def test_what_readers_have_seen_is_never_made_unseen(shown):
    refuse(
        "UPDATE news_publication SET ends_at = starts_at, ending = 'withdrawal' WHERE id = %s",
        shown.pk,
    )


def test_a_planned_publication_never_opens_before_its_version():
    planned = factories.make_scheduled(days=2).publications.get()

    refuse(
        "UPDATE news_publication SET starts_at = %s WHERE id = %s",
        as_stored(planned.version.created_at - timedelta(days=1)),
        planned.pk,
    )


@pytest.mark.parametrize(
    ("model", "column", "left_out"),
    [
        (Event, "reason", ""),
        (Publication, "title", ""),
        (ArticleVersion, "title", ""),
        (ArticleVersion, "title", "id"),
        (StoredFile, "media_type", ""),
        (StoredFile, "media_type", "id"),
        (VersionFile, "name", ""),
        (VersionFile, "name", "id"),
    ],
)
def test_a_row_of_the_record_is_never_replaced(model, column, left_out):
    """SQLite's REPLACE removes what is in its way without asking the triggers of DELETE."""
    factories.make_published(image=factories.make_stored_image(), image_alt="Cầu")
    row = model.objects.first()
    table = model._meta.db_table
    columns = [one.column for one in model._meta.concrete_fields if one.column != left_out]
    values = ", ".join("'x'" if name == column else name for name in columns)
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"

    refuse(
        f"{verb} {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = %s", row.pk
    )

    assert getattr(model.objects.get(pk=row.pk), column) == getattr(row, column)


@pytest.mark.parametrize("column", ["slug", "ending", "is_featured", "ends_at"])
def test_a_closed_publication_is_never_changed(column):
    closed = factories.make_withdrawn().publications.get()
    value = {"is_featured": True, "ends_at": None}.get(column, "x")

    refuse(f"UPDATE news_publication SET {column} = %s WHERE id = %s", value, closed.pk)


def test_publications_are_never_deleted(shown):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM news_publicationsearchtext WHERE publication_id = %s", [shown.pk]
        )
    refuse("DELETE FROM news_publication WHERE id = %s", shown.pk)


CONTENT_COLUMNS = [
    field.column
    for field in ArticleVersion._meta.concrete_fields
    if field.column not in ("major", "minor")
]


@pytest.mark.parametrize("column", CONTENT_COLUMNS)
def test_no_column_of_a_version_is_ever_changed(column):
    article = factories.make_draft()
    image = factories.make_stored_image()
    author = factories.make_author()
    values = {
        "article_id": factories.make_draft().pk,
        "article_type_id": factories.make_type().pk,
        "created_by_id": factories.make_user().pk,
        "image_id": image.pk,
        "video_id": image.pk,
        "author_id": author.pk,
        "attachments": '["x"]',
        "image_decorative": True,
        "document_date": "2020-01-01",
        **dict.fromkeys(["published_at", "expires_at", "created_at"], "2020-01-01 00:00:00"),
        **dict.fromkeys(["id", "serial", "file_count", "page_count", "photo_count"], 9999),
        **dict.fromkeys(["image_focus_x", "image_focus_y"], 15),
    }

    refuse(
        f"UPDATE news_articleversion SET {column} = %s WHERE id = %s",
        values.get(column, "khác"),
        article.newest_version_id,
    )


def test_a_version_gets_a_whole_number_once_and_no_other(article):
    version = article.newest_version
    assert version.number == "1.0"

    refuse("UPDATE news_articleversion SET major = 2 WHERE id = %s", version.pk)
    refuse("UPDATE news_articleversion SET minor = 5 WHERE id = %s", version.pk)
    draft = factories.make_draft().newest_version
    refuse("UPDATE news_articleversion SET minor = 7 WHERE id = %s", draft.pk)
    refuse("UPDATE news_articleversion SET minor = 0 WHERE id = %s", draft.pk)
    allow("UPDATE news_articleversion SET major = 1, minor = 0 WHERE id = %s", draft.pk)


def test_versions_are_never_deleted(article):
    refuse("DELETE FROM news_articleversion WHERE id = %s", article.newest_version_id)


@pytest.mark.parametrize("numbers", [("serial", 1), ("number", 9)])
def test_a_version_number_exists_once(article, numbers):
    """The serial and the number people see are each unique in one article."""
    same, serial = numbers
    columns = ", ".join(column for column in CONTENT_COLUMNS if column not in ("id", "serial"))
    minor = 7 if same == "serial" else 0
    refuse(
        f"INSERT INTO news_articleversion (serial, major, minor, {columns}) "
        f"SELECT %s, 1, %s, {columns} FROM news_articleversion WHERE id = %s",
        serial,
        minor,
        article.newest_version_id,
    )


@pytest.mark.parametrize("column", [field.column for field in Event._meta.concrete_fields])
def test_no_column_of_an_event_is_ever_changed(article, column):
    event = article.events.first()

    refuse(f"UPDATE news_event SET {column} = {column} WHERE id = %s", event.pk)


def test_events_are_never_deleted(article):
    event = article.events.last()
    event.notices.all().delete()

    refuse("DELETE FROM news_event WHERE id = %s", event.pk)


def test_files_of_a_version_are_never_changed_removed_or_added():
    image = factories.make_stored_image()
    other = factories.make_stored_image(colour=(1, 2, 3))
    article = factories.make_draft(image=image, image_alt="Cầu")
    link = VersionFile.objects.get(version=article.newest_version_id)

    refuse("UPDATE news_versionfile SET name = 'khac.jpg' WHERE id = %s", link.pk)
    refuse("UPDATE news_versionfile SET file_id = %s WHERE id = %s", other.pk, link.pk)
    refuse("DELETE FROM news_versionfile WHERE id = %s", link.pk)
    refuse(
        "INSERT INTO news_versionfile (version_id, file_id, name) VALUES (%s, %s, 'x')",
        link.version_id,
        other.pk,
    )


@pytest.mark.parametrize("column", [field.column for field in StoredFile._meta.concrete_fields])
def test_a_stored_file_is_never_changed(column):
    file = factories.make_stored_image()

    refuse(f"UPDATE news_storedfile SET {column} = {column} WHERE id = %s", file.pk)


def test_a_file_in_use_is_not_deleted():
    file = factories.make_stored_image()
    factories.make_draft(image=file, image_alt="Cầu")
    file.uploads.all().delete()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM news_storedfile WHERE id = %s", [file.pk])
        # References are checked when a transaction ends, or when asked to.
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "table", ["news_publication", "news_articleversion", "news_event", "news_versionfile"]
)
def test_tables_of_the_record_are_not_emptied(table, article):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refuse(f"TRUNCATE {table} CASCADE")
    else:
        image = factories.make_stored_image()
        factories.make_published(image=image, image_alt="Cầu")
        refuse(f"DELETE FROM {table}")


def test_the_workflow_passes_all_guards():
    """The guards stop others, not the portal: a full life goes through."""
    approver = factories.make_user(Role.APPROVER)
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_published(approver=approver)
    for number in range(3):
        article = factories.reload(article)
        content = factories.make_content(title=f"Bản {number}")
        workflow.save(article.pk, editor, article.newest_version_id, content)
        article = factories.reload(article)
        workflow.submit(article.pk, editor, article.newest_version_id)
        workflow.approve(article.pk, approver, article.newest_version_id)
    assert [version.number for version in article.versions.all()] == ["4.0", "3.0", "2.0", "1.0"]
    assert article.publications.count() == 4
