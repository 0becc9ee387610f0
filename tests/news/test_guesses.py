"""What an address that leads nowhere may have meant: only what readers can see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.enums import Layout
from news.guesses import guesses_for
from tests import factories
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE = "Khánh thành cầu kênh Bảy Thước"


def titles(path):
    return [row.title for row in guesses_for(path).articles]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ""),
        ("/khong-co/", "khong co"),
        ("/bai-viet/cau-kenh-bay-thuoc-12/", "cau kenh bay thuoc"),
        ("/tin/Cầu%20kênh/", "Cầu%20kênh"),
        ("/tin/Cầu kênh_mới.html", "Cầu kênh mới"),
        ("/Lists/TinTuc/DispForm.aspx", "DispForm"),
        ("/bai-viet/12/", ""),
        ("/a\x00\u202eb/", "ab"),
        ("/" + "a" * 500, "a" * 200),
    ],
)
def test_the_words_are_those_of_the_last_part(path, words):
    assert guesses_for(path).words == words


def test_the_article_that_shares_most_words_comes_first():
    factories.make_published(title="Khánh thành trường học mới ở xã")
    factories.make_published(title=TITLE)
    factories.make_published(title="Lịch tiếp công dân tháng sau")
    assert titles("/tin-tuc/khanh-thanh-cau-kenh-bay.html") == [TITLE]
    assert titles("/khanh-thanh/") == ["Khánh thành trường học mới ở xã", TITLE][::-1]
    assert titles("/hoan-toan-khac/") == []
    assert titles("/") == []


def test_the_number_at_the_end_names_an_article_whatever_its_words():
    named = factories.make_published(title="Lịch tiếp công dân tháng sau")
    factories.make_published(title=TITLE)
    assert titles(f"/bai-viet/Khanh_thanh-cau-{named.pk}") == [named.newest_version.title, TITLE]
    assert titles(f"/{named.pk}/") == [named.newest_version.title]
    assert titles("/bai-viet/x-999999999999999999/") == []


def test_pages_and_categories_are_guessed_too():
    factories.make_published(title="Giới thiệu", article_type=factories.make_type(Layout.PAGE))
    category = factories.make_category(name="Tin tức", slug="tin-tuc")
    factories.make_category(name="Văn bản", slug="van-ban")
    assert titles("/gioi-thieu.html") == ["Giới thiệu"]
    assert guesses_for("/tin-tuc-su-kien/").categories == [category]


HIDDEN = {
    "draft": factories.make_draft,
    "pending": factories.make_pending,
    "rejected": factories.make_rejected,
    "scheduled": factories.make_scheduled,
    "expired": factories.make_expired,
    "withdrawn": factories.make_withdrawn,
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_nothing_hidden_is_ever_guessed(client, kind):
    seen = factories.make_published(title="Khánh thành cầu kênh Bốn")
    hidden = HIDDEN[kind](title=TITLE)
    slug = hidden.slug
    for path in (f"/{slug}/", f"/bai-viet/{slug}_-{hidden.pk}", f"/x-{hidden.pk}", f"/tin/{slug}"):
        assert TITLE not in titles(path)
        response = client.get(path)
        assert response.status_code == 404
        assert TITLE not in response.text
    assert titles(f"/{slug}/") == [seen.newest_version.title]


def test_an_article_that_closes_is_not_guessed_from_memory(instant):
    approver = factories.make_user("approver")
    article = factories.make_published(title=TITLE, approver=approver)
    assert titles(f"/{article.slug}/") == [TITLE]
    factories.workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert titles(f"/{article.slug}/") == []


@pytest.mark.parametrize("many", [3, 30])
def test_guessing_costs_the_same_whatever_there_is(client, many):
    makers.make_identity()
    writer, approver = factories.make_user("contributor"), factories.make_user("approver")
    category = factories.make_category()
    for number in range(many):
        factories.make_published(writer, category, approver=approver, title=f"{TITLE} {number}")
    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/khanh-thanh-cau/").status_code == 404
        asked.append(len(captured))
    assert asked == [6, 1]
