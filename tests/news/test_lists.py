"""Lists by key: every article once, in order, also when new ones arrive in between."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db
NOINDEX = '<meta name="robots" content="noindex">'
EMPTY = "Chưa có bài viết nào ở đây"
TITLE = re.compile(r"Tin số (\d+)<")


@pytest.fixture
def category():
    return factories.make_category()


def publish(category, numbers, **fields):
    approver, writer = factories.make_user("approver"), factories.make_user("contributor")
    begin = timezone.now() - timedelta(days=400)
    for number in numbers:
        factories.make_published(
            writer,
            category,
            approver=approver,
            title=f"Tin số {number}",
            published_at=begin + timedelta(days=number),
            **fields,
        )


def walk(client, address, direction):
    """Return the numbers on each page, following the links in one direction."""
    pages = []
    while address:
        response = client.get(address)
        assert response.status_code == 200
        body = response.text[response.text.index("story-list") :]
        pages.append([int(number) for number in TITLE.findall(body)])
        link = re.search(rf'href="(\?{direction}=[^"]+)"', body)
        base = address.split("?")[0]
        address = base + link[1] if link else None
        last = response
    return pages, last


def test_pages_older_and_back_again_show_every_article_once(client, category):
    publish(category, range(30))

    older, last = walk(client, category.get_absolute_url(), "truoc")
    assert [number for page in older for number in page] == list(range(29, -1, -1))
    assert [len(page) for page in older] == [12, 12, 6]

    newer, _ = walk(client, last.request["PATH_INFO"] + "?" + last.request["QUERY_STRING"], "sau")
    assert newer == older[::-1]


def test_each_page_of_a_list_has_a_title_of_its_own(client, category):
    publish(category, range(30))
    base = category.get_absolute_url()
    titles, address = [], base
    while address:
        text = client.get(address).text
        titles.append(re.search("<title>([^<]+)</title>", text)[1])
        link = re.search(r'href="(\?truoc=[^"]+)"', text)
        address = base + link[1] if link else None
    begin = timezone.localdate(timezone.now() - timedelta(days=400))

    def day(number):
        return f"{begin + timedelta(days=number):%d/%m/%Y}"

    spans = ["", f", từ {day(6)} đến {day(17)}", f", từ {day(0)} đến {day(5)}"]
    assert titles == [f"{category.name}{span} –  " for span in spans]


def test_equal_dates_are_told_apart_by_id(client, category):
    moment = timezone.now() - timedelta(days=1)
    for number in range(15):
        factories.make_published(category=category, title=f"Tin số {number}", published_at=moment)

    older, _ = walk(client, category.get_absolute_url(), "truoc")
    assert [number for page in older for number in page] == list(range(14, -1, -1))


def test_a_new_article_does_not_shift_older_pages(client, category):
    publish(category, range(20))
    first = client.get(category.get_absolute_url()).text
    link = re.search(r'href="(\?truoc=[^"]+)"', first)[1]
    publish(category, range(100, 105))

    page = client.get(category.get_absolute_url() + link).text
    numbers = [int(number) for number in TITLE.findall(page[page.index("story-list") :])]
    assert numbers == list(range(7, -1, -1))


def test_a_category_lists_everything_below_it(client, category):
    below = factories.make_category(parent=category)
    publish(category, [1])
    publish(below, [2])
    publish(factories.make_category(), [3])

    pages, _ = walk(client, category.get_absolute_url(), "truoc")
    assert pages == [[2, 1]]


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "1",
        "-1",
        "1-",
        "12-3-4",
        "9" * 40 + "-1",
        "1-" + "9" * 40,
        "1%002-3",
        "\u0661-\u0661",
        "1-1%0A",
    ],
)
@pytest.mark.parametrize("direction", ["truoc", "sau"])
def test_a_key_this_site_does_not_write_is_not_found(client, category, direction, key):
    assert client.get(f"{category.get_absolute_url()}?{direction}={key}").status_code == 404


@pytest.mark.parametrize("key", ["9999999999999999-1", "0-0"])
@pytest.mark.parametrize("direction", ["truoc", "sau"])
def test_a_key_beyond_the_ends_shows_a_page_all_the_same(client, category, direction, key):
    publish(category, [1])
    response = client.get(f"{category.get_absolute_url()}?{direction}={key}")
    assert response.status_code == 200
    # A page that holds nothing is not to be found either, but an empty category still fills.
    assert (NOINDEX in response.text) == (EMPTY in response.text)


def test_an_unknown_category_is_not_found(client):
    assert client.get("/chuyen-muc/khong-co/").status_code == 404


def test_an_empty_category_says_so(client, category):
    text = client.get(category.get_absolute_url()).text
    assert EMPTY in text
    assert NOINDEX not in text
