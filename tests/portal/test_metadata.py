"""The head of a page for programs: canonical address, Open Graph, JSON-LD, feeds."""

import json
import re
from datetime import date, timedelta

import lxml.html
import pytest
from django.utils import timezone

from news import workflow
from news.enums import Layout, Role
from tests import factories
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://testserver"


@pytest.fixture
def category():
    makers.make_identity(description="Tin tức của thị xã Sen.", parent_body="UBND tỉnh Hoa")
    top = factories.make_category("Tin tức", slug="tin-tuc")
    return factories.make_category("Kinh tế", slug="kinh-te", parent=top)


def head(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return lxml.html.fromstring(response.text).find("head")


def canonical(page):
    return page.xpath("link[@rel='canonical']/@href")


def properties(page):
    """Return the page's Open Graph as {property: content}."""
    return {tag.get("property"): tag.get("content") for tag in page.xpath("meta[@property]")}


def data(page):
    """Return the page's JSON-LD by type."""
    blocks = page.xpath("script[@type='application/ld+json']/text()")
    found = [json.loads(block) for block in blocks]
    assert all(block["@context"] == "https://schema.org" for block in found)
    return {block["@type"]: block for block in found}


def steps(page):
    """Return the way down to the page as [(name, address)], its numbers checked."""
    items = data(page)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert {item["@type"] for item in items} == {"ListItem"}
    return [(item["name"], item["item"]) for item in items]


def picture_data(image):
    return {
        "@type": "ImageObject",
        "url": SITE + image.get_absolute_url(),
        "width": image.width,
        "height": image.height,
    }


PUBLISHER = {
    "@type": "GovernmentOrganization",
    "name": "ỦY BAN NHÂN DÂN THỊ XÃ SEN",
    "url": f"{SITE}/",
    "logo": {
        "@type": "ImageObject",
        "url": f"{SITE}/static/img/icon-512.png",
        "width": 512,
        "height": 512,
    },
}


def test_an_article_says_what_it_is(client, category):
    image = factories.make_stored_image()
    article = factories.make_published(
        category=category,
        title="Cầu kênh Bảy",
        summary="Nối hai bờ kênh.",
        author=factories.make_author("Minh Khuê"),
        image=image,
        image_alt="Cầu mới",
    )
    publication = article.publications.get()
    address = SITE + publication.get_absolute_url()

    page = head(client, publication.get_absolute_url())
    found = data(page)["NewsArticle"]

    published = timezone.localtime(publication.published_at).isoformat(timespec="seconds")
    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Cầu kênh Bảy",
        "description": "Nối hai bờ kênh.",
        "datePublished": published,
        "dateModified": published,
        "author": {"@type": "Person", "name": "Minh Khuê"},
        "publisher": PUBLISHER,
        "image": [picture_data(image)],
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "articleSection": "Kinh tế",
        "inLanguage": "vi",
    }
    assert steps(page) == [
        ("Trang chủ", f"{SITE}/"),
        ("Tin tức", f"{SITE}/chuyen-muc/tin-tuc/"),
        ("Kinh tế", f"{SITE}/chuyen-muc/kinh-te/"),
        ("Cầu kênh Bảy", address),
    ]
    assert canonical(page) == [address]
    assert properties(page) == {
        "og:type": "article",
        "og:title": "Cầu kênh Bảy",
        "og:description": "Nối hai bờ kênh.",
        "og:url": address,
        "og:site_name": "Cổng thông tin điện tử thị xã Sen",
        "og:locale": "vi_VN",
        "og:image": f"{SITE}/tep/{image.sha256}/800.jpg",
        "og:image:alt": "Cầu mới",
        "article:published_time": published,
        "article:section": "Kinh tế",
    }
    assert page.xpath("meta[@name='twitter:card']/@content") == ["summary_large_image"]


def test_an_article_without_author_or_picture_is_the_agency_s(client, category):
    article = factories.make_published(category=category)
    page = head(client, article.publications.get().get_absolute_url())
    found = data(page)["NewsArticle"]
    assert found["author"] == found["publisher"]
    shared = f"{SITE}/static/img/share.png"
    assert found["image"] == [{"@type": "ImageObject", "url": shared, "width": 1200, "height": 630}]
    told = properties(page)
    assert told["og:image"] == shared
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert page.xpath("meta[@name='twitter:card']/@content") == ["summary_large_image"]


