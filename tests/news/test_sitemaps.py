"""Maps: valid, split by ids, and of nothing but what is visible."""

from datetime import datetime, timedelta
from pathlib import Path

import lxml.etree
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import sitemaps, workflow
from news.enums import Role
from tests import factories, planted
from tests.conftest import forget
from tests.portal import makers

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent.parent / "schemas"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITE = "http://testserver"


@pytest.fixture
def category():
    makers.make_identity()
    return factories.make_category("Kinh tế", slug="kinh-te")


def read(client, address):
    """Return the entries of a map as (address, last change or None), after its schema's check."""
    root = document(client, address)
    changes = [entry.findtext(f"{MAP}lastmod") for entry in root]
    return [
        (entry.findtext(f"{MAP}loc"), datetime.fromisoformat(changed) if changed else None)
        for entry, changed in zip(root, changes, strict=True)
    ]


def document(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = lxml.etree.fromstring(response.content)
    name = "sitemap-index" if root.tag == f"{MAP}sitemapindex" else "sitemap"
    lxml.etree.XMLSchema(file=str(SCHEMAS / f"{name}.xsd")).assertValid(root)
    return root


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "<url><loc>/bai-viet/tuong-doi/</loc></url>",
        "<url><loc>http://testserver/</loc><lastmod>23/11/2026</lastmod></url>",
        "<url><loc>http://testserver/</loc></url><url><loc>http://testserver/</loc></url>",
    ],
)
def test_the_schema_refuses_a_wrong_map(entry):
    schema = lxml.etree.XMLSchema(file=str(SCHEMAS / "sitemap.xsd"))
    root = f'<urlset xmlns="{MAP[1:-1]}">{entry}</urlset>'
    assert not schema.validate(lxml.etree.fromstring(root))


def mapped(client):
    """Return every address that the index leads to, all of them read through their schema."""
    parts = [address.removeprefix(SITE) for address, _changed in read(client, "/sitemap.xml")]
    return {address for part in parts for address, _changed in read(client, part)}


def address_of(article):
    return f"{SITE}{article.publications.order_by('-pk')[0].get_absolute_url()}"


@pytest.mark.parametrize("planted_in", ["/sitemap-bai-viet-{part}.xml", "/sitemap-tin-moi.xml"])
def test_a_map_holds_exactly_what_is_visible(client, category, monkeypatch, planted_in):
    monkeypatch.setattr(sitemaps, "IDS_IN_A_PART", 10**9)
    planted.plant(category)
    address = planted_in.format(part=0)

    def kinds():
        return {
            kind
            for kind in planted.NAMES
            for location, _changed in read(client, address)
            if location.startswith(f"{SITE}/bai-viet/bai-{kind}-")
        }

    assert kinds() == planted.SHOWN
    assert len(read(client, address)) == len(planted.SHOWN)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert kinds() == planted.LATER


STANDING = {
    f"{SITE}{path}"
    for path in (
        *("/", "/van-ban/", "/anh/", "/video/", "/luu-tru/", "/doc-nhieu/", "/lien-he/"),
        *("/so-do-cong/", "/tro-nang/", "/quyen-rieng-tu/", "/cach-dem/"),
    )
}


def test_the_index_leads_to_everything(client, category):
    article = factories.make_published(category=category)
    page = planted.plant_page(category)
    assert mapped(client) == STANDING | {
        f"{SITE}/chuyen-muc/kinh-te/",
        address_of(article),
        address_of(page),
    }


def test_an_empty_portal_has_a_valid_map(client):
    assert mapped(client) == STANDING
    assert client.get("/sitemap-bai-viet-0.xml").status_code == 404


