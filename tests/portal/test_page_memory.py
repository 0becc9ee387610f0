"""The page memory: what is kept, for whom, how long, and how much; asked as a server asks."""

import gzip
from datetime import date
from pathlib import Path

import brotli
import pytest
from django.core.wsgi import get_wsgi_application

from kientuong_portal import encodings
from kientuong_portal.page_delivery import KeptPages
from kientuong_portal.page_memory import memory
from news import workflow
from news.enums import Layout, Role
from news.models import Category
from stats import staff
from tests import factories
from tests.portal import makers, web
from tests.portal.web import ask, twice

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def usual_memory(monkeypatch):
    monkeypatch.setattr(memory, "limit", 32 * MEGABYTE)


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER)


@pytest.fixture
def article(approver):
    makers.make_identity()
    return factories.make_published(approver=approver, title="Khánh thành cầu Sen")


@pytest.fixture
def address(article):
    return article.publications.get().get_absolute_url()


def behind_its_back(article, title):
    """Change what a page says without telling anybody: what is kept goes on saying the old."""
    Category.objects.filter(pk=article.category_id).update(name=title)


# --- what is kept, and how it is said ------------------------------------------------------------


def test_the_second_reader_gets_the_kept_page(article, address):
    first = ask(address)
    assert not first.is_kept
    behind_its_back(article, "Tên khác")
    second = ask(address)
    assert second.is_kept
    assert second.body == first.body
    same = {name: value for name, value in second.headers.items() if name != "age"}
    assert same == first.headers


def test_a_kept_page_costs_no_query(address, django_assert_num_queries):
    twice(address)
    with django_assert_num_queries(0):
        assert ask(address).is_kept


def test_public_pages_may_be_held_by_anyone_who_asks_each_time(article, address):
    for page in ("/", address, article.category.get_absolute_url()):
        for answer in (ask(page), ask(page)):
            assert answer.headers["cache-control"] == "public, no-cache"
            assert answer.headers["etag"].startswith('W/"')
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "set-cookie" not in answer.headers


def test_the_etag_follows_the_content(article, address, instant):
    before = ask(address).headers["etag"]
    assert ask(address).headers["etag"] == before
    editor = factories.make_user(Role.EDITOR)
    workflow.save(article.pk, editor, article.newest_version_id, factories.make_content())
    assert ask(address).headers["etag"] == before
    memory.clear()
    assert ask(address).headers["etag"] == before
    makers.make_identity(date(2014, 1, 1), agency="UBND PHƯỜNG SEN")
    assert ask(address).headers["etag"] != before


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    "named", ["{0}", "{1}", '"other", {0}', "*"], ids=["weak", "strong", "several", "any"]
)
def test_a_browser_that_holds_the_page_is_told_so(address, kept, named):
    etag = twice(address).headers["etag"]
    if not kept:
        memory.clear()
    answer = ask(address, HTTP_IF_NONE_MATCH=named.format(etag, etag.removeprefix("W/")))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.is_kept == kept
    assert answer.headers["etag"] == etag
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("kept", [False, True])
def test_a_browser_that_holds_another_page_gets_this_one(address, kept):
    twice(address)
    if not kept:
        memory.clear()
    assert ask(address, HTTP_IF_NONE_MATCH='W/"other"').status == 200


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("", ""),
        ("gzip;q=0.5, br;q=1", "br"),
        ("gzip;q=1, br;q=0.9", "gzip"),
        ("br;q=0.000,gzip ; q=0.001", "gzip"),
        ("identity, gzip;q=0.5, br;q=0.5", ""),
        ("identity;q=0, *;q=0.5", "br"),
        ("identity;q=0", ""),
        ("*;q=0", ""),
        ("*;q=0.3, gzip;q=0", "br"),
        ("br;q=-1, gzip;q=nan", ""),
        ("br;\tq=0", ""),
        ("br;level=1", "br"),
        ("gzip;q=0.5," * 40, ""),
    ],
)
def test_every_browser_gets_an_encoding_it_takes(address, kept, accepted, encoding):
    plain = ask(address).body
    # Another encoding is there first, so this one has to be made from it.
    ask(address, HTTP_ACCEPT_ENCODING="gzip" if encoding == "br" else "br")
    if not kept:
        memory.clear()
    answer = ask(address, HTTP_ACCEPT_ENCODING=accepted)
    assert answer.is_kept == kept
    assert answer.headers.get("content-encoding", "") == encoding
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding](
        answer.body
    ) == plain
    if encoding:
        assert len(answer.body) < len(plain) / 2


