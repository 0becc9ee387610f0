"""What readers can see: drafts, scheduled, expired and withdrawn texts do not exist for them."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from news import workflow
from news.enums import HomePlace, Layout, PublicState, Role, Status
from tests import factories
from tests.conftest import forget

pytestmark = pytest.mark.django_db
SECRET = "Bí mật chưa đăng"

# Everything that readers must not see, each with its secret in every text.
HIDDEN = {
    "draft": factories.make_draft,
    "pending": factories.make_pending,
    "rejected": factories.make_rejected,
    "scheduled": factories.make_scheduled,
    "expired": factories.make_expired,
    "withdrawn": factories.make_withdrawn,
}


def make_hidden(kind, category, **fields):
    """Return an article with its secret, a picture, one in the text, and an attachment."""
    image = factories.make_stored_image(colour=(200, 30, 30))
    inline = factories.make_stored_image(colour=(30, 30, 200))
    body = f'<p>{SECRET}</p><p><img src="{inline.get_absolute_url()}" alt="Cầu"></p>'
    attachment = factories.make_attachment(title=SECRET, text="Bí mật")
    article = HIDDEN[kind](
        category=category,
        title=SECRET,
        summary=SECRET,
        body=body,
        image=image,
        image_alt="Cầu",
        attachments=(attachment,),
        **fields,
    )
    return article, [image, inline, attachment.file]


def addresses_of(files):
    """Return every address under which these files could be asked for."""
    for file in files:
        yield file.get_absolute_url()
        if file.is_image:
            yield reverse("news:file", args=[file.sha256, "320.webp"])
            yield reverse("news:file", args=[file.sha256, "800.webp"])
        yield reverse("news:file", args=[file.sha256, "khac.pdf"])


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_not_visible_does_not_exist_for_readers(client, kind):
    category = factories.make_category(home_place=HomePlace.COLUMN)
    shown = factories.make_published(category=category, title="Tin đang đăng")
    article, stored = make_hidden(kind, category)

    pages = [
        "/",
        category.get_absolute_url(),
        shown.publications.get().get_absolute_url(),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert "Tin đang đăng" in response.text
        assert SECRET not in response.text
    response = client.get(f"/bai-viet/{article.slug}-{article.pk}/")
    assert response.status_code == (410 if kind in ("expired", "withdrawn") else 404)
    assert SECRET not in response.text
    assert client.get(f"/di/{article.pk}/").status_code == 404
    for address in addresses_of(stored):
        assert client.get(address).status_code == 404, address


def test_a_draft_of_a_visible_article_shows_nothing(client):
    article = factories.make_published(title="Bản đang đăng")
    image = factories.make_stored_image()
    editor = factories.make_user(Role.EDITOR)
    content = factories.make_content(title=SECRET, body=f"<p>{SECRET}</p>", image=image)
    workflow.save(article.pk, editor, article.newest_version_id, content)

    response = client.get(article.publications.get().get_absolute_url())

    assert response.status_code == 200
    assert SECRET not in response.text
    assert client.get(image.get_absolute_url()).status_code == 404


def test_files_are_public_exactly_while_a_visible_publication_links_them(client):
    image = factories.make_stored_image(colour=(9, 99, 199))
    attachment = factories.make_attachment()
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(
        image=image, image_alt="Cầu", attachments=(attachment,), approver=approver
    )
    wanted = [image.get_absolute_url(), attachment.file.get_absolute_url()]
    wanted.append(reverse("news:file", args=[image.sha256, "320.webp"]))

    assert [client.get(address).status_code for address in wanted] == [200, 200, 200]
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert [client.get(address).status_code for address in wanted] == [404, 404, 404]
    workflow.republish(article.pk, approver, article.newest_version_id)
    assert [client.get(address).status_code for address in wanted] == [200, 200, 200]


def test_a_file_of_two_articles_stays_while_one_of_them_is_visible(client):
    image = factories.make_stored_image()
    approver = factories.make_user(Role.APPROVER)
    fields = {"image": image, "image_alt": "Cầu", "approver": approver}
    one, two = factories.make_published(**fields), factories.make_published(**fields)

    workflow.withdraw(one.pk, approver, one.newest_version_id, reason="Sai")
    assert client.get(image.get_absolute_url()).status_code == 200
    workflow.withdraw(two.pk, approver, two.newest_version_id, reason="Sai")
    assert client.get(image.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.CONTRIBUTOR, False),
        (Role.EDITOR, True),
        (Role.APPROVER, True),
        (Role.ADMINISTRATOR, True),
        (Role.ANALYST, False),
        (Role.ACCOUNTANT, False),
        (None, False),
    ],
)
def test_staff_see_files_of_drafts_as_their_role_may(enter, role, sees):
    writer = factories.make_user(Role.CONTRIBUTOR)
    image = factories.make_stored_image(writer)
    factories.make_draft(writer, image=image, image_alt="Cầu")

    client = enter(factories.make_user(*[role] if role else []))

    response = client.get(image.get_absolute_url())
    assert response.status_code == (200 if sees else 404)
    if sees:
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]


def test_the_uploader_sees_a_file_that_no_version_links_and_nobody_else(enter):
    uploader = factories.make_user(Role.CONTRIBUTOR)
    image = factories.make_stored_image(uploader)

    assert (
        enter(factories.make_user(Role.CONTRIBUTOR)).get(image.get_absolute_url()).status_code
        == 404
    )
    assert enter(uploader).get(image.get_absolute_url()).status_code == 200


def test_two_people_may_bring_the_same_file(enter):
    one, two = factories.make_user(Role.CONTRIBUTOR), factories.make_user(Role.CONTRIBUTOR)
    image = factories.make_stored_image(one)
    assert factories.make_stored_image(two) == image

    assert enter(two).get(image.get_absolute_url()).status_code == 200


def test_another_slug_leads_to_the_right_one(client):
    article = factories.make_published(title="Cầu kênh Bảy")
    response = client.get(f"/bai-viet/ten-cu-{article.pk}/")
    assert response.status_code == 301
    assert response["Location"] == f"/bai-viet/cau-kenh-bay-{article.pk}/"


def test_another_file_name_leads_to_the_right_one(client):
    attachment = factories.make_attachment()
    factories.make_published(attachments=(attachment,))
    response = client.get(reverse("news:file", args=[attachment.file.sha256, "x.pdf"]))
    assert response.status_code == 302
    assert response["Location"] == attachment.file.get_absolute_url()


def test_the_clock_alone_opens_and_closes(client):
    """No worker, no restart: a page follows the interval, also in a process that keeps lists."""
    now = timezone.now()
    category = factories.make_category(home_place=HomePlace.COLUMN)
    article = factories.make_published(
        category=category,
        title="Tin hẹn giờ",
        published_at=now + timedelta(hours=2),
        expires_at=now + timedelta(hours=4),
    )
    address = f"/bai-viet/{article.slug}-{article.pk}/"

    def answers():
        shown = ["Tin hẹn giờ" in client.get(page).text for page in ("/", category_page)]
        return [client.get(address).status_code, *shown]

    category_page = category.get_absolute_url()
    assert answers() == [404, False, False]
    with time_machine.travel(now + timedelta(hours=3)):
        assert answers() == [200, True, True]
    with time_machine.travel(now + timedelta(hours=5)):
        assert answers() == [410, False, False]


def test_a_page_without_date_is_in_no_list(client):
    category = factories.make_category(home_place=HomePlace.COLUMN)
    page_type = factories.make_type(Layout.PAGE)
    page = factories.make_published(
        category=category, article_type=page_type, title="Giới thiệu chung", summary=""
    )
    factories.make_published(category=category, title="Tin thường")

    response = client.get(f"/bai-viet/{page.slug}-{page.pk}/")
    assert response.status_code == 200
    assert "Lượt người xem" not in response.text
    for address in ("/", category.get_absolute_url()):
        text = client.get(address).text
        assert "Tin thường" in text
        assert "Giới thiệu chung" not in text


def test_a_replacement_link_leads_where_the_visible_version_says(client):
    article = factories.make_published(redirect_url="https://vi-du.vn/ho-so", body="")
    response = client.get(f"/di/{article.pk}/")
    assert (response.status_code, response["Location"]) == (302, "https://vi-du.vn/ho-so")

    content = factories.make_content(redirect_url="https://xau.vn/")
    editor = factories.make_user(Role.EDITOR)
    workflow.save(article.pk, editor, article.newest_version_id, content)
    assert client.get(f"/di/{article.pk}/")["Location"] == "https://vi-du.vn/ho-so"


def test_every_state_and_status_is_covered():
    """A state added later has to be planted above."""
    assert set(PublicState) == {"visible", "scheduled", "withdrawn", "expired", "never"}
    assert set(Status) == {"draft", "pending", "approved", "rejected"}


def test_gone_pages_explain_themselves(client):
    withdrawn, expired = factories.make_withdrawn(), factories.make_expired()
    forget()

    text = client.get(f"/bai-viet/{withdrawn.slug}-{withdrawn.pk}/").text
    assert "Ban biên tập đã gỡ bài viết này" in text
    text = client.get(f"/bai-viet/{expired.slug}-{expired.pk}/").text
    assert "hết thời hạn" in text