def test_an_article_keeps_the_publisher_of_its_time_and_tells_its_correction(client, category):
    makers.make_identity(timezone.localdate(), agency="ỦY BAN NHÂN DÂN PHƯỜNG SEN")
    before = timezone.now() - timedelta(days=3)
    approver, editor = factories.make_user(Role.APPROVER), factories.make_user(Role.EDITOR)
    article = factories.make_published(category=category, approver=approver, at=before)
    content = factories.make_content(title="Bản đã sửa")
    workflow.save(article.pk, editor, article.newest_version_id, content)
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)

    page = head(client, article.publications.order_by("-pk")[0].get_absolute_url())

    found = data(page)["NewsArticle"]
    assert found["publisher"]["name"] == "ỦY BAN NHÂN DÂN THỊ XÃ SEN"
    assert found["headline"] == "Bản đã sửa"
    assert found["dateModified"] > found["datePublished"]
    assert properties(page)["article:modified_time"][:19] == found["dateModified"][:19]


def test_the_home_page_says_who_runs_the_portal(client, category):
    page = head(client, "/?utm_source=x")
    assert data(page)["GovernmentOrganization"] == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": "ỦY BAN NHÂN DÂN THỊ XÃ SEN",
        "alternateName": "thị xã Sen",
        "description": "Tin tức của thị xã Sen.",
        "url": f"{SITE}/",
        "logo": {
            "@type": "ImageObject",
            "url": f"{SITE}/static/img/icon-512.png",
            "width": 512,
            "height": 512,
        },
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Số 1, đường Hoa Sen",
            "addressCountry": "VN",
        },
        "telephone": ["(0272) 000001", "(0272) 000002"],
        "email": "ubnd@sen.example",
        "parentOrganization": {"@type": "GovernmentOrganization", "name": "UBND tỉnh Hoa"},
    }
    assert canonical(page) == [f"{SITE}/"]
    assert properties(page)["og:title"] == "Cổng thông tin điện tử thị xã Sen"
    assert page.findtext("title") == "Cổng thông tin điện tử thị xã Sen"


def test_the_agency_is_that_of_today(client):
    makers.make_identity(date(2013, 3, 18))
    makers.make_identity(date(2025, 7, 1), agency="ỦY BAN NHÂN DÂN PHƯỜNG SEN")
    makers.make_identity(timezone.localdate() + timedelta(days=1), agency="CƠ QUAN MỚI")
    found = data(head(client, "/"))["GovernmentOrganization"]
    assert found["name"] == "ỦY BAN NHÂN DÂN PHƯỜNG SEN"


def test_an_article_names_every_category_above_it(client, category):
    deepest = factories.make_category("Thủy sản", slug="thuy-san", parent=category)
    article = factories.make_published(category=deepest, title="Mùa cá")
    address = article.publications.get().get_absolute_url()
    way = [
        ("Trang chủ", f"{SITE}/"),
        ("Tin tức", f"{SITE}/chuyen-muc/tin-tuc/"),
        ("Kinh tế", f"{SITE}/chuyen-muc/kinh-te/"),
        ("Thủy sản", f"{SITE}/chuyen-muc/thuy-san/"),
    ]
    assert steps(head(client, address)) == [*way, ("Mùa cá", SITE + address)]
    document = lxml.html.fromstring(client.get(address).text)
    shown = document.xpath("//nav[@class='breadcrumb']//a")
    assert [(link.text_content(), SITE + link.get("href")) for link in shown] == way


