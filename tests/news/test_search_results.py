"""The readers' results page by page, past the cap, and after an article has moved."""

from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from news import workflow
from news.enums import Role
from news.search import results
from tests import factories

pytestmark = pytest.mark.django_db


def titles(response):
    document = lxml.html.document_fromstring(response.text)
    return [row.text_content().strip() for row in document.xpath("//main//h2/a")]


def publish(number, **wanted):
    """Publish an article on kênh, ``number`` days old."""
    at = timezone.now() - timedelta(days=number)
    wanted.setdefault("title", f"Kênh số {number}")
    return factories.make_published(published_at=at, **wanted)


def test_results_go_on_from_page_to_page_without_repeating(client):
    for number in range(1, 16):
        publish(number)

    first = client.get("/tim-kiem/?q=kenh")
    (onward,) = lxml.html.document_fromstring(first.text).xpath("//a[@rel='next']/@href")
    second = client.get(f"/tim-kiem/{onward}")

    assert titles(first) == [f"Kênh số {number}" for number in range(1, 13)]
    assert titles(second) == ["Kênh số 13", "Kênh số 14", "Kênh số 15"]
    assert not lxml.html.document_fromstring(second.text).xpath("//a[@rel='next']")


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("-3", 1), ("x", 1), ("9" * 50, 1), ("2", 2), ("9", 2)]
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(client, asked, shown):
    for number in range(1, 15):
        publish(number)
    expected = {1: [f"Kênh số {n}" for n in range(1, 13)], 2: ["Kênh số 13", "Kênh số 14"]}
    assert titles(client.get(f"/tim-kiem/?q=kenh&trang={asked}")) == expected[shown]


def test_past_the_cap_the_newest_come_by_date_and_nobody_counts_on(client, monkeypatch):
    monkeypatch.setattr(results, "CAP", 5)
    publish(9)
    # By relevance these would come last: the marks typed are not theirs.
    for number in range(1, 6):
        publish(number, title=f"Kềnh số {number}")

    response = client.get("/tim-kiem/?q=kênh")

    assert titles(response) == [f"Kềnh số {number}" for number in range(1, 6)]
    assert "Hơn 5 kết quả" in response.text


def test_up_to_the_cap_the_number_is_exact_and_relevance_rules(client, monkeypatch):
    monkeypatch.setattr(results, "CAP", 5)
    for number in range(1, 5):
        publish(number, title=f"Kềnh số {number}")
    publish(9)

    response = client.get("/tim-kiem/?q=kênh")

    assert titles(response)[0] == "Kênh số 9"
    assert len(titles(response)) == 5
    assert "hơn 5" not in response.text


def test_an_article_moved_to_another_category_is_found_there_and_no_longer_here(client):
    here, there = factories.make_category("Đây"), factories.make_category("Kia")
    article = factories.make_published(title="Kênh Bảy", category=here)
    assert titles(client.get(f"/tim-kiem/?q=kenh&chuyen-muc={here.slug}")) == ["Kênh Bảy"]

    approver = factories.make_user(Role.APPROVER)
    workflow.place(article.pk, approver, article.newest_version_id, category=there)

    assert titles(client.get(f"/tim-kiem/?q=kenh&chuyen-muc={here.slug}")) == []
    assert titles(client.get(f"/tim-kiem/?q=kenh&chuyen-muc={there.slug}")) == ["Kênh Bảy"]


def test_an_article_is_found_by_the_words_of_what_is_read_and_not_of_its_draft(client):
    writer = factories.make_user(Role.EDITOR)
    article = factories.make_published(writer, title="Kênh Bảy")
    correction = factories.make_content(title="Sông Tám")
    workflow.save(article.pk, writer, article.newest_version_id, correction)
    assert titles(client.get("/tim-kiem/?q=kenh")) == ["Kênh Bảy"]
    assert titles(client.get("/tim-kiem/?q=song")) == []
