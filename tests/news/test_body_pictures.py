"""Pictures in a text: showing one publishes it, so only who may read it may put it in."""

import pytest
from django.urls import reverse

from news import files, workflow
from news.enums import Role
from news.models import Article, StoredFile
from tests import factories, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = reverse("admin:news_article_add")


def body_with(*stored, name="960.webp"):
    """Return a text with these pictures, as the editor sends it."""
    shown = "".join(f'<img alt="Cầu" src="/tep/{file.sha256}/{name}">' for file in stored)
    return f"<p>Lời</p><p>{shown}</p>"


def send(client, body, article=None):
    """Save a text through the article form; return the answer."""
    version = article.newest_version if article else None
    category = article.category if article else factories.make_category()
    data = {
        "version": version.pk if version else "",
        "title": "Cầu kênh Bảy",
        "body": body,
        "category": category.pk,
        "article_type": (version.article_type_id if version else factories.make_type().pk),
        "attachments-TOTAL_FORMS": 0,
        "attachments-INITIAL_FORMS": 0,
    }
    page = reverse("admin:news_article_change", args=[article.pk]) if article else ADD
    return client.post(page, data)


def errors(response):
    return " ".join(response.context["form"].errors.get("body", []))


@pytest.fixture
def writer():
    return factories.make_user(Role.CONTRIBUTOR)


def test_an_own_picture_is_kept_with_its_size_and_name(enter, writer):
    own = factories.make_stored_image(writer)
    response = send(enter(writer), body_with(own))
    assert response.status_code == 302
    version = Article.objects.get().newest_version
    picture = f'<img src="{own.get_absolute_url()}" alt="Cầu" width="800" height="600">'
    assert version.body == f"<p>Lời</p><p>{picture}</p>"
    assert list(version.file_links.values_list("file", flat=True)) == [own.pk]


def test_a_picture_of_a_visible_article_may_be_shown_again(enter, writer):
    public = factories.make_stored_image()
    factories.make_published(image=public, image_alt="Cầu")
    assert send(enter(writer), body_with(public)).status_code == 302


def hidden_picture():
    """Return a picture in the draft of somebody else."""
    other = factories.make_user(Role.EDITOR)
    file = factories.make_stored_image(other, colour=(200, 30, 30))
    factories.make_draft(other, image=file, image_alt="Cầu")
    return file


def test_a_picture_known_by_its_hash_alone_is_refused(enter, client, writer):
    """Otherwise its appearance in one's own text would give the right to read it."""
    secret = hidden_picture()
    client = enter(writer)
    response = send(client, body_with(secret))
    assert response.status_code == 200
    assert errors(response)
    assert Article.objects.count() == 1
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_what_is_not_there_is_refused_with_the_same_words(enter, writer):
    client = enter(writer)
    secret, nothing = hidden_picture(), StoredFile(sha256="0" * 64)
    said = {errors(send(client, body_with(file))) for file in (secret, nothing)}
    assert len(said) == 1
    assert said.pop()


@pytest.mark.parametrize("kind", ["video", "attachment"])
def test_only_pictures_are_shown_as_pictures(enter, writer, kind):
    """A document in an ``img`` would be published without being attached."""
    if kind == "video":
        file = files.take_video(samples.video(), writer)
    else:
        file = factories.make_attachment(writer).file
    assert errors(send(enter(writer), body_with(file)))


def test_a_document_gets_no_readers_through_the_text():
    """Also past the form, as from an import: it is neither linked nor shown."""
    document, image = factories.make_attachment().file, factories.make_stored_image()
    article = factories.make_draft(body=body_with(document, image))
    assert list(article.newest_version.file_links.values_list("file", flat=True)) == [image.pk]
    assert document.sha256 not in article.newest_version.body


def test_a_colleague_goes_on_with_a_text_and_its_pictures(enter):
    """An editor of the category did not bring the picture; the article has it already."""
    category = factories.make_category()
    boss = factories.make_user(Role.EDITOR, Role.APPROVER)
    writer = factories.make_user(Role.CONTRIBUTOR)
    own = factories.make_stored_image(boss)
    article = factories.make_draft(writer, category, body=body_with(own))
    article.newest_version.file_links.get(file=own)

    response = send(enter(writer), body_with(own) + "<p>Thêm</p>", article)

    assert response.status_code == 302
    assert own.sha256 in factories.reload(article).newest_version.body


def test_saving_what_the_editor_shows_makes_no_new_version(enter):
    """Addresses, sizes and the order of attributes are the portal's own, not a change."""
    editor = factories.make_user(Role.EDITOR)
    own = factories.make_stored_image(editor)
    article = factories.make_draft(editor, title="Cầu kênh Bảy", summary="", body=body_with(own))
    body = article.newest_version.body.replace(
        ' alt="Cầu" width="800" height="600"', ' height="600" alt="Cầu" width="800"'
    )
    assert body != article.newest_version.body

    response = send(enter(editor), body, article)

    assert response.status_code == 302
    assert article.versions.count() == 1


def test_a_picture_of_the_text_is_public_with_it_and_responsive(client):
    own = factories.make_stored_image(size=(1600, 1200))
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(body=body_with(own), approver=approver)
    page = client.get(article.publications.get().get_absolute_url()).text
    assert f'srcset="/tep/{own.sha256}/320.avif 320w, ' in page
    assert f'<a class="zoom" href="/tep/{own.sha256}/1440.webp">' in page
    assert client.get(f"/tep/{own.sha256}/1440.webp").status_code == 200

    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert client.get(f"/tep/{own.sha256}/1440.webp").status_code == 404
