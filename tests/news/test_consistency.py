"""The consistency command: clean after every verb, and each planted contradiction is named."""

import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from news import consistency
from news.consistency import editing, reading, stored_files
from news.enums import Role
from news.files import rendition_path
from news.images import renditions
from news.models import Article
from tests import factories, planted
from tests.news.acts import correct, do

pytestmark = pytest.mark.django_db
GUARDED = ("publication", "articleversion", "event", "versionfile", "storedfile")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Damage no file of other tests."""
    own = {"location": str(tmp_path), "base_url": None}
    default = settings.STORAGES["default"] | {"OPTIONS": own}
    settings.STORAGES = settings.STORAGES | {"default": default}


def found(**options):
    """Return {article: sentences} of everything that does not agree."""
    result = {}
    for one in consistency.contradictions(**options):
        result.setdefault(one.article, []).append(one.sentence)
    return result


def write(sql, *parameters):
    """Write past the guards, as only a fault below the portal could."""
    tables = [f"news_{name}" for name in GUARDED]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            for name, table in cursor.fetchall():
                if table in tables:
                    cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                "ALTER TABLE news_publication DROP CONSTRAINT IF EXISTS publication_no_overlap"
            )
        cursor.execute(sql, parameters)
        assert cursor.rowcount > 0


@pytest.fixture
def article():
    """A published article with a picture, one in its text, an attachment, and two versions."""
    editor = factories.make_user(Role.EDITOR)
    inside = factories.make_stored_image(editor, colour=(200, 20, 20))
    article = factories.make_published(
        editor,
        image=factories.make_stored_image(editor),
        image_alt="Cầu",
        body=f'<p>Chữ</p><p><img src="{inside.get_absolute_url()}" alt="Kênh"></p>',
        attachments=(factories.make_attachment(editor),),
    )
    correct(article, editor, factories.make_user(Role.APPROVER), title="Bản sửa")
    return factories.reload(article)


def on_newest(assignment):
    return lambda article: write(
        f"UPDATE news_articleversion SET {assignment} WHERE id = %s", article.newest_version_id
    )


def on_article(assignment):
    return lambda article: write(f"UPDATE news_article SET {assignment} WHERE id = %s", article.pk)


def on_publication(assignment, *, order="-pk"):
    def plant(article):
        publication = article.publications.order_by(order).first()
        write(f"UPDATE news_publication SET {assignment} WHERE id = %s", publication.pk)

    return plant


def on_event(assignment, verb):
    return lambda article: write(
        f"UPDATE news_event SET {assignment} WHERE article_id = %s AND verb = %s", article.pk, verb
    )


def on_search_row(sql):
    return lambda article: write(sql, article.publications.first().pk)


def older_version_named(article):
    write(
        "UPDATE news_article SET newest_version_id = %s WHERE id = %s",
        article.versions.get(serial=1).pk,
        article.pk,
    )


def marked_without_emergency(article):
    write("UPDATE news_article SET emergency_by_id = created_by_id WHERE id = %s", article.pk)


def generation_lost(article):
    write("UPDATE news_contentgeneration SET number = 1 WHERE id = %s", 1)


def links_lost(article):
    write("DELETE FROM news_versionfile WHERE version_id = %s", article.versions.get(serial=1).pk)


def picture_of(article):
    return article.versions.get(serial=1).image


def file_lost(article):
    default_storage.delete(picture_of(article).path)


def file_cut(article):
    default_storage.save(picture_of(article).path, ContentFile(b"x"))


def rendition_lost(article):
    picture = picture_of(article)
    default_storage.delete(rendition_path(picture, renditions(picture.width)[0]))


PLANTS = [
    (editing.serials_count_on, on_newest("serial = 9")),
    (editing.numbers_grow, on_newest("major = 0, minor = 0")),
    (editing.newest_is_the_last, older_version_named),
    (editing.newest_is_the_last, on_article("newest_version_id = NULL")),
    (editing.status_is_that_of_the_last_event, on_article("status = 'draft'")),
    (editing.status_is_that_of_the_last_event, on_article("status = 'pending'")),
    (editing.events_follow_each_other, on_event("from_status = 'rejected'", "approve")),
    (editing.versions_have_their_event, on_event("verb = 'recall'", "save")),
    (editing.approvals_have_their_event, on_event("verb = 'reject'", "approve")),
    (editing.approvals_have_their_event, on_newest("minor = 7")),
    (editing.revisions_count_the_acts, on_article("revision = revision + 1")),
    (editing.emergencies_are_marked, marked_without_emergency),
    (reading.intervals_lie_apart, on_publication("ends_at = NULL, ending = ''", order="pk")),
    (reading.intervals_keep_to_their_plan, on_publication("ending = 'expiry'")),
    (reading.intervals_keep_to_their_plan, on_publication("planned_end = starts_at")),
    (reading.dates_do_not_follow_their_opening, on_publication("published_at = '9999-01-01'")),
    (reading.publications_repeat_their_version, on_publication("title = 'Khác'")),
    (reading.publications_repeat_their_version, on_publication("image_id = NULL", order="pk")),
    (reading.publications_were_approved, on_newest("minor = 7")),
    (reading.placements_agree, on_publication("slug = 'cho-khac'")),
    (
        reading.publications_are_filed,
        on_search_row(
            "UPDATE news_publicationsearchtext SET sort_key = 1 WHERE publication_id = %s"
        ),
    ),
    (
        reading.publications_are_filed,
        on_search_row("DELETE FROM news_publicationsearchtext WHERE publication_id = %s"),
    ),
    (
        reading.articles_are_filed,
        lambda article: write(
            "DELETE FROM news_articlesearchtext WHERE article_id = %s", article.pk
        ),
    ),
    (reading.generation_counts_what_readers_saw, generation_lost),
    (stored_files.versions_link_as_many_as_they_say, on_newest("file_count = 3")),
    (stored_files.what_a_version_shows_is_linked, links_lost),
    (stored_files.bytes_are_there, file_lost),
    (stored_files.bytes_are_there, file_cut),
    (stored_files.bytes_are_there, rendition_lost),
]


@pytest.fixture
def bystander():
    """Another article, about which nothing is to be said."""
    return factories.make_published()


def test_each_contradiction_is_named_with_its_article(article, bystander, tmp_path):
    whole = shutil.copytree(tmp_path, tmp_path.with_name("whole"))
    for question, plant in PLANTS:
        assert list(question()) == []
        with transaction.atomic():
            plant(Article.objects.get(pk=article.pk))
            told = {one.article for one in question()}
            assert told == ({0} if plant is generation_lost else {article.pk}), plant.__name__
            assert bystander.pk not in found(), plant.__name__
            transaction.set_rollback(True)
        shutil.rmtree(tmp_path)
        shutil.copytree(whole, tmp_path)


def test_every_question_has_a_contradiction_that_it_finds():
    assert {question for question, _plant in PLANTS} == set(consistency.QUESTIONS)


def test_bytes_and_words_are_compared_when_asked_for(article):
    picture = picture_of(article)
    default_storage.save(picture.path, ContentFile(bytes(picture.size)))
    write("UPDATE news_articlesearchtext SET folded = 'khac' WHERE article_id = %s", article.pk)

    assert found() == {}
    assert len(found(read_bytes=True)[article.pk]) == 1
    assert len(found(read_words=True)[article.pk]) == 1


def test_whatever_is_done_at_the_desk_agrees(here, article):
    planted.plant(here)
    boss = factories.make_user(Role.APPROVER, Role.EDITOR)
    emergency = factories.make_emergency(category=here)
    do("review", emergency, boss, reason="Đúng")
    scheduled = factories.make_scheduled(category=here)
    do("place", scheduled, boss, slug="cho-moi", is_featured=True)
    do("cancel", scheduled, boss)
    do("restore", article, boss, serial=1)
    assert found(read_bytes=True, read_words=True) == {}


def test_the_command_prints_each_line_and_ends_with_a_fault(article, capsys):
    call_command("check_consistency")
    on_publication("title = 'Khác'")(article)
    capsys.readouterr()

    with pytest.raises(CommandError):
        call_command("check_consistency", "--hash", "--words")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"bài viết {article.pk}: ")
