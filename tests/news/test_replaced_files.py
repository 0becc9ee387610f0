"""A replaced attachment or picture: readers see the new one at once, staff still the old one."""

import re

import pytest

from kientuong_portal.page_memory import memory
from news import workflow
from news.enums import Role
from news.models import ArticleVersion, StoredFile
from news.versions import Attachment
from tests import factories, samples
from tests.news import desk
from tests.portal import makers
from tests.portal.web import ask, twice

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def usual_memory(monkeypatch, instant):
    monkeypatch.setattr(memory, "limit", 32 * 2**20)
    makers.make_identity()


@pytest.fixture
def writer():
    return factories.make_user(Role.EDITOR)


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER)


def publish(article, writer, approver, **fields):
    """Give readers the article with other content; return it as it is then."""
    article = factories.reload(article)
    workflow.save(article.pk, writer, article.newest_version_id, factories.make_content(**fields))
    article = factories.reload(article)
    workflow.submit(article.pk, writer, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)
    return factories.reload(article)


def replace_in_the_form(client, article, upload, **more):
    """Put ``upload`` in the place of the article's only attachment as the form does."""
    kept = article.newest_version.attachments[0]
    row = {
        "stored": kept["sha256"],
        "name": kept["name"],
        "key": kept.get("key", kept["sha256"]),
        "title": "Kế hoạch năm 2026",
        "file": upload,
        "ORDER": 1,
    }
    data = {f"attachments-0-{name}": value for name, value in (row | more).items()}
    data |= {"attachments-INITIAL_FORMS": 1}
    response = client.post(desk.address(article), desk.form_data(article, **data))
    assert response.status_code == 302, response.text
    return factories.reload(article)


def test_a_replaced_attachment_is_read_at_once_and_its_old_address_leads_to_the_new_file(
    enter, writer, approver
):
    old = factories.make_attachment(writer, title="Kế hoạch năm 2026")
    article = factories.make_published(writer, approver=approver, attachments=(old,))
    page = article.publications.get().get_absolute_url()
    assert old.file.sha256 in twice(page).text
    assert twice(old.file.get_absolute_url()).status == 200

    client = enter(writer)
    article = replace_in_the_form(client, article, samples.pdf("ke-hoach-sua.pdf", "bản hai"))
    # Readers go on with what is approved.
    assert ask(old.file.get_absolute_url()).status == 200
    workflow.submit(article.pk, writer, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)

    new = StoredFile.objects.get(name="ke-hoach-sua.pdf")
    shown = ask(page)
    assert new.sha256 in shown.text
    assert old.file.sha256 not in shown.text
    answer = ask(old.file.get_absolute_url())
    assert (answer.status, answer.headers["location"]) == (302, new.get_absolute_url())
    assert "no-cache" in answer.headers["cache-control"]
    assert ask(answer.headers["location"]).status == 200
    # Staff read the old file where the old version shows it.
    first = ArticleVersion.objects.get(article=article, serial=1)
    assert old.file.sha256 in client.get(f"{desk.address(article)[:-7]}versions/1/").text
    assert client.get(old.file.get_absolute_url()).status_code == 200
    assert first.attachments[0]["sha256"] == old.file.sha256


def test_the_address_leads_on_over_several_replacements_and_back(enter, writer, approver):
    """Another title and another file name do not matter: the attachment stays the same one."""
    first = factories.make_attachment(writer)
    article = factories.make_published(writer, approver=approver, attachments=(first,))
    client = enter(writer)
    for number in (2, 3):
        article = replace_in_the_form(
            client, article, samples.pdf(f"ban-{number}.pdf", f"bản {number}"), title=f"B {number}"
        )
        workflow.submit(article.pk, writer, article.newest_version_id)
        workflow.approve(article.pk, approver, article.newest_version_id)
        article = factories.reload(article)
    newest = StoredFile.objects.get(name="ban-3.pdf").get_absolute_url()
    for old in (first.file, StoredFile.objects.get(name="ban-2.pdf")):
        assert ask(old.get_absolute_url()).headers["location"] == newest

    publish(article, writer, approver, attachments=(first,))
    assert ask(first.file.get_absolute_url()).status == 200
    assert ask(newest).headers["location"] == first.file.get_absolute_url()


def test_nobody_is_led_on_where_there_is_nothing_to_read(writer, approver):
    """Not from a file that readers never had, a removed attachment, or a withdrawn article."""
    unseen, old, new = (factories.make_attachment(writer, f"Tệp {one}") for one in range(3))
    article = factories.make_draft(writer, attachments=(unseen,))
    article = publish(
        article, writer, approver, attachments=(Attachment(old.file, "Tệp", "a.pdf"),)
    )
    same = Attachment(new.file, "Tệp", "b.pdf")
    article = publish(article, writer, approver, attachments=(same,))
    assert ask(unseen.file.get_absolute_url()).status == 404
    assert ask(old.file.get_absolute_url()).status == 302

    article = publish(article, writer, approver, attachments=())
    assert ask(old.file.get_absolute_url()).status == 404
    article = publish(article, writer, approver, attachments=(same,))
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert ask(old.file.get_absolute_url()).status == 404


def test_a_replaced_picture_is_seen_at_once_on_kept_pages(enter, writer, approver):
    """On the article, in its text, in its category's list and on the home page."""
    old, new = (
        factories.make_stored_image(writer, colour=colour) for colour in ((1, 2, 3), (200, 9, 9))
    )

    def fields(file):
        picture = f'<p><img src="{file.get_absolute_url()}" alt="Cầu"></p>'
        return {"image": file, "image_alt": "Cầu", "body": f"<p>Chữ.</p>{picture}"}

    article = factories.make_published(writer, approver=approver, **fields(old))
    pages = (
        article.publications.get().get_absolute_url(),
        article.category.get_absolute_url(),
        "/",
    )
    for page in pages:
        assert twice(page).is_kept
    publish(article, writer, approver, title=article.newest_version.title, **fields(new))
    for page in pages:
        shown = ask(page).text
        assert re.search(rf"/tep/{new.sha256}/", shown), page
        assert old.sha256 not in shown, page
    assert ask(old.get_absolute_url()).status == 404
    client = enter(writer)
    assert old.sha256 in client.get(f"{desk.address(article)[:-7]}versions/1/").text
    assert client.get(old.get_absolute_url()).status_code == 200


def test_number_and_date_of_an_attachment_are_kept_shown_and_compared(
    client, enter, writer, approver
):
    article = factories.make_published(
        writer, approver=approver, attachments=(factories.make_attachment(writer),)
    )
    client = enter(writer)
    kept = article.newest_version.attachments[0]
    article = replace_in_the_form(
        client, article, "", number="38/KH-UBND", date="2026-01-16", title=kept["title"]
    )
    stored = article.newest_version.attachments[0]
    assert (stored["number"], stored["date"]) == ("38/KH-UBND", "2026-01-16")
    assert "key" not in stored
    shown = client.get(desk.address(article)).text
    assert 'value="38/KH-UBND"' in shown
    assert 'value="2026-01-16"' in shown
    compared = client.get(f"{desk.address(article)[:-7]}compare/?tu=1&den=2").text
    assert "38/KH-UBND, 16/01/2026" in compared
    workflow.submit(article.pk, writer, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)
    page = ask(article.publications.order_by("-pk")[0].get_absolute_url()).text
    assert "38/KH-UBND" in page
    assert "16/01/2026" in page
