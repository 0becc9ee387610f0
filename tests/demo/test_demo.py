"""The demo: filled once, with everything the portal can show, and left alone afterwards."""

import re
import unicodedata

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kientuong_portal.demo import people
from kientuong_portal.models import LinkSet
from news import richtext, showing
from news.enums import Layout, PublicState, Role, Status
from news.models import Article, ArticleVersion, Category, Publication, RoleAssignment
from stats import checking, reports
from stats.models import ArticleViews, OpeningBalance


def states():
    rows = Article.objects.with_public_state(timezone.now())
    return list(rows.values_list("public_state", flat=True))


def test_there_is_one_account_for_each_role(demo):
    assert get_user_model().objects.count() == len(Role)
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role.values)
    for username, *_rest in people.ACCOUNTS:
        assert get_user_model().objects.get(username=username).check_password(people.PASSWORD)


def test_at_least_forty_articles_in_every_state_over_three_years(demo):
    assert Article.objects.count() >= 40
    assert set(states()) == set(PublicState.values)
    assert states().count(PublicState.VISIBLE) >= 30
    assert set(Article.objects.values_list("status", flat=True)) == set(Status.values)
    dates = Publication.objects.values_list("published_at", flat=True)
    assert (max(dates) - min(dates)).days > 3 * 365 - 60


def test_there_is_something_of_everything(demo):
    assert Category.objects.count() == 6
    assert Category.objects.filter(parent=None).count() == 4
    versions = ArticleVersion.objects
    assert versions.exclude(redirect_url="").exists()
    assert versions.filter(serial=8).exists()
    assert versions.filter(layout=Layout.PAGE).count() >= 2
    bodies = " ".join(versions.values_list("body", flat=True))
    for tag in ("<table>", "<ul>", "<ol>", "<blockquote>", "<h2>", "<h3>"):
        assert tag in bodies
    assert sum(1 for kept in versions.values_list("attachments", flat=True) if kept) >= 5
    assert Publication.objects.visible().filter(is_featured=True).count() >= 3


def test_every_text_is_nfc_and_has_no_placeholder_left(demo):
    for version in ArticleVersion.objects.all():
        text = "\n".join(
            (
                version.title,
                version.summary,
                version.body,
                version.image_alt,
                version.image_caption,
                version.document_number,
                *(kept["title"] for kept in version.attachments),
            )
        )
        assert unicodedata.is_normalized("NFC", text)
        assert "{" not in text, version.title


def shown(layout):
    """The visible publications of a layout with their versions."""
    visible = Publication.objects.visible().filter(version__layout=layout)
    return list(visible.select_related("version__image", "version__video"))


def test_each_layout_has_enough_to_show(demo):
    assert len(shown(Layout.ALBUM)) == 4
    assert len(shown(Layout.VIDEO)) == 3
    assert len(shown(Layout.DOCUMENT)) == 9
    assert len(shown(Layout.PAGE)) == 2
    assert len(shown(Layout.ARTICLE)) >= 30


def test_albums_have_five_to_nine_described_pictures(demo):
    for publication in shown(Layout.ALBUM):
        pictures = showing.album(publication.version.body)
        assert 5 <= len(pictures) <= 9
        assert len({picture.alt for picture in pictures}) == len(pictures)
        assert publication.version.photo_count == len(pictures)


def test_videos_have_a_file_a_poster_and_words_in_their_place(demo):
    for publication in shown(Layout.VIDEO):
        version = publication.version
        assert version.video.media_type == "video/mp4"
        assert version.video.size <= 400_000
        assert version.image
        assert len(richtext.plain_text(version.body).split()) > 80


def test_new_documents_have_number_date_and_pdf(demo):
    documents = [publication.version for publication in shown(Layout.DOCUMENT)]
    assert all(version.document_number and version.document_date for version in documents)
    pdfs = [
        kept
        for version in documents
        for kept in version.attachments
        if kept["media_type"] == "application/pdf"
    ]
    assert len(pdfs) == 8
    numbers = " ".join(version.document_number for version in documents)
    assert re.search(r"\b15/20[0-9]{2}/QĐ-UBND", numbers)


def test_every_picture_is_described_and_has_its_size(demo):
    for version in ArticleVersion.objects.select_related("image"):
        assert not version.image or version.image_alt
        for picture in showing.album(version.body):
            assert picture.alt, version.title
            assert picture.caption, version.title
            assert min(picture.width, picture.height) > 0


def test_long_texts_have_headings_and_one_page_has_everything(demo):
    articles = [publication.version for publication in shown(Layout.ARTICLE)]
    long = [
        version
        for version in articles
        if len(richtext.plain_text(version.body).split()) >= 1200
        and len(re.findall(r"<h[23]", version.body)) >= 5
    ]
    assert len(long) >= 2
    assert sum(1 for version in articles if "<figure" in version.body) >= 4
    assert any(
        richtext.picture_count(version.body) + bool(version.image) == 3
        and "<table>" in version.body
        and len(version.attachments) == 2
        for version in articles
    )


def test_every_file_that_readers_see_answers(demo, client):
    addresses = set()
    for publication in Publication.objects.visible().select_related("version__video"):
        version = publication.version
        addresses.update(re.findall(r'"(/tep/[^"]+)"', version.body))
        addresses.update(f"/tep/{kept['sha256']}/{kept['name']}" for kept in version.attachments)
        if version.video:
            addresses.add(version.video.get_absolute_url())
    assert len(addresses) >= 30
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_menus_lead_to_the_lists_and_to_what_is_said_of_the_site(demo):
    def addresses(place):
        return set(LinkSet.objects.get(place=place).links.values_list("url", flat=True))

    assert {"/van-ban/", "/anh/", "/video/"} <= addresses(LinkSet.Place.MAIN_MENU)
    assert {"/so-do-cong/", "/tro-nang/", "/quyen-rieng-tu/", "/cach-dem/", "/rss.xml"} <= (
        addresses(LinkSet.Place.FOOTER)
    )
    assert LinkSet.objects.get(place=LinkSet.Place.SERVICES).links.count() == 6
    assert LinkSet.objects.get(place=LinkSet.Place.MAIN_MENU).links.count() == 9


def test_the_old_counter_goes_on(demo):
    assert OpeningBalance.objects.get().amount == 579_360
    assert reports.visit_counter(timezone.now()).total > 579_360
    assert ArticleViews.objects.count() > 1000
    assert checking.differences() == []


def test_home_shows_featured_and_newest(demo, client):
    text = client.get("/").text
    assert "ỦY BAN NHÂN DÂN THỊ XÃ KIẾN TƯỜNG" in text
    assert "lead-story" in text
    for publication in Publication.objects.visible().filter(is_featured=True)[:1]:
        assert publication.title in text


def test_every_visible_article_and_category_answers(demo, client):
    for publication in Publication.objects.visible():
        assert client.get(publication.get_absolute_url()).status_code == 200
    for category in Category.objects.all():
        assert client.get(category.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("username", [account[0] for account in people.ACCOUNTS])
def test_every_account_finds_a_desk(demo, client, username):
    user = get_user_model().objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    assert str(user) in response.text


@pytest.mark.django_db
def test_a_database_with_people_is_left_alone(capsys):
    get_user_model().objects.create_user("co-san", full_name="Có Sẵn")
    call_command("demo", port="8123")
    said = capsys.readouterr().out
    assert "giữ nguyên" in said
    assert "http://127.0.0.1:8123/quan-tri/" in said
    assert get_user_model().objects.count() == 1
