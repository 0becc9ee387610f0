"""Previews: the public page before it is public, for staff in frames and for guests by a link."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kientuong_portal import page_keys
from news import previews, workflow
from news.enums import Layout, Role
from news.models import PreviewLink
from stats.models import ArticleViews
from tests import factories
from tests.news.desk import address
from tests.portal import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    makers.make_identity()
    return factories.make_user(Role.EDITOR, full_name="Phạm Ngọc Ánh")


@pytest.fixture
def article(mine):
    inside = factories.make_stored_image(mine, colour=(9, 90, 200))
    return factories.make_draft(
        mine,
        title="Cầu chưa công bố",
        body=f'<p>Bí mật.</p><p><img src="{inside.get_absolute_url()}" alt="Kênh"></p>',
        image=factories.make_stored_image(mine),
        image_alt="Cầu",
        attachments=(factories.make_attachment(mine),),
    )


@pytest.fixture
def link(mine, article):
    return previews.make(mine, article, 7, timezone.now())


def make_address(article):
    return reverse("admin:news_article_preview_links", args=[article.pk])


def revoke_address(link):
    return reverse("admin:news_article_revoke_preview_link", args=[link.pk])


def approve(article):
    workflow.submit(article.pk, article.created_by, article.newest_version_id)
    approver = factories.make_user(Role.APPROVER)
    workflow.approve(article.pk, approver, article.newest_version_id)


def test_a_guest_reads_the_page_and_its_files_and_nothing_counts(link, article):
    guest = Client()
    page = guest.get(previews.path_of(link))
    assert page.status_code == 200
    for words in ("<h1>Cầu chưa công bố</h1>", "Bí mật."):
        assert words in page.text
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert not page.cookies
    for counted in ("data-page=", "/dem.gif", 'rel="canonical"', "ld+json", "og:title"):
        assert counted not in page.text, counted
    assert not ArticleViews.objects.exists()

    opened = previews.path_of(link)
    answers = {}
    for used in article.newest_version.file_links.select_related("file"):
        assert f"{opened}tep/{used.file.sha256}/" in page.text
        answer = guest.get(f"{opened}tep/{used.file.sha256}/{used.name}")
        answers[used.name] = answer.status_code, "no-store" in answer["Cache-Control"]
        assert guest.get(used.file.get_absolute_url()).status_code == 404
    assert set(answers.values()) == {(200, True)}
    rendered = article.newest_version.image
    assert guest.get(f"{opened}tep/{rendered.sha256}/320.webp")["Content-Type"] == "image/webp"


def test_a_link_opens_no_other_file_and_no_other_version(link, mine, article):
    other = factories.make_stored_image(mine, colour=(200, 1, 1))
    opened = previews.path_of(link)
    assert Client().get(f"{opened}tep/{other.sha256}/{other.name}").status_code == 404
    workflow.save(
        article.pk, mine, article.newest_version_id, factories.make_content(title="Bản sau")
    )
    assert "Bản sau" not in Client().get(opened).text
    forged = signing.Signer(salt="other").sign(str(link.pk))
    assert Client().get(f"/xem-truoc/{forged}/").status_code == 404
    assert Client().post(opened).status_code == 405


def test_a_dead_link_says_why(link, mine, article):
    opened, now = previews.path_of(link), timezone.now()
    file = article.newest_version.image

    def dead():
        answer = Client().get(opened)
        beside = Client().get(f"{opened}tep/{file.sha256}/{file.name}").status_code
        return answer.status_code, beside, answer

    with time_machine.travel(now + timedelta(days=7, minutes=1)):
        status, beside, answer = dead()
    assert (status, beside, "hết thời hạn" in answer.text) == (410, 404, True)
    assert "no-store" in answer["Cache-Control"]
    assert "Cầu chưa công bố" not in answer.text

    second = previews.make(mine, article, 1, now)
    previews.revoke(mine, second, now)
    answer = Client().get(previews.path_of(second))
    assert (answer.status_code, "thu hồi" in answer.text) == (410, True)

    approve(article)
    answer = Client().get(opened)
    assert answer.status_code == 410
    assert "đã được đăng" in answer.text
    assert article.publications.get().get_absolute_url() in answer.text


def test_a_link_to_a_scheduled_version_works_until_it_opens(mine):
    article = factories.make_scheduled(days=2)
    link = previews.make(mine, article, 30, timezone.now())
    assert Client().get(previews.path_of(link)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        assert Client().get(previews.path_of(link)).status_code == 410


def test_who_may_make_and_revoke(enter, article, mine):
    """Every role: making and revoking, on an article somebody else has made."""
    people = {role: factories.make_user(role) for role in Role}
    people["creator"] = mine
    people["writer of another"] = factories.make_user(Role.CONTRIBUTOR)
    found = {}
    for name, person in people.items():
        link = previews.make(mine, article, 1, timezone.now())
        client = enter(person)
        made = client.post(make_address(article), {"days": 7}).status_code
        revoked = client.post(revoke_address(link)).status_code
        link.refresh_from_db()
        found[name] = made, revoked, link.revoked_at is not None
        assert client.get(make_address(article)).status_code == 405
    may, sees, outside = (302, 302, True), (403, 403, False), (404, 404, False)
    assert found == {
        **dict.fromkeys(people, outside),
        Role.EDITOR: may,
        "creator": may,
        Role.APPROVER: sees,
        Role.ADMINISTRATOR: sees,
    }
    assert Client().post(make_address(article)).status_code == 302
    assert PreviewLink.objects.filter(created_by=mine).count() == len(people) + 1


def test_links_are_listed_and_bounded(enter, article, mine, monkeypatch):
    monkeypatch.setattr(previews, "MOST_OPEN", 1)
    client = enter(mine)
    page = client.post(make_address(article), {"days": 30}, follow=True).text
    link = PreviewLink.objects.get()
    assert f"http://testserver{previews.path_of(link)}" in page
    assert link.expires_at - link.created_at == timedelta(days=30)
    assert "Xin thu hồi" in client.post(make_address(article), {"days": 7}, follow=True).text
    client.post(revoke_address(link))
    page = client.get(address(article)).text
    assert previews.path_of(link) not in page
    assert "đã thu hồi" in page
    for wrong in ("", "2", "x", "9" * 30):
        client.post(make_address(article), {"days": wrong})
    assert PreviewLink.objects.count() == 1


def test_no_preview_is_ever_kept_for_everybody(link):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": previews.path_of(link)}
    assert page_keys.key_of(environ) is None


def test_staff_see_the_public_page_of_the_newest_version_in_frames(enter, article, mine):
    framed = reverse("admin:news_article_preview_page", args=[article.pk])
    around = enter(mine).get(reverse("admin:news_article_preview", args=[article.pk]))
    assert around.text.count(f'<iframe src="{framed}"') == 2
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert around["X-Frame-Options"] == "DENY"
    page = enter(mine).get(framed)
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]
    assert "data-page=" not in page.text
    assert "/dem.gif" not in page.text
    # No other page of the portal may be framed.
    assert "frame-ancestors 'none'" in enter(mine).get(address(article))["Content-Security-Policy"]


def test_a_preview_is_what_readers_then_see(enter, article, mine):
    """Of every layout: between the marks of the main part nothing differs but what counts."""
    issued = timezone.localdate() - timedelta(days=9)
    inside = factories.make_stored_image(mine, colour=(20, 10, 200)).get_absolute_url()
    more = {
        Layout.ALBUM: {"body": f'<p><img src="{inside}" alt="Kênh"></p>'},
        Layout.VIDEO: {"video_url": "https://youtu.be/abcDEF_-123"},
        Layout.DOCUMENT: {"document_number": "1/QĐ-UBND", "document_date": issued},
    }
    wrong = {}
    for layout in Layout:
        drafted = factories.make_draft(
            mine,
            article_type=factories.make_type(layout, slug=f"loai-{layout}"),
            **more.get(layout, {}),
        )
        framed = reverse("admin:news_article_preview_page", args=[drafted.pk])
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            before = story(enter(mine).get(framed).text)
            approve(drafted)
            after = story(Client().get(drafted.publications.get().get_absolute_url()).text)
        if before != after:
            wrong[layout] = before, after
    assert wrong == {}


def story(page):
    """Return the article on a public page, without the address it has and its forms."""
    shown = page.partition('<article class="story">')[2]
    return shown.partition('<ul class="tools"')[0].partition("</article>")[0]
