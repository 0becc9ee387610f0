"""The readers' results page by page, past the cap, and after an article has moved."""

from datetime import datetime, timedelta

import lxml.html
import pytest
from django.utils import timezone

from news import workflow
from news.enums import Layout, Role
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


def asked_days(response):
    """Return what the two fields hold and what is said beside each."""
    document = lxml.html.document_fromstring(response.text)
    fields = [document.get_element_by_id(name) for name in ("search-from", "search-to")]
    said = [document.xpath("string(//*[@id=$id])", id=f"{one.get('id')}-fault") for one in fields]
    assert [one.get("aria-invalid") == "true" for one in fields] == list(map(bool, said))
    assert document.xpath("boolean(//details[@open])")
    return [(one.get("type"), one.get("value")) for one in fields], said


@pytest.mark.parametrize(
    "typed", ["2024-11-02", "02/11/2024", "2/11/2024", "02-11-2024", "2.11.2024", "02/11/24"]
)
def test_a_day_is_read_as_people_write_it(client, typed):
    for day in (1, 2, 3):
        at = timezone.make_aware(datetime(2024, 11, day, 8))
        factories.make_published(title=f"Kênh số {day}", at=at, published_at=at)
    since = client.get("/tim-kiem/", {"q": "kenh", "tu-ngay": typed})
    until = client.get("/tim-kiem/", {"q": "kenh", "den-ngay": typed})
    assert titles(since) == ["Kênh số 3", "Kênh số 2"]
    assert titles(until) == ["Kênh số 2", "Kênh số 1"]
    assert asked_days(since) == ([("date", "2024-11-02"), ("date", "")], ["", ""])


@pytest.mark.parametrize(
    "typed", ["31/02/2024", "hôm qua", "11/2024", "01/01/0026", "1/1/9999", "2"]
)
def test_a_day_that_is_not_understood_is_kept_and_told(client, typed):
    factories.make_published(title="Kênh Bảy")
    response = client.get("/tim-kiem/", {"q": "kenh", "tu-ngay": typed, "den-ngay": f' {typed}"'})
    fields, said = asked_days(response)
    assert fields == [("text", typed), ("text", f'{typed}"')]
    assert all("Xin nhập theo ngày/tháng/năm" in one for one in said)
    assert titles(response) == ["Kênh Bảy"]
    onward = lxml.html.document_fromstring(response.text).xpath("//ul[@class='chips']//a/@href")
    assert asked_days(client.get(f"/tim-kiem/{onward[1]}"))[0] == fields


def test_days_in_the_wrong_order_are_told_beside_the_last(client):
    factories.make_published(title="Kênh Bảy")
    days = {"tu-ngay": "02/11/2025", "den-ngay": "01/11/2025"}
    response = client.get("/tim-kiem/", {"q": "kenh"} | days)
    fields, said = asked_days(response)
    assert fields == [("date", "2025-11-02"), ("date", "2025-11-01")]
    assert said == ["", "Ngày cuối phải bằng hoặc sau ngày đầu."]
    assert titles(response) == ["Kênh Bảy"]


def test_the_types_offered_are_those_that_results_have(client):
    for slug, layout, make in (
        ("tin", Layout.ARTICLE, factories.make_published),
        ("trang", Layout.PAGE, factories.make_published),
        ("cu", Layout.ARTICLE, factories.make_withdrawn),
    ):
        make(title="Kênh", article_type=factories.make_type(layout, slug=slug))

    def offered(query):
        document = lxml.html.document_fromstring(client.get(f"/tim-kiem/{query}").text)
        return document.xpath("//select[@name='loai']/option/@value")

    assert offered("") == ["", "tin"]
    # An old link still says what it asks for.
    assert offered("?q=kenh&loai=cu") == ["", "tin", "cu"]
    assert titles(client.get("/tim-kiem/?q=kenh&loai=cu")) == []
