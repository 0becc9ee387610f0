"""The page memory: what is kept, for whom, how long, and how much; asked as a server asks."""

import gzip
import threading
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import brotli
import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection
from django.utils import timezone

from kientuong_portal import encodings
from kientuong_portal.models import Link, LinkSet, SiteIdentity
from kientuong_portal.page_delivery import KeptPages
from kientuong_portal.page_keys import Key
from kientuong_portal.page_memory import KeptPage, PageMemory, memory
from news import front, generation, workflow
from news.enums import Layout, Role
from news.models import Category, ContentGeneration
from stats import staff
from stats.models import ArticleViews
from tests import factories
from tests.portal import makers, web
from tests.portal.web import ask, twice

pytestmark = pytest.mark.django_db
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


# --- what is kept, and how it is said ---------------------------------------------------------------


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
        encodings, "encode", lambda body, name: made.append(name) or encode(body, name)
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
    assert (answer.status, answer.is_kept) == (403, False)


# --- under which key --------------------------------------------------------------------------------


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


# --- for whom ---------------------------------------------------------------------------------------


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


def test_a_draft_seen_by_its_writer_is_not_kept(enter):
    """The desk's pages go through the same middleware."""
    writer = factories.make_user(Role.CONTRIBUTOR)
    draft = factories.make_draft(writer, title="Bí mật chưa đăng")
    ask("/")
    response = enter(writer).get(f"/quan-tri/news/article/{draft.pk}/change/")
    assert "Bí mật chưa đăng" in response.text
    assert len(memory) == 1
    assert "public" not in response.get("Cache-Control", "")


# --- how long ---------------------------------------------------------------------------------------


def test_every_change_readers_could_see_empties_the_memory(article, address, approver, instant):
    assert twice(address).is_kept
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Mục mới", url="/muc-moi/")
    assert "Mục mới" in ask(address).text
    assert ask(address).is_kept
    identity = SiteIdentity.objects.get()
    identity.agency = "UBND XÃ SEN"
    identity.save()
    assert "UBND XÃ SEN" in ask(address).text
    assert ask(address).is_kept
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    assert ask(address).status == 410


def test_a_page_begun_before_a_change_is_not_kept_after_it(address, instant):
    """The change comes while the page is being made: after its data, before it is finished."""
    ask("/")

    changes = []

    def change_once(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "news_articleversion" in sql and not changes:
            changes.append(sql)
            ContentGeneration.bump()
            # Another thread of this process notices at once and makes the next shell.
            front.shell()
        return answer

    with connection.execute_wrapper(change_once):
        ask(address)
    assert changes
    assert not ask(address).is_kept
    assert ask(address).is_kept


@pytest.mark.parametrize("edge", ["opens", "closes"])
def test_the_clock_alone_ends_a_kept_page(article, approver, edge):
    moment = timezone.now() + timedelta(seconds=10)
    dates = {"published_at": moment} if edge == "opens" else {"expires_at": moment}
    factories.make_published(approver=approver, title="Theo giờ định", **dates)
    assert ("Theo giờ định" in twice("/").text) == (edge == "closes")
    with time_machine.travel(moment - timedelta(milliseconds=5), tick=False):
        assert ask("/").is_kept
    with time_machine.travel(moment, tick=False):
        answer = ask("/")
    assert not answer.is_kept
    assert ("Theo giờ định" in answer.text) == (edge == "opens")


def test_the_day_ends_a_kept_page(article):
    local = timezone.get_current_timezone()
    tomorrow = timezone.localdate() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=local)
    makers.make_identity(tomorrow, agency="UBND PHƯỜNG SEN")
    with time_machine.travel(midnight - timedelta(seconds=5), tick=False):
        assert "UBND PHƯỜNG SEN" not in twice("/").text
    with time_machine.travel(midnight - timedelta(milliseconds=5), tick=False):
        assert ask("/").is_kept
    with time_machine.travel(midnight, tick=False):
        answer = ask("/")
        assert not answer.is_kept
        assert "UBND PHƯỜNG SEN" in answer.text
        assert f"{tomorrow:%d/%m/%Y}" in answer.text


@pytest.fixture
def one_clock(monkeypatch):
    """Let a moved clock move every clock of this process."""
    monkeypatch.setattr(time, "monotonic", lambda: time.time())


