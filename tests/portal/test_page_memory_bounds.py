"""The bounds of the page memory: how long a page is kept, and how much may be."""

import threading
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone

from kientuong_portal import encodings
from kientuong_portal.models import Link, LinkSet, SiteIdentity
from kientuong_portal.page_keys import Key
from kientuong_portal.page_memory import KeptPage, PageMemory, memory
from news import front, generation, workflow
from news.enums import Role
from news.models import ContentGeneration
from stats import rollups
from stats.models import ArticleViews
from tests import factories
from tests.portal import makers
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


# --- how long ------------------------------------------------------------------------------------


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


def test_a_clock_set_right_ends_what_was_kept_while_it_went_fast(article, approver):
    moment = timezone.now() + timedelta(hours=1)
    factories.make_published(approver=approver, title="Theo giờ định", published_at=moment)
    with time_machine.travel(moment + timedelta(minutes=1), tick=False):
        assert "Theo giờ định" in twice("/").text
    answer = ask("/")
    assert not answer.is_kept
    assert "Theo giờ định" not in answer.text


@pytest.fixture
def one_clock(monkeypatch):
    """Let a moved clock move every clock of this process."""
    monkeypatch.setattr(time, "monotonic", lambda: time.time())


@pytest.mark.usefixtures("one_clock")
def test_figures_are_never_older_than_a_minute(article, address):
    """However the times in the figures' memory and in the page memory add up."""
    begin = timezone.now()

    def shown(seconds):
        """Return the smaller of both figures: the article's own, and the most read list's."""
        with time_machine.travel(begin + timedelta(seconds=seconds), tick=False):
            own = ask(address).text.split("data-views>")[1].split("<")[0]
            listed = ask("/").text.split('id="most-read"')[1].split('<p class="small">')[1]
        return min(int(figure.replace(".", "")) for figure in (own, listed.split(" ")[0]))

    row = ArticleViews.objects.create(
        day=timezone.localdate(), article=article, category=article.category, people=1
    )
    for second in range(200):
        ArticleViews.objects.filter(pk=row.pk).update(people=max(1, second))
        rollups.fill()
        assert second - shown(second) <= 60
    assert shown(199) < 199, "nothing was kept at all"


@pytest.mark.usefixtures("one_clock")
def test_the_generation_is_asked_now_and_then(address, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(generation, "CHECK_SECONDS", 0.5)
    begin = timezone.now()
    with time_machine.travel(begin, tick=False) as clock:
        twice(address)
        with django_assert_num_queries(0):
            for _ in range(5):
                assert ask(address).is_kept
        clock.shift(0.51)
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


# --- how much ------------------------------------------------------------------------------------


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
    shells = [generation.Shell(number, timezone.now()) for number in range(2)]
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
