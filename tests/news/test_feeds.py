"""RSS and Atom: well-formed for readers, whole addresses, and nothing that is not visible."""

from datetime import timedelta

import feedparser
import lxml.etree
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import workflow
from news.enums import Role
from tests import factories, planted
from tests.conftest import forget
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ALL = ("/rss.xml", "/atom.xml")


@pytest.fixture
def category():
    makers.make_identity(description="Tin tức của thị xã Sen.")
    top = factories.make_category("Tin tức", slug="tin-tuc")
    return factories.make_category("Kinh tế", slug="kinh-te", parent=top)


FEEDS = (*ALL, "/chuyen-muc/tin-tuc/rss.xml", "/chuyen-muc/kinh-te/rss.xml")


def feed(client, address):
    """Return the feed as a reader's program understands it."""
    response = client.get(address)
    assert response.status_code == 200
    headers = {"content-type": response["Content-Type"]}
    found = feedparser.parse(response.content, response_headers=headers)
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def titles(client, address):
    return {entry.title for entry in feed(client, address).entries}


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_tells_exactly_what_is_visible(client, category, address):
    names = planted.plant(category)
    planted.plant_page(category)

    assert titles(client, address) == {names[kind] for kind in planted.SHOWN}
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert titles(client, address) == {names[kind] for kind in planted.LATER}


def test_a_withdrawal_and_a_republishing_are_seen_and_keep_the_entry_s_name(
    client, category, instant
):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver)
    names = []
    for address in FEEDS:
        names.append(feed(client, address).entries[0].id)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert [feed(client, address).entries for address in FEEDS] == [[]] * 4
    workflow.republish(article.pk, approver, article.newest_version_id)
    assert [feed(client, address).entries[0].id for address in FEEDS] == names
    assert names == [f"tag:testserver,2026:bai-viet/{article.pk}"] * 4


@pytest.mark.parametrize("address", FEEDS)
def test_an_entry_says_what_the_article_says(client, category, address):
    image = factories.make_stored_image()
    article = factories.make_published(
        category=category,
        title="Cầu & đường <mới>",
        summary="Rộng 4 m < 5 m & dài.",
        author=factories.make_author("Minh Khuê"),
        image=image,
        image_alt="Cầu kênh",
    )
    publication = article.publications.get()

    found = feed(client, address)
    entry = found.entries[0]

    assert found.feed.language == "vi"
    assert entry.title_detail.value == "Cầu & đường <mới>"
    assert entry.summary == "Rộng 4 m &lt; 5 m &amp; dài."
    assert entry.link == f"http://testserver{publication.get_absolute_url()}"
    assert entry.author == "Minh Khuê"
    assert [tag.term for tag in entry.tags or ()] == ["Kinh tế"]
    moment = publication.published_at.utctimetuple()[:6]
    assert entry.published_parsed[:6] == entry.updated_parsed[:6] == moment
    enclosure = entry.enclosures[0]
    assert enclosure.href == f"http://testserver{image.get_absolute_url()}"
    assert (enclosure.type, enclosure.length) == ("image/jpeg", str(image.size))


def test_a_correction_is_an_update_of_the_same_entry(client, category, instant):
    start = timezone.now() - timedelta(days=2)
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver, at=start)
    before = [feed(client, address).entries[0] for address in ALL]
    content = factories.make_content(title="Cầu kênh đã sửa")
    editor = factories.make_user(Role.EDITOR)
    workflow.save(article.pk, editor, article.newest_version_id, content)
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)

    after = [feed(client, address).entries[0] for address in ALL]

    for old, new in zip(before, after, strict=True):
        assert new.title == "Cầu kênh đã sửa"
        assert new.id == old.id
        assert new.published == old.published
        assert new.updated_parsed > old.updated_parsed


def test_rss_has_the_parts_that_its_specification_asks_for(client, category):
    image = factories.make_stored_image()
    factories.make_published(category=category, image=image, image_alt="Cầu kênh")
    root = lxml.etree.fromstring(client.get("/rss.xml").content)

    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = root.find("channel")
    assert channel.findtext("title") == "Cổng thông tin điện tử thị xã Sen"
    assert channel.findtext("link") == "http://testserver/"
    assert channel.findtext("description") == "Tin tức của thị xã Sen."
    assert channel.find(f"{ATOM}link").attrib == {
        "rel": "self",
        "href": "http://testserver/rss.xml",
    }
    item = channel.find("item")
    for once in ("title", "link", "description", "pubDate", "guid", "enclosure"):
        assert len(item.findall(once)) == 1, once
    assert item.find("guid").get("isPermaLink") == "false"
    content = item.find(f"{MEDIA}content")
    assert (content.get("medium"), content.get("width")) == ("image", str(image.width))
    assert content.findtext(f"{MEDIA}description") == "Cầu kênh"


def test_atom_has_the_parts_that_its_specification_asks_for(client, category):
    factories.make_published(category=category)
    root = lxml.etree.fromstring(client.get("/atom.xml").content)

    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/", "self": "http://testserver/atom.xml"}
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "ỦY BAN NHÂN DÂN THỊ XÃ SEN"
    for element in (root, root.find(f"{ATOM}entry")):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1, once


def test_a_category_s_feed_is_named_and_leads_to_its_page(client, category):
    other = factories.make_category("Thông báo", slug="thong-bao")
    factories.make_published(category=category, title="Trong mục")
    factories.make_published(category=other, title="Ngoài mục")

    found = feed(client, "/chuyen-muc/tin-tuc/rss.xml")

    assert found.feed.title == "Tin tức – Cổng thông tin điện tử thị xã Sen"
    assert found.feed.link == "http://testserver/chuyen-muc/tin-tuc/"
    assert [entry.title for entry in found.entries] == ["Trong mục"]
    assert titles(client, "/chuyen-muc/thong-bao/rss.xml") == {"Ngoài mục"}


def test_an_unknown_category_has_no_feed(client):
    assert client.get("/chuyen-muc/khong-co/rss.xml").status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_for_anyone_to_keep_and_to_ask_again(client, category, address, instant):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver)
    factories.make_published(category=category, at=timezone.now() - timedelta(days=9))
    response = client.get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    # Without one, nobody can take an older copy for fresh when the newest is withdrawn.
    assert "Last-Modified" not in response
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, no-cache"
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 200
    assert client.post(address).status_code == 405


def test_feeds_answer_before_there_is_an_identity(client):
    factories.make_published(category=factories.make_category(slug="tin"))
    for address in (*ALL, "/chuyen-muc/tin/rss.xml"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("articles", [1, 4])
@pytest.mark.parametrize(
    ("address", "cold"),
    [("/rss.xml", 4), ("/atom.xml", 4), ("/chuyen-muc/tin-tuc/rss.xml", 4)],
)
def test_queries_of_feeds(client, category, address, cold, articles):
    image = factories.make_stored_image()
    for _ in range(articles):
        factories.make_published(category=category, image=image, image_alt="Cầu")
    forget()
    for expected in (cold, 1):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == expected