@pytest.mark.usefixtures("one_clock")
def test_figures_are_never_older_than_a_minute(article, address):
    """However the times in the figures' memory and in the page memory add up."""
    begin = timezone.now()

    def shown(seconds):
        with time_machine.travel(begin + timedelta(seconds=seconds), tick=False):
            return int(ask(address).text.split("data-views>")[1].split("<")[0].replace(".", ""))

    row = ArticleViews.objects.create(
        day=timezone.localdate(), article=article, category=article.category, people=0
    )
    for second in range(200):
        ArticleViews.objects.filter(pk=row.pk).update(people=second)
        assert second - shown(second) <= 60
    assert shown(199) < 199, "nothing was kept at all"


@pytest.mark.usefixtures("one_clock")
def test_the_generation_is_asked_once_a_second(address, django_assert_num_queries):
    begin = timezone.now()
    with time_machine.travel(begin, tick=False) as clock:
        twice(address)
        with django_assert_num_queries(0):
            for _ in range(5):
                assert ask(address).is_kept
        clock.shift(1.01)
        with django_assert_num_queries(1):
            for _ in range(5):
                assert ask(address).is_kept


@pytest.mark.django_db(transaction=True)
def test_without_a_check_nothing_kept_is_served(article, address, instant):
    assert twice(address).is_kept
    broken = []

    def break_the_check(execute, sql, params, many, context):
        if "news_contentgeneration" in sql and not broken:
            broken.append(sql)
            raise DatabaseError("the server has gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(break_the_check):
        answer = ask(address)
    assert broken
    assert answer.status == 200
    assert not answer.is_kept


# --- how much ---------------------------------------------------------------------------------------


def test_the_memory_holds_no_more_than_its_bound(article, monkeypatch):
    monkeypatch.setattr(memory, "limit", MEGABYTE)
    base = article.category.get_absolute_url()
    sizes = []
    for number in range(400):
        address = f"{base}?truoc={10**15 + number}-1"
        for accepted in ("br", "gzip", "") if number % 2 else ("",):
            ask(address, HTTP_ACCEPT_ENCODING=accepted)
        sizes.append(memory.size)
    assert max(sizes) <= MEGABYTE
    assert max(sizes) > MEGABYTE * 0.9
    counted = sum(page.size() + sum(map(len, key)) for key, page in memory._pages.items())
    assert memory.size == counted
    assert ask(f"{base}?truoc={10**15 + 399}-1").is_kept
    assert not ask(f"{base}?truoc={10**15}-1").is_kept


def test_what_is_asked_for_stays_what_is_not_goes(article, monkeypatch):
    monkeypatch.setattr(memory, "limit", MEGABYTE)
    ask("/")
    base = article.category.get_absolute_url()
    for number in range(300):
        ask(f"{base}?truoc={10**15 + number}-1")
        assert ask("/").is_kept


def test_a_page_too_large_a_share_is_not_kept(address, monkeypatch):
    size = len(ask(address).body)
    memory.clear()
    monkeypatch.setattr(memory, "limit", size * 7)
    assert not twice(address).is_kept
    monkeypatch.setattr(memory, "limit", (size + 6_000) * 8)
    assert twice(address).is_kept


def test_a_memory_of_nothing_keeps_nothing(address, monkeypatch):
    monkeypatch.setattr(memory, "limit", 0)
    answer = twice(address, HTTP_ACCEPT_ENCODING="br")
    assert not answer.is_kept
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["cache-control"] == "public, no-cache"
    assert len(memory) == 0


def test_threads_share_the_memory(monkeypatch):
    """Many threads find, keep, encode and push out at once; the count stays true."""
    own = PageMemory(200_000)
    shells = [generation.Shell(number, None) for number in range(2)]
    faults = []

    def work(seed):
        try:
            for step in range(400):
                shell = shells[(step // 200) % 2]
                key = Key("http", "h", f"/{(seed * 7 + step) % 40}/", "")
                page = own.find(shell, key, 0.0)
                if page is None:
                    page = KeptPage("200 OK", [("A", "b")], "", 0.0, 1.0, {"": b"x" * 9_000})
                    own.keep(shell, key, page)
                for name in ("br", "gzip", ""):
                    if encodings.decode(own.body(page, name), name) != b"x" * 9_000:
                        faults.append(key)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert own.size == sum(page.cost for page in own._pages.values()) <= 200_000


# --- everything else is compressed too ----------------------------------------------------------------


def test_the_admin_is_compressed_with_padding_and_not_marked_public():
    answer = ask("/quan-tri/login/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert "<form" in gzip.decompress(answer.body).decode()
    assert "public" not in answer.headers["cache-control"]


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