def test_a_category_names_its_way_and_its_feed(client, category):
    page = head(client, "/chuyen-muc/kinh-te/")
    assert steps(page) == [
        ("Trang chủ", f"{SITE}/"),
        ("Tin tức", f"{SITE}/chuyen-muc/tin-tuc/"),
        ("Kinh tế", f"{SITE}/chuyen-muc/kinh-te/"),
    ]
    feeds = page.xpath("link[@rel='alternate']")
    assert [(feed.get("type"), feed.get("title"), feed.get("href")) for feed in feeds] == [
        ("application/rss+xml", "Kinh tế", "/chuyen-muc/kinh-te/rss.xml"),
        ("application/rss+xml", "Cổng thông tin điện tử thị xã Sen", "/rss.xml"),
        ("application/atom+xml", "Cổng thông tin điện tử thị xã Sen (Atom)", "/atom.xml"),
    ]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", ""),
        ("?utm_source=x&q=1", ""),
        ("?truoc=1700000000000000-9", "?truoc=1700000000000000-9"),
        ("?fbclid=x&sau=1700000000000000-9", "?sau=1700000000000000-9"),
        ("?truoc=1700000000000000-8&sau=1700000000000000-9", "?sau=1700000000000000-9"),
    ],
)
def test_of_the_parameters_only_a_list_s_key_is_canonical(client, category, asked, kept):
    page = head(client, f"/chuyen-muc/kinh-te/{asked}")
    assert canonical(page) == [f"{SITE}/chuyen-muc/kinh-te/{kept}"]
    assert properties(page)["og:url"] == f"{SITE}/chuyen-muc/kinh-te/{kept}"
    assert canonical(head(client, "/?truoc=1700000000000000-9")) == [f"{SITE}/"]


def test_a_page_without_date_is_no_news(client, category):
    kind = factories.make_type(Layout.PAGE)
    article = factories.make_published(category=category, article_type=kind, title="Giới thiệu")
    address = article.publications.get().get_absolute_url()
    page = head(client, address)
    assert set(data(page)) == {"BreadcrumbList"}
    assert steps(page) == [("Trang chủ", f"{SITE}/"), ("Giới thiệu", SITE + address)]
    assert properties(page)["og:type"] == "website"
    assert canonical(page) == [SITE + address]


def test_one_address_is_told_whichever_host_a_request_names(client, category, settings):
    """Two names of the server, or a port of its own, would make two sites of one."""
    settings.PORTAL_ADDRESS = "https://sen.example"
    image = factories.make_stored_image()
    article = factories.make_published(category=category, image=image, image_alt="Cầu")
    for address in (
        "/",
        category.get_absolute_url(),
        article.publications.get().get_absolute_url(),
        *("/rss.xml", "/atom.xml", "/chuyen-muc/kinh-te/rss.xml"),
        *("/sitemap.xml", "/sitemap-trang.xml", "/sitemap-chuyen-muc.xml"),
        *("/sitemap-tin-moi.xml", f"/sitemap-bai-viet-{article.pk // 10_000}.xml"),
        *("/robots.txt", "/.well-known/security.txt", "/opensearch.xml"),
    ):
        text = client.get(address, headers={"host": "localhost:8765"}).text
        assert "https://sen.example/" in text, address
        assert not {"localhost", "testserver", "8765"} & set(re.split(r"[^a-z0-9]", text)), address
    feed = client.get("/atom.xml", headers={"host": "localhost:8765"}).text
    assert f"tag:sen.example,2026:bai-viet/{article.pk}" in feed


def test_what_is_not_to_be_found_says_nothing_of_itself(client, category):
    gone = factories.make_withdrawn(category=category, title="Bài đã gỡ")
    for address, status in (("/khong-co/", 404), (f"/bai-viet/{gone.slug}-{gone.pk}/", 410)):
        page = head(client, address, status)
        assert page.xpath("meta[@name='robots']/@content") == ["noindex"]
        assert (canonical(page), properties(page), data(page)) == ([], {}, {})


HOSTILE = '</script><script>alert(1)</script><!--<script>&"\u2028'


def test_nothing_in_a_data_block_can_end_it(client, category):
    article = factories.make_published(category=category, title=HOSTILE[:-1], summary=HOSTILE)
    address = article.publications.get().get_absolute_url()
    text = client.get(address).text
    blocks = text.split('<script type="application/ld+json">')[1:]
    for block in blocks:
        inside = block.partition("</script>")[0]
        assert not set("<>&\u2028") & set(inside)
        json.loads(inside)
    assert data(head(client, address))["NewsArticle"]["headline"] == HOSTILE[:-1]


def test_the_way_on_from_an_old_address_is_asked_for_again(client, category):
    article = factories.make_published(category=category)
    response = client.get(f"/bai-viet/ten-cu-{article.pk}/")
    assert response.status_code == 301
    assert response["Cache-Control"] == "public, no-cache"


def test_a_portal_without_identity_has_heads_too(client):
    article = factories.make_published()
    assert "GovernmentOrganization" not in data(head(client, "/"))
    found = data(head(client, article.publications.get().get_absolute_url()))["NewsArticle"]
    assert "publisher" not in found
