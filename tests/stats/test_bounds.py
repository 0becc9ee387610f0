"""Floods, forgeries and rubbish: bounded as /cach-dem/ says, and no other count moves."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from stats import bots, bounds, checking, folding
from stats.counting import Hit, note
from stats.dimensions import Dimension
from stats.models import ArticleViews, DailyVisits, PageViews
from stats.tokens import Page, token_for
from tests import factories
from tests.stats.test_counting import FORM, HEADERS, PHONE, article_token, detail, send

pytestmark = pytest.mark.django_db
HOME = Page("home")
NOON = timezone.make_aware(datetime(2026, 5, 4, 12, 0))


def pages():
    return {row.page: (row.people, row.bots) for row in PageViews.objects.all()}


def show(page, address="203.0.113.5", at=NOON):
    note(Hit(page, address, PHONE, at))


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("times", [1, 3, 200])
def test_one_visitor_counts_so_often_a_minute(times):
    """However the lines are spread over foldings."""
    for number in range(bounds.VISITOR_VIEWS + 40):
        show(HOME)
        if number % times == 0:
            folding.fold()
    show(HOME, "203.0.113.6")
    show(HOME, at=NOON.replace(minute=1))
    folding.fold()
    assert pages() == {"home": (bounds.VISITOR_VIEWS + 2, 0)}
    assert detail(Dimension.REFUSED) == {"flood_visitor": 40}
    assert DailyVisits.objects.get().visits == 2
    assert checking.differences() == []


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("times", [1, 7, 200])
def test_more_different_pages_a_minute_than_a_person_reads_make_a_program(times):
    for number in range(1, bounds.VISITOR_PAGES + 11):
        show(Page("category", number))
        if number % times == 0:
            folding.fold()
    folding.fold()
    assert sum(people for people, _bots in pages().values()) == bounds.VISITOR_PAGES
    assert detail(Dimension.BOT) == {bots.MANY_PAGES: 10}
    assert checking.differences() == []


def test_one_address_writes_so_much_a_minute(client, journals, monkeypatch):
    monkeypatch.setattr(folding, "SECONDS", 3600.0)
    monkeypatch.setattr(bounds.Refused, "SECONDS", 3600.0)
    article = factories.make_published()
    token, statuses = token_for(HOME), []
    for number in range(bounds.ADDRESS_MESSAGES + 100):
        statuses.append(send(client, token, PHONE + str(number % 50)).status_code)
    assert statuses.count(429) == 100
    assert send(client, article_token(article), address="203.0.113.6").status_code == 200
    size = sum(file.stat().st_size for file in journals.glob("*.journal"))
    assert size < 300 * (bounds.ADDRESS_MESSAGES + 10)
    # An address of IPv6 stands for the network a household gets.
    for number in range(bounds.ADDRESS_MESSAGES):
        bounds.door.admits(f"2001:db8::{number:x}")
    assert not bounds.door.admits("2001:db8::ffff:1")
    assert bounds.door.admits("2001:db8:0:1::1")


def foreign_token():
    return signing.Signer(key="x" * 50, salt="stats.page").sign("home")


def test_what_is_refused_is_told_by_reason_and_moves_no_count(client):
    article = factories.make_published()
    send(client, article_token(article))
    good = urlencode({"t": token_for(HOME)})
    for _ in range(3):
        assert send(client, foreign_token()).status_code == 400
        assert client.get("/dem.gif", {"t": "home:x"}, headers=HEADERS).status_code == 400
        assert client.get("/dem/").status_code == 405
        assert send(client, token_for(HOME), **{"Sec-Fetch-Site": "cross-site"}).status_code == 400
        assert client.post("/dem/", good, "text/plain", headers=HEADERS).status_code == 400
        assert client.post("/dem/", good + "&x=" + "y" * 5000, FORM).status_code == 413
        assert client.post("/dem/", "&".join(["a=1"] * 50), FORM).status_code == 400
    folding.fold()
    assert detail(Dimension.REFUSED) == {"token": 9, "method": 6, "origin": 3, "size": 3}
    assert ArticleViews.objects.get().people == 1
    assert pages() == {}
    assert checking.differences() == []


def test_refusals_are_noted_together(client, journals, monkeypatch):
    send(client, "x")
    monkeypatch.setattr(bounds.Refused, "SECONDS", 3600.0)
    send(client, "x")
    before = sum(file.stat().st_size for file in journals.glob("*.journal"))
    for _ in range(200):
        send(client, "x")
    assert sum(file.stat().st_size for file in journals.glob("*.journal")) == before
    bounds.refused._next_time = 0.0
    send(client, token_for(HOME))
    assert detail(Dimension.REFUSED)["token"] >= 201