def test_an_encoding_is_made_once(address, monkeypatch):
    made = []
    encode = encodings.encode
    monkeypatch.setattr(
        encodings,
        "encode",
        lambda body, name, **how: made.append(name) or encode(body, name, **how),
    )
    for name in ("br", "gzip", "br", "gzip", "br"):
        ask(address, HTTP_ACCEPT_ENCODING=name)
    assert made == ["br", "gzip"]


@pytest.mark.parametrize("kept", [False, True])
def test_head_answers_as_get_without_the_body(address, kept):
    get = twice(address, HTTP_ACCEPT_ENCODING="br")
    if not kept:
        memory.clear()
    head = ask(address, "HEAD", HTTP_ACCEPT_ENCODING="br")
    assert head.status == 200
    assert head.is_kept == kept
    for name in ("content-length", "content-encoding", "etag", "content-security-policy"):
        assert head.headers[name] == get.headers[name]
    if kept:
        assert head.body == b""


def test_head_keeps_nothing(address):
    ask("/")
    ask(address, "HEAD")
    assert not ask(address).is_kept


def test_a_moved_address_and_a_gone_article_are_kept(article, address, approver, instant):
    moved = address.replace("khanh-thanh", "ten-cu")
    answer = twice(moved)
    assert (answer.status, answer.is_kept) == (301, True)
    assert answer.headers["location"] == address
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    gone = twice(address)
    assert (gone.status, gone.is_kept) == (410, True)
    assert "etag" not in gone.headers
    assert "không còn được đăng" in gone.text


def test_what_does_not_exist_is_not_kept(address):
    before = len(memory)
    for number in range(20):
        for page in (f"/khong-co-{number}/", f"/bai-viet/khong-{10_000 + number}/"):
            answer = twice(page, HTTP_ACCEPT_ENCODING="br")
            assert (answer.status, answer.is_kept) == (404, False)
            assert answer.headers["content-encoding"] == "br"
    assert len(memory) == before


def test_only_reading_is_answered_from_the_memory(address):
    twice(address)
    answer = ask(address, "POST")
    assert (answer.status, answer.is_kept) == (405, False)


# --- under which key -----------------------------------------------------------------------------


def test_ten_thousand_query_strings_are_one_page(address):
    ask("/")
    for number in range(10_000):
        answer = ask(f"/?utm_source={number}&x{number}=1")
        assert answer.is_kept
    assert len(memory) == 1
    ask(address)
    for number in range(100):
        assert ask(f"{address}?truoc={number}&fbclid={number}").is_kept
    assert len(memory) == 2


def test_a_list_is_kept_per_key_of_its_pages(article, approver):
    list_address = article.category.get_absolute_url()
    for number in range(13):
        factories.make_published(
            category=article.category, approver=approver, title=f"Tin số {number}"
        )
    first = ask(list_address)
    older = "?truoc=" + first.text.split("?truoc=")[1].split('"')[0]
    second = ask(f"{list_address}{older}")
    assert second.body != first.body
    # Unknown parameters and their order do not matter, and no page repeats them.
    again = ask(f"{list_address}?x=1&{older[1:]}&gclid=nguoi-doc")
    assert again.is_kept
    assert again.body == second.body
    assert ask(f"{list_address}?q=1").body == first.body


def test_unknown_parameters_reach_no_view(address):
    for page in ("/", address):
        plain = ask(page).body
        memory.clear()
        assert ask(f"{page}?mot=hai&<script>").body == plain


def test_two_hosts_are_two_pages(address):
    twice(address)
    other = ask(address, HTTP_HOST="localhost")
    assert not other.is_kept
    assert "localhost" not in other.text
    assert other.body == ask(address).body
    assert ask(address, HTTP_HOST="localhost").is_kept
    assert ask(address, HTTP_HOST="hacker.example").status == 400


