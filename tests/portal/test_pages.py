"""Pages about the portal, what is read most, and the pages that say what went wrong."""

from contextlib import contextmanager
from datetime import date, timedelta

import lxml.html
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kientuong_portal.models import Link, LinkSet
from news import workflow
from news.enums import Layout, Role
from stats import rollups
from stats.models import ArticleViews, CategoryDay, DailyVisits, OpeningBalance
from tests import factories
from tests.conftest import forget
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ABOUT = ["/so-do-cong/", "/lien-he/", "/tro-nang/", "/quyen-rieng-tu/", "/cach-dem/"]
PAGES = [*ABOUT, "/doc-nhieu/"]


def links(response):
    """Return every link of the page's main part as {address: text}."""
    main = lxml.html.document_fromstring(response.text).get_element_by_id("content")
    return {link.get("href"): link.text_content().strip() for link in main.iter("a")}


def queries(client, address, status=200):
    """Return how many queries one request costs."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == status
    assert not response.cookies
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_well_formed_and_says_where_it_is(client, page):
    makers.make_identity()
    response = client.get(page)
    document = lxml.html.document_fromstring(response.text)
    (h1,) = document.iter("h1")
    assert document.find(".//title").text.startswith(h1.text_content().strip())
    assert document.find('.//meta[@name="description"]').get("content")
    assert document.find('.//nav[@class="breadcrumb"]//a').get("href") == "/"
    levels = [int(heading.tag[1]) for heading in document.xpath("//main//*[self::h1 or self::h2]")]
    assert levels == [1, *[2] * (len(levels) - 1)]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_no_identity(client, page):
    text = client.get(page).text
    assert "None" not in lxml.html.document_fromstring(text).text_content()


@pytest.mark.parametrize(
    ("page", "cold", "warm"),
    [
        ("/so-do-cong/", 4, 0),
        ("/lien-he/", 3, 0),
        ("/tro-nang/", 3, 0),
        ("/quyen-rieng-tu/", 3, 0),
        ("/cach-dem/", 12, 0),
        ("/doc-nhieu/", 7, 0),
    ],
)
@pytest.mark.parametrize("many", [1, 3])
def test_queries_of_the_pages(client, page, cold, warm, many):
    makers.make_identity()
    top = factories.make_category()
    image = factories.make_stored_image()
    for _number in range(many):
        below = factories.make_category(parent=top)
        article = factories.make_published(category=below, image=image, image_alt="Cầu")
        ArticleViews.objects.create(
            day=timezone.localdate(), article=article, category=below, people=3
        )
    rollups.fill()
    forget()
    assert queries(client, page) == cold
    assert queries(client, page) == warm


def test_every_page_leads_to_the_pages_about_the_portal(client):
    footer = lxml.html.document_fromstring(client.get("/").text).find(".//footer")
    assert {link.get("href") for link in footer.iter("a")} >= set(ABOUT)


def test_the_footer_names_a_page_once_however_it_is_linked(client):
    footer = LinkSet.objects.create(name="Thông tin", place=LinkSet.Place.FOOTER)
    Link.objects.create(link_set=footer, label="Trợ năng", url="/tro-nang/")
    Link.objects.create(link_set=footer, label="Liên hệ", url="/bo-phan-tiep-dan/")
    links = lxml.html.document_fromstring(client.get("/").text).findall(".//footer//nav//a")
    addresses = [link.get("href") for link in links]
    assert addresses == ["/tro-nang/", "/bo-phan-tiep-dan/", "/so-do-cong/", *ABOUT[3:]]


def test_the_map_names_what_readers_can_go_to_and_nothing_else(client, instant):
    approver = factories.make_user(Role.APPROVER)
    page = factories.make_published(
        approver=approver, article_type=factories.make_type(Layout.PAGE), title="Giới thiệu"
    )
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Mục giới thiệu", article=page)
    sites = LinkSet.objects.create(name="Liên kết", place=LinkSet.Place.LINKED_SITES)
    Link.objects.create(link_set=sites, label="Chính phủ", url="https://chinhphu.example/")
    top = factories.make_category(name="Tin tức", slug="tin-tuc")
    factories.make_category(name="Y tế", slug="y-te", parent=top)

    response = client.get("/so-do-cong/")
    found = links(response)
    assert found[page.publications.get().get_absolute_url()] == "Mục giới thiệu"
    assert found["https://chinhphu.example/"] == "Chính phủ"
    assert found["/doc-nhieu/"] == "Đọc nhiều"
    document = lxml.html.document_fromstring(response.text)
    inner = document.xpath('//li[a[@href="/chuyen-muc/tin-tuc/"]]/ul//a')
    assert [link.get("href") for link in inner] == ["/chuyen-muc/y-te/"]
    assert set(ABOUT) <= set(found)

    workflow.withdraw(page.pk, approver, page.newest_version_id, reason="Sửa lại")
    assert "Mục giới thiệu" not in client.get("/so-do-cong/").text


def test_contact_shows_the_whole_identity_in_force(client):
    makers.make_identity(date(2013, 3, 18), agency="UBND THỊ XÃ SEN", address="Số 9, đường Cũ")
    makers.make_identity(
        timezone.localdate(),
        agency="UBND PHƯỜNG SEN",
        parent_body="UBND TỈNH",
        fax="(072) 1",
        trust_badge_url="https://tin-nhiem.example/",
    )
    services = LinkSet.objects.create(name="Dịch vụ", place=LinkSet.Place.SERVICES)
    Link.objects.create(link_set=services, label="Một cửa", url="https://dvc.example/")

    response = client.get("/lien-he/")
    found = links(response)
    main = lxml.html.document_fromstring(response.text).get_element_by_id("content")
    text = " ".join(main.text_content().split())
    for part in (
        "UBND PHƯỜNG SEN",
        "UBND TỈNH",
        "Bà Nguyễn Thị Sen - Chánh Văn phòng",
        "Số 1, đường Hoa Sen",
        "(072) 1",
    ):
        assert part in text
    assert "Số 9, đường Cũ" not in text
    assert main.find(".//address") is not None
    assert found["tel:0272000001"] == "(0272) 000001"
    assert found["tel:0272000002"] == "(0272) 000002"
    assert found["mailto:ubnd@sen.example"] == "ubnd@sen.example"
    assert found["https://dvc.example/"] == "Một cửa"
    assert "https://tin-nhiem.example/" in found


@pytest.mark.parametrize("page", ["/tro-nang/", "/quyen-rieng-tu/"])
def test_whom_to_tell_is_said_with_the_identity(client, page):
    makers.make_identity()
    found = links(client.get(page))
    assert {"tel:0272000001", "mailto:ubnd@sen.example"} <= set(found)


def test_how_we_count_shows_the_opening_balance_as_its_own_row(client):
    OpeningBalance.objects.create(
        kind="visits", amount=579_360, label="Cổng cũ", counted_until=date(2023, 1, 16)
    )
    DailyVisits.objects.create(day=timezone.localdate(), visits=1200, visitors=1000)
    rows = lxml.html.document_fromstring(client.get("/cach-dem/").text).xpath("(//table)[1]//tr")
    shown = [[cell.text_content() for cell in row] for row in rows[1:]]
    assert [figure for _label, figure in shown] == ["1.200", "579.360", "580.560"]
    assert "Cổng cũ" in shown[1][0]
    assert "16/01/2023" in shown[1][0]


def test_how_we_count_shows_that_the_sums_agree(client):
    article = factories.make_published()
    read(article, 0, 5)
    read(article, 40, 7)
    document = lxml.html.document_fromstring(client.get("/cach-dem/").text)
    rows = document.xpath("(//table)[2]/tbody/tr")
    assert [[cell.text_content() for cell in row[1:]] for row in rows] == [["5", "12"]] * 3
    assert "Cả ba cách cho cùng một tổng" in document.text_content()
    CategoryDay.objects.update(people=9)
    forget()
    assert "Hiện các tổng chưa khớp nhau" in client.get("/cach-dem/").text


def read(article, days_ago, people):
    ArticleViews.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago),
        article=article,
        category=article.category,
        people=people,
    )
    rollups.fill()


def ranked(client, query=""):
    """Return the titles and figures of the page, in order."""
    document = lxml.html.document_fromstring(client.get(f"/doc-nhieu/{query}").text)
    return [
        (row.find(".//h2").text_content().strip(), row.find(".//b").text_content())
        for row in document.xpath("//ol[contains(@class, 'ranked')]/li")
    ]


def test_most_read_counts_the_days_that_are_asked_for(client):
    new, old = factories.make_published(title="Mới"), factories.make_published(title="Cũ")
    oldest = factories.make_published(title="Xưa")
    read(new, 0, 5)
    read(new, 6, 1)
    read(old, 7, 1200)
    read(old, 0, 1)
    read(oldest, 364, 9000)
    read(oldest, 365, 9000)
    assert ranked(client, "?ngay=7") == [("Mới", "6 lượt xem"), ("Cũ", "1 lượt xem")]
    assert ranked(client) == [("Cũ", "1.201 lượt xem"), ("Mới", "6 lượt xem")]
    assert ranked(client, "?ngay=30") == ranked(client)
    assert ranked(client, "?ngay=1") == [("Mới", "5 lượt xem"), ("Cũ", "1 lượt xem")]
    assert ranked(client, "?ngay=365")[0] == ("Xưa", "9.000 lượt xem")


def test_of_what_is_read_alike_the_newest_comes_first(client):
    now = timezone.now()
    for days in (2, 1, 3):
        published_at = now - timedelta(days=days)
        read(factories.make_published(title=f"{days}", published_at=published_at), 0, 5)
    read(factories.make_published(title="ít"), 0, 4)
    assert [title for title, _views in ranked(client)] == ["1", "2", "3", "ít"]


@pytest.mark.parametrize("days", ["2", "31", "x", "07", "7'", "9" * 5000])
def test_most_read_knows_no_other_periods(client, days):
    assert client.get("/doc-nhieu/", {"ngay": days}).status_code == 404


def test_most_read_names_only_what_is_visible(client):
    for make in (factories.make_withdrawn, factories.make_expired, factories.make_scheduled):
        read(make(title="Không được thấy"), 0, 50)
    page = factories.make_published(
        title="Trang giới thiệu", article_type=factories.make_type(Layout.PAGE)
    )
    read(page, 0, 40)
    read(factories.make_published(title="Được thấy"), 0, 1)
    assert [title for title, _views in ranked(client)] == ["Được thấy"]


def test_the_small_box_says_how_many_days_it_counts(client):
    read(factories.make_published(), 0, 1)
    document = lxml.html.document_fromstring(client.get("/").text)
    assert document.get_element_by_id("most-read").text == "Đọc nhiều trong 30 ngày"
    assert document.xpath('//section[@aria-labelledby="most-read"]//a/@href')[-1] == "/doc-nhieu/"


def test_not_found_offers_a_search_for_the_words_of_the_address(client):
    category = factories.make_category(name="Tin tức", slug="tin-tuc")
    article = factories.make_published(title="Khánh thành cầu kênh Bảy", category=category)
    response = client.get('/tin-tuc/khanh-thanh-"cau"-kenh.html')
    document = lxml.html.document_fromstring(response.text)
    form = document.xpath('//main//form[@role="search"]')[0]
    assert (response.status_code, form.get("action"), form.method) == (404, "/tim-kiem/", "GET")
    assert form.find(".//input").get("value") == 'khanh thanh "cau" kenh'
    assert form.find(".//input").get("name") == "q"
    assert article.publications.get().get_absolute_url() in links(response)
    assert "noindex" in response.text


def test_gone_offers_its_category_and_does_not_name_what_is_gone(client):
    makers.make_identity()
    category = factories.make_category(name="Y tế", slug="y-te")
    hidden = factories.make_withdrawn(title="Bí mật đã rút", category=category)
    near = factories.make_published(title="Lịch tiêm chủng", category=category)
    far = factories.make_published(title="Chuyện khác")
    response = client.get(f"/bai-viet/mot-chu-nao-do-{hidden.pk}/")
    found = links(response)
    assert response.status_code == 410
    assert near.publications.get().get_absolute_url() in found
    assert far.publications.get().get_absolute_url() not in found
    assert {"/chuyen-muc/y-te/", "tel:0272000001", "/"} <= set(found)
    assert 'value="mot chu nao do"' in response.text
    assert "bi-mat" not in response.text.lower()
    assert "Bí mật" not in response.text
    assert queries(client, f"/bai-viet/x-{hidden.pk}/", 410) == 3


@contextmanager
def database_failing_with(error):
    """Let every query fail as it does when the server is away."""

    def refuse(*_arguments):
        raise error("connection refused")

    with connection.execute_wrapper(refuse):
        yield


def bare(response):
    """Check that a page stands for itself and return its text."""
    document = lxml.html.document_fromstring(response.text)
    assert {link.get("href") for link in document.iter("link")} == {
        "/static/img/emblem.svg",
        "/static/css/bare.css",
    }
    assert not list(document.iter("script", "style"))
    assert len(list(document.iter("h1"))) == 1
    return document.text_content()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("page", ["/", "/doc-nhieu/", "/khong-co/", "/bai-viet/x-1/"])
def test_a_database_that_is_away_means_back_soon(page, error):
    client = Client(raise_request_exception=False)
    with database_failing_with(error):
        response = client.get(page)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Cache-Control"] == "no-store"
    assert "sớm trở lại" in bare(response)
    assert client.get(page).status_code in (200, 404)


def test_any_other_fault_is_a_500_that_asks_for_nothing():
    client = Client(raise_request_exception=False)
    with database_failing_with(ValueError):
        response = client.get("/")
    assert response.status_code == 500
    assert "Retry-After" not in response
    assert "sự cố" in bare(response)


def test_a_request_nobody_understands_is_a_400_that_asks_for_nothing():
    with database_failing_with(OperationalError):
        response = Client(raise_request_exception=False).get("/", headers={"host": "xau.example"})
    assert response.status_code == 400
    assert "không hợp lệ" in bare(response)


def test_a_refusal_is_a_403_that_stands_for_itself(enter):
    response = enter(factories.make_user(Role.CONTRIBUTOR)).get("/quan-tri/thong-ke/")
    assert response.status_code == 403
    assert "Không được phép" in bare(response)
