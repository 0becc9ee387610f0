"""Counting: what a shown page adds, to which figure, for whom; and what never counts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news import workflow
from news.enums import Role
from stats import bots, folding, reports, staff
from stats.counting import Hit, note
from stats.models import (
    ArticleViews,
    DailyVisits,
    DetailCount,
    OpeningBalance,
    PageViews,
    Visitor,
)
from stats.tokens import Page, page_of, token_for
from stats.visitors import visitor_hash
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
# Every browser says which languages its reader prefers.
HEADERS = {"User-Agent": PHONE, "Accept-Language": "vi-VN,vi;q=0.9"}
FORM = "application/x-www-form-urlencoded"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def send(client, token, agent=PHONE, address="203.0.113.5", **headers):
    """Send the beacon as a browser does."""
    return client.post(
        "/dem/",
        urlencode({"t": token}),
        FORM,
        headers=HEADERS | {"User-Agent": agent} | headers,
        REMOTE_ADDR=address,
    )


def article_token(article):
    return token_for(Page("article", article.pk))


def people(article):
    return sum(ArticleViews.objects.filter(article=article).values_list("people", flat=True))


def detail(dimension):
    """Return the amounts of one dimension by value, of all days together."""
    found = Counter()
    for value, amount in DetailCount.objects.filter(dimension=dimension).values_list(
        "value", "amount"
    ):
        found[value] += amount
    return found


@pytest.fixture
def article():
    return factories.make_published()


def test_a_beacon_counts_one_view_and_answers_with_it(client, article):
    answer = send(client, article_token(article))
    assert answer.json() == {"views": "1"}
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    row = ArticleViews.objects.get()
    assert (row.day, row.category, row.people, row.bots) == (
        timezone.localdate(),
        article.category,
        1,
        0,
    )


def test_reloads_count_as_views_and_not_as_visits(client, article):
    for _ in range(3):
        send(client, article_token(article))
    assert people(article) == 3
    assert DailyVisits.objects.get().visits == 1


def test_the_token_on_the_page_is_the_one_that_counts(client, article):
    text = client.get(article.publications.get().get_absolute_url()).text
    assert f'data-page="{article_token(article)}"' in text
    assert f'"{settings.STATIC_URL}js/site.js"' in text


@pytest.mark.parametrize(
    "token", ["", "x", "article-1", "article-1:AAAA", "article-1:" + "A" * 43, "home:x", "a" * 3000]
)
def test_tokens_this_site_did_not_sign_count_nothing(client, article, token):
    assert send(client, token).status_code == 400
    assert client.get("/dem.gif", {"t": token}).status_code == 400
    assert not ArticleViews.objects.exists()
    assert not Visitor.objects.exists()


@pytest.mark.parametrize("page", [Page("home"), Page("article", 7), Page("category", 12)])
def test_a_token_is_read_back_as_the_page(page):
    assert page_of(token_for(page)) == page


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_a_post_is_a_beacon(client, article, method):
    assert getattr(client, method)("/dem/").status_code == 405


def test_the_image_counts_where_scripts_are_off(client, article):
    response = client.get("/dem.gif", {"t": article_token(article)}, headers=HEADERS)
    assert response["Content-Type"] == "image/gif"
    assert "no-store" in response["Cache-Control"]
    assert people(article) == 1
    client.head("/dem.gif", {"t": article_token(article)}, headers=HEADERS)
    assert people(article) == 1


def test_a_replacement_link_counts_at_its_redirect(client):
    article = factories.make_published(redirect_url="https://vi-du.vn/")
    client.get(f"/di/{article.pk}/", headers=HEADERS)
    assert people(article) == 1


@pytest.mark.parametrize("agent", [CRAWLER, "", "curl/8.5.0", "python-requests/2.32"])
def test_bots_are_counted_apart(client, article, agent):
    assert send(client, article_token(article), agent).json() == {"views": "0"}
    row = ArticleViews.objects.get()
    assert (row.people, row.bots) == (0, 1)
    assert not DailyVisits.objects.exists()
    assert not Visitor.objects.exists()


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
        PHONE + " Zalo android/12060601 ZaloTheme/light ZaloLanguage/vn",
        PHONE + " [FBAN/EMA;FBLC/vi_VN;FBAV/411.0.0.8.113;]",
        PHONE.replace("Chrome/126", "coc_coc_browser/126.0 Chrome/126"),
    ],
)
def test_browsers_used_here_are_people(agent):
    assert not bots.is_bot(agent)


def test_staff_at_work_count_nowhere(client, article):
    response = HttpResponse()
    staff.mark(response)
    client.cookies = response.cookies

    assert send(client, article_token(article)).json() == {"views": "0"}
    assert not ArticleViews.objects.exists()
    assert not Visitor.objects.exists()


def test_a_made_up_staff_cookie_hides_nobody(client, article):
    client.cookies[staff.COOKIE] = "1:abc:def"
    send(client, article_token(article))
    assert people(article) == 1


@pytest.mark.parametrize(
    "make",
    [factories.make_draft, factories.make_scheduled, factories.make_withdrawn],
    ids=["draft", "scheduled", "withdrawn"],
)
def test_what_readers_cannot_see_is_not_counted(client, make):
    send(client, article_token(make()))
    assert not ArticleViews.objects.exists()


def test_views_belong_to_the_category_of_their_time(client, article):
    approver = factories.make_user(Role.APPROVER)
    before, after = article.category, factories.make_category()
    send(client, article_token(article))
    workflow.place(article.pk, approver, article.newest_version_id, category=after)
    send(client, article_token(article))
    rows = dict(ArticleViews.objects.values_list("category", "people"))
    assert rows == {before.pk: 1, after.pk: 1}


def test_other_pages_are_counted_as_pages_of_their_own(client):
    category = factories.make_category()
    assert "counter" in send(client, token_for(Page("home"))).json()
    assert send(client, token_for(Page("category", category.pk))).status_code == 204
    rows = dict(PageViews.objects.values_list("page", "people"))
    assert rows == {"home": 1, f"category-{category.pk}": 1}


# --- visits ---------------------------------------------------------------------------------------


def test_a_visit_begins_after_thirty_minutes_of_silence(client, article):
    noon = timezone.make_aware(datetime(2026, 5, 4, 12, 0))
    article.publications.get()
    token = token_for(Page("home"))
    visits = []
    for minutes in (0, 29, 58, 88, 117.9):
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            send(client, token)
            visits.append(DailyVisits.objects.get().visits)
    assert visits == [1, 1, 1, 2, 2]
    assert DailyVisits.objects.get().visitors == 1


def test_visitors_differ_by_address_or_browser(client):
    token = token_for(Page("home"))
    for agent, address in [
        (PHONE, "203.0.113.5"),
        (PHONE, "203.0.113.6"),
        ("Firefox/1", "203.0.113.5"),
    ]:
        send(client, token, agent, address)
    row = DailyVisits.objects.get()
    assert (row.visits, row.visitors) == (3, 3)


def test_midnight_begins_a_new_day_with_a_new_key(client):
    token = token_for(Page("home"))
    keys = settings.VISITOR_KEYS_DIR
    evening = timezone.make_aware(datetime(2026, 5, 4, 23, 59))
    with time_machine.travel(evening, tick=False):
        send(client, token)
        old = Visitor.objects.get().key
    with time_machine.travel(evening + timedelta(minutes=2), tick=False):
        send(client, token)
        assert reports.visit_counter(timezone.now()).online == 2
    assert [row.visits for row in DailyVisits.objects.order_by("day")] == [1, 1]
    with time_machine.travel(evening + timedelta(minutes=40), tick=False):
        send(client, token, address="203.0.113.6")

    assert old not in set(Visitor.objects.values_list("key", flat=True))
    assert Visitor.objects.count() == 2
    assert "2026-05-04.key" not in {path.name for path in keys.glob("*.key")}


def test_no_address_is_written_anywhere(client, article):
    send(client, article_token(article), address="198.51.100.23")
    for model in (ArticleViews, PageViews, DailyVisits, Visitor):
        assert "198.51.100.23" not in str(list(model.objects.values()))
    assert Visitor.objects.get().key == visitor_hash("198.51.100.23", PHONE, timezone.localdate())


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.2.3.4", "203.0.113.5"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "203.0.113.5"),
    ],
)
def test_an_address_is_believed_only_from_a_trusted_proxy(
    client, settings, proxies, forwarded, seen
):
    settings.TRUSTED_PROXIES = proxies
    send(client, token_for(Page("home")), **{"X-Forwarded-For": forwarded})
    assert Visitor.objects.get().key == visitor_hash(seen, PHONE, timezone.localdate())


@pytest.mark.django_db(transaction=True)
def test_beacons_at_the_same_moment_all_count():
    article = factories.make_published()
    token = article_token(article)

    def one(number):
        try:
            return send(Client(), token, address=f"203.0.113.{number % 7}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(one, range(140))) == {200}
    folding.fold()
    assert people(article) == 140
    row = DailyVisits.objects.get()
    assert (row.visits, row.visitors) == (7, 7)


@pytest.mark.parametrize(("days", "counted"), [(4, False), (2, True), (0, False)])
def test_what_counts_is_what_readers_saw_at_that_moment(days, counted):
    """Visible from three days ago until yesterday."""
    article = factories.make_expired()
    at = timezone.now() - timedelta(days=days)
    assert note(Hit(Page("article", article.pk), "203.0.113.5", PHONE, at))
    folding.fold()
    assert people(article) == counted


# --- figures --------------------------------------------------------------------------------------


def test_opening_balances_are_added_to_public_totals_and_to_nothing_else(client, article):
    OpeningBalance.objects.create(kind="visits", amount=579_360, label="Cổng cũ")
    OpeningBalance.objects.create(kind="views", article=article, amount=234, label="Cổng cũ")
    assert send(client, article_token(article)).json() == {"views": "235"}
    now = timezone.now()
    counter = reports.visit_counter(now)
    assert (counter.total, counter.today, counter.week, counter.month) == (579_361, 1, 1, 1)
    today = timezone.localdate()
    assert [(day.visits, day.views) for day in reports.daily(today, today)] == [(1, 1)]


def test_the_counter_counts_whole_periods():
    monday = timezone.make_aware(datetime(2026, 6, 15, 9, 0))
    for days, visits in {0: 1, 1: 10, 7: 100, 15: 1000, 400: 10_000}.items():
        DailyVisits.objects.create(day=(monday - timedelta(days=days)).date(), visits=visits)
    counter = reports.visit_counter(monday)
    assert (counter.today, counter.week, counter.month, counter.total) == (1, 1, 111, 11_111)
    wednesday = reports.visit_counter(monday + timedelta(days=2))
    assert (wednesday.today, wednesday.week) == (0, 1)


def test_online_are_those_of_the_last_five_minutes(client):
    noon = timezone.make_aware(datetime(2026, 5, 4, 12, 0))
    for minutes, address in ((0, "203.0.113.1"), (4, "203.0.113.2")):
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            send(client, token_for(Page("home")), address=address)
    online = [reports.visit_counter(noon + timedelta(minutes=at)).online for at in (4.5, 5.5, 9.5)]
    assert online == [2, 1, 0]


def test_most_read_shows_what_is_visible_only(client):
    popular, other = factories.make_published(), factories.make_published()
    approver = factories.make_user(Role.APPROVER)
    gone = factories.make_published(approver=approver)
    for article, times in ((popular, 3), (other, 1), (gone, 9)):
        for _ in range(times):
            send(client, article_token(article))
    workflow.withdraw(gone.pk, approver, gone.newest_version_id, reason="Sai")
    found = reports.most_read(timezone.now(), days=30, limit=5)
    assert [(row.article, views) for row, views in found] == [(popular, 3), (other, 1)]


def test_the_article_list_shows_views(enter, client, article):
    for _ in range(2):
        send(client, article_token(article))
    OpeningBalance.objects.create(kind="views", article=article, amount=1000, label="Cổng cũ")
    response = enter(factories.make_user(Role.EDITOR)).get(reverse("admin:news_article_changelist"))
    assert '<td class="field-views">1.002 ' in response.text
    assert reports.views_of([article.pk]) == {article.pk: 1002}