def test_the_scheme_is_judged_as_django_judges_it(address, settings):
    twice(address)
    assert not ask(address, https=True).is_kept
    assert ask(address, https=True).is_kept
    # The header is believed only where a proxy is trusted to set it.
    assert ask(address, HTTP_X_FORWARDED_PROTO="https").is_kept
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    memory.clear()
    ask(address, HTTP_X_FORWARDED_PROTO="https")
    assert ask(address, HTTP_X_FORWARDED_PROTO="https").is_kept
    assert ask(address, https=True).is_kept
    assert not ask(address, HTTP_X_FORWARDED_PROTO="http").is_kept


def test_a_redirect_to_https_is_not_kept(address, settings, monkeypatch):
    ask("/")
    settings.SECURE_SSL_REDIRECT = True
    monkeypatch.setattr(web, "application", KeptPages(get_wsgi_application()))
    answer = twice(address)
    assert (answer.status, answer.is_kept) == (301, False)
    assert answer.headers["location"] == f"https://testserver{address}"
    assert "cache-control" not in answer.headers
    twice(address, https=True)
    assert not ask(address).is_kept


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("ngay=1&ngay=7", "ngay=7"),
        ("ngay=7&ngay=1&ngay=", "ngay=1"),
        ("ngay=30&x=1&ngay=1", "ngay=1"),
    ],
)
def test_of_a_parameter_given_twice_the_last_one_counts(article, given, meant):
    shown = ask(f"/doc-nhieu/?{given}")
    assert not shown.is_kept
    kept = ask(f"/doc-nhieu/?{meant}")
    assert kept.is_kept
    assert kept.body == shown.body
    assert f'href="?{meant}" aria-current="true"' in shown.text


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/tim-kiem?q=c%E1%BA%A7u+sen&utm_source=x", "/tim-kiem/?q=c%E1%BA%A7u+sen"),
        ("/doc-nhieu?x=1&ngay=7", "/doc-nhieu/?ngay=7"),
        ("/van-ban?truoc=1700000000000000-9", "/van-ban/?truoc=1700000000000000-9"),
        ("/van-ban?q=1", "/van-ban/"),
        ("/lien-he?truoc=1", "/lien-he/"),
    ],
)
def test_the_way_to_the_slash_takes_the_parameters_along(asked, led_to):
    answer = ask(asked)
    assert (answer.status, answer.headers["location"]) == (301, led_to)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/chuyen-muc/", "/so-do-cong/"),
        ("/tac-gia/?truoc=1", "/so-do-cong/"),
        ("/loai-bai/", "/so-do-cong/"),
        ("/bai-viet/", "/luu-tru/"),
    ],
)
def test_an_address_cut_short_leads_to_what_it_belongs_to(article, asked, led_to):
    answer = ask(asked)
    assert (answer.status, answer.headers["location"]) == (301, led_to)
    assert answer.headers["cache-control"] == "public, no-cache"
    assert ask(led_to).status == 200


def test_a_feed_takes_no_parameters(article):
    feed = f"{article.category.get_absolute_url()}rss.xml"
    ask(feed)
    assert ask(f"{feed}?truoc=1700000000000000-9").is_kept


# --- for whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cookie", ["sessionid=abc", f"{staff.COOKIE}=1:x:y", "csrftoken=abc", "a=1; sessionid=x"]
)
def test_staff_neither_read_nor_write_kept_pages(article, address, cookie):
    ask("/")
    answer = twice(address, HTTP_COOKIE=cookie)
    assert not answer.is_kept
    assert answer.headers["cache-control"] == "private, no-cache"
    assert not ask(address).is_kept
    behind_its_back(article, "Tên khác")
    assert "Tên khác" in ask(address, HTTP_COOKIE=cookie).text
    assert "Tên khác" not in ask(address).text


def test_a_readers_own_cookie_does_not_matter(address):
    twice(address)
    assert ask(address, HTTP_COOKIE="co_chu=lon").is_kept


def test_who_names_themselves_gets_no_kept_page(address):
    twice(address)
    assert not ask(address, HTTP_AUTHORIZATION="Bearer x").is_kept


def test_nothing_of_the_admin_is_kept(enter, article):
    enter(factories.make_user(*Role))
    ask("/")
    before = len(memory)
    for page in (
        "/quan-tri/",
        "/quan-tri/login/",
        f"/quan-tri/news/article/{article.pk}/change/",
        "/dem.gif?t=x",
        f"/di/{article.pk}/",
        "/health/live",
        "/health/ready",
        article.category.get_absolute_url() + "?truoc=x",
    ):
        assert not twice(page).is_kept
    assert len(memory) == before