def test_articles_are_split_by_their_ids(client, category, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_IN_A_PART", 3)
    articles = [factories.make_published(category=category) for _ in range(7)]

    parts = [
        address.removeprefix(SITE)
        for address, _changed in read(client, "/sitemap.xml")
        if "bai-viet" in address
    ]

    assert parts == [
        f"/sitemap-bai-viet-{part}.xml"
        for part in sorted({article.pk // 3 for article in articles})
    ]
    rows = [read(client, part) for part in parts]
    assert [address for part in rows for address, _changed in part] == [
        address_of(article) for article in articles
    ]
    assert all(len(part) <= 3 for part in rows)


def test_a_part_whose_articles_are_all_withdrawn_is_no_part(client, category, monkeypatch, instant):
    monkeypatch.setattr(sitemaps, "IDS_IN_A_PART", 1)
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver)
    other = factories.make_published(category=category)
    part = f"/sitemap-bai-viet-{article.pk}.xml"
    assert read(client, part)[0][0] == address_of(article)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert client.get(part).status_code == 404
    index = [address for address, _changed in read(client, "/sitemap.xml")]
    assert f"{SITE}{part}" not in index
    assert f"{SITE}/sitemap-bai-viet-{other.pk}.xml" in index


def test_the_last_change_is_when_the_page_began_to_read_as_it_does(client, category, instant):
    start = timezone.now().replace(microsecond=0) - timedelta(days=3)
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver, at=start)
    part = f"/sitemap-bai-viet-{article.pk // 10_000}.xml"
    index = dict(read(client, "/sitemap.xml"))
    assert read(client, part) == [(address_of(article), start)]
    assert index[SITE + part] == start

    later = start + timedelta(days=1)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai", at=later)
    back = start + timedelta(days=2)
    workflow.republish(article.pk, approver, article.newest_version_id, at=back)
    assert read(client, part) == [(address_of(article), back)]
    assert dict(read(client, "/sitemap.xml"))[SITE + part] == back


def test_a_part_was_changed_when_something_left_it(client, category):
    start = timezone.now().replace(microsecond=0) - timedelta(days=3)
    end = start + timedelta(days=1)
    stays = factories.make_published(category=category, at=start)
    factories.make_published(category=category, at=start, expires_at=end)
    part = f"/sitemap-bai-viet-{stays.pk // 10_000}.xml"
    assert dict(read(client, "/sitemap.xml"))[SITE + part] == end
    assert read(client, part) == [(address_of(stays), start)]


def test_a_part_not_changed_lately_says_nothing_of_its_last_change(client, category, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_IN_A_PART", 1)
    monkeypatch.setattr(sitemaps, "RECENT_CHANGES", 1)
    now = timezone.now().replace(microsecond=0)
    old = factories.make_published(category=category, at=now - timedelta(days=2))
    new = factories.make_published(category=category, at=now - timedelta(days=1))
    index = dict(read(client, "/sitemap.xml"))
    assert index[f"{SITE}/sitemap-bai-viet-{old.pk}.xml"] is None
    assert index[f"{SITE}/sitemap-bai-viet-{new.pk}.xml"] == now - timedelta(days=1)


def test_the_map_of_news_holds_two_days(client, category):
    now = timezone.now()
    factories.make_published(category=category, at=now - timedelta(hours=49))
    planted.plant_page(category)
    recent = factories.make_published(
        category=category, at=now - timedelta(hours=47), title="Cầu & đường"
    )

    root = document(client, "/sitemap-tin-moi.xml")

    assert [entry.findtext(f"{MAP}loc") for entry in root] == [address_of(recent)]
    news = root[0].find(f"{NEWS}news")
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Cổng thông tin điện tử thị xã Sen"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "vi"
    assert news.findtext(f"{NEWS}title") == "Cầu & đường"
    published = recent.publications.get().published_at.replace(microsecond=0)
    assert datetime.fromisoformat(news.findtext(f"{NEWS}publication_date")) == published.replace(
        microsecond=0
    )
    with time_machine.travel(now + timedelta(hours=2)):
        # Search engines let this one map be empty; the index leaves it out.
        assert len(lxml.etree.fromstring(client.get("/sitemap-tin-moi.xml").content)) == 0
        assert "tin-moi" not in client.get("/sitemap.xml").text


@pytest.mark.parametrize("part", ["999999999", "1"])
def test_a_part_that_holds_nothing_does_not_exist(client, category, part):
    factories.make_published(category=category)
    assert client.get(f"/sitemap-bai-viet-{part}.xml").status_code == 404


def test_maps_are_for_anyone_to_keep_and_to_ask_again(client, category):
    article = factories.make_published(category=category)
    for address in (
        "/sitemap.xml",
        "/sitemap-trang.xml",
        "/sitemap-chuyen-muc.xml",
        "/sitemap-tin-moi.xml",
        f"/sitemap-bai-viet-{article.pk // 10_000}.xml",
    ):
        response = client.get(address)
        assert response["Cache-Control"] == "public, no-cache"
        assert not response.cookies
        assert "Last-Modified" not in response
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("articles", [1, 6])
def test_queries_of_maps(client, category, monkeypatch, articles):
    """The index asks for its parts once while nothing changes; each map costs one query."""
    monkeypatch.setattr(sitemaps, "IDS_IN_A_PART", 2)
    made = [factories.make_published(category=category) for _ in range(articles)]
    forget()
    for address, cold, warm in (
        ("/sitemap.xml", 7, 1),
        ("/sitemap-chuyen-muc.xml", 0, 0),
        (f"/sitemap-bai-viet-{made[0].pk // 2}.xml", 1, 1),
        ("/sitemap-tin-moi.xml", 2, 1),
    ):
        for expected in (cold, warm):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            assert len(captured) == expected, address