def test_a_file_that_is_no_longer_public_is_not_served(approver, instant):
    attachment = factories.make_attachment()
    article = factories.make_published(approver=approver, attachments=(attachment,))
    address = attachment.file.get_absolute_url()
    assert twice(address).status == 200
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    assert ask(address).status == 404


def test_what_says_nothing_of_caches_may_not_be_kept(article):
    picture = factories.make_stored_image()
    factories.make_published(image=picture, image_alt="Cầu")
    other_name = f"/tep/{picture.sha256}/khac.jpg"
    for address, status in (
        (f"/tep/{'0' * 64}/x.jpg", 404),
        ("/tep/x", 404),
        (other_name, 302),
        (f"/di/{article.pk}/", 404),
        ("/xem-truoc/1:x/", 404),
        ("/static/khong-co.css", 404),
    ):
        answer = ask(address)
        assert (answer.status, address) == (status, address)
        assert "no-store" in answer.headers["cache-control"], address


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_a_page_for_readers_takes_nothing_in(article, address, method):
    twice(address)
    for page in (address, "/", "/khong-co/", "/rss.xml", f"/di/{article.pk}/", "/dem.gif"):
        answer = ask(page, method)
        assert (answer.status, answer.is_kept) == (405, False), page
        assert answer.headers["allow"] == "GET, HEAD"
        assert answer.headers["cache-control"] == "no-store"
        assert "Trang này chỉ để đọc" in answer.text
        assert "Về trang chủ" in answer.text


def test_a_page_for_readers_tells_what_may_be_asked(address):
    answer = ask(address, "OPTIONS")
    assert (answer.status, answer.headers["allow"], answer.body) == (204, "GET, HEAD", b"")


def test_addresses_that_take_forms_judge_them(article):
    assert ask("/quan-tri/login/", "POST").status == 403
    assert ask(f"/bao-loi/{article.pk}/", "POST").status == 403
    assert ask("/dem/", "POST").status == 400


def test_a_draft_seen_by_its_writer_is_not_kept(enter):
    """The desk's pages go through the same middleware."""
    writer = factories.make_user(Role.CONTRIBUTOR)
    draft = factories.make_draft(writer, title="Bí mật chưa đăng")
    ask("/")
    response = enter(writer).get(f"/quan-tri/news/article/{draft.pk}/change/")
    assert "Bí mật chưa đăng" in response.text
    assert len(memory) == 1
    assert "public" not in response.get("Cache-Control", "")


# --- everything else is compressed too -----------------------------------------------------------


def test_the_admin_is_compressed_with_padding_and_not_marked_public():
    answer = ask("/quan-tri/login/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert "<form" in gzip.decompress(answer.body).decode()
    assert "public" not in answer.headers["cache-control"]


@pytest.mark.parametrize("accepted", ["gzip;q=0", "gzip;q=0.1, identity", "br", ""])
def test_the_admin_is_not_compressed_for_who_does_not_want_it(accepted):
    answer = ask("/quan-tri/login/", HTTP_ACCEPT_ENCODING=accepted)
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "<form" in answer.text


def test_files_and_pictures_are_not_compressed_again(article):
    picture = factories.make_stored_image()
    factories.make_published(image=picture, image_alt="Cầu")
    answer = ask(picture.get_absolute_url(), HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.status == 200
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", ["css/site.css", "js/site.js", "img/emblem.svg"])
def test_static_files_are_compressed_once_at_most(name):
    answer = ask(f"/static/{name}", HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.status == 200
    body = answer.body
    if "content-encoding" in answer.headers:
        body = {"gzip": gzip.decompress, "br": brotli.decompress}[
            answer.headers["content-encoding"]
        ](body)
    assert body == (Path(__file__).parents[2] / "static" / name).read_bytes()


def test_a_page_without_a_date_is_kept_too(approver):
    page = factories.make_published(
        approver=approver, article_type=factories.make_type(Layout.PAGE)
    )
    assert twice(page.publications.get().get_absolute_url()).is_kept
