"""What is told apart beside the counts: where from, what searched, what missing, what fetched."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from stats import checking, details, folding, journal
from stats.dimensions import MAX_VALUES, OTHERS, Dimension
from stats.models import ArticleViews, CategoryDay, DailyVisits, DetailCount, PageViews
from stats.tokens import Page, token_for
from tests import factories
from tests.stats.test_counting import CRAWLER, FORM, HEADERS, PHONE, detail, send

pytestmark = pytest.mark.django_db
HOME = token_for(Page("home"))
NOON = timezone.make_aware(datetime(2026, 5, 4, 12, 0))


def send_form(client, token, **fields):
    """Send a beacon with what the page's script tells beside its token."""
    return client.post(
        "/dem/", urlencode({"t": token} | fields), FORM, headers=HEADERS, REMOTE_ADDR="203.0.113.5"
    )


def page_token_on(text):
    return text.split('data-page="')[1].split('"')[0]


def test_a_visit_is_told_by_where_it_began_and_came_from(client):
    with time_machine.travel(NOON, tick=False):
        article = factories.make_published()
        token = token_for(Page("article", article.pk))
        send_form(client, token, r="WWW.Google.com")
        send_form(client, HOME, r="zalo.me")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        send_form(client, HOME)
    assert detail(Dimension.ENTRY) == {f"article-{article.pk}": 1, "home": 1}
    assert detail(Dimension.REFERRER) == {"google.com": 1, "": 1}
    assert detail(Dimension.HOUR) == {"12": 2, "14": 1}
    assert detail(Dimension.DEVICE) == {"phone": 3}
    assert detail(Dimension.BROWSER) == {"Chrome": 3}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "testserver",
        "www.testserver",
        "no-dot",
        "a..b",
        "x y.vn",
        "203.0.113.9",
        "[2001:db8::1]",
        "vi-du.vn/duong/dan",
        "vi-du.vn?q=1",
        "<b>.vn",
        "a" * 300 + ".vn",
    ],
)
def test_only_another_sites_host_is_a_referrer(client, told):
    assert send_form(client, HOME, r=told).status_code == 200
    assert detail(Dimension.REFERRER) == {"": 1}


def test_words_are_noted_folded_and_only_as_the_page_signed_them(client):
    factories.make_published(title="Khánh thành cầu kênh")
    for query in ("?q=Cầu%20Kênh", "?q=cau+kenh", "?q=khong-co-gi"):
        token = page_token_on(client.get(f"/tim-kiem/{query}").text)
        assert send_form(client, token).status_code == 204
    send_form(client, page_token_on(client.get("/tim-kiem/").text))
    assert detail(Dimension.SEARCH) == {"cau kenh": 2, "khong co gi": 1}
    assert detail(Dimension.NOTHING) == {"khong co gi": 1}
    assert dict(PageViews.objects.values_list("page", "people")) == {"search": 4}

    name, _colon, signature = token.rpartition(":")
    assert send_form(client, f"{name}x:{signature}").status_code == 400
    assert sum(detail(Dimension.SEARCH).values()) == 3


def test_a_missing_address_is_told_and_is_no_view(client):
    page = client.get("/Lists/Tin%20T%E1%BB%A9c/%00x.aspx?ID=7")
    assert page.status_code == 404
    assert send_form(client, page_token_on(page.text)).status_code == 204
    send(client, page_token_on(page.text), CRAWLER)
    assert detail(Dimension.MISSING) == {"/Lists/Tin Tức/x.aspx": 1}
    assert not PageViews.objects.exists()
    assert not DailyVisits.objects.exists()
    assert not detail(Dimension.BOT)


def test_a_document_counts_where_it_is_served(client):
    link = factories.make_attachment()
    factories.make_published(attachments=(link,))
    address, ask = link.file.get_absolute_url(), {"headers": HEADERS}
    b"".join(client.get(address, **ask).streaming_content)
    assert detail(Dimension.DOWNLOAD) == {link.file.sha256: 1}
    etag = client.get(address, **ask)["ETag"]
    assert detail(Dimension.DOWNLOAD) == {link.file.sha256: 2}

    client.head(address, **ask)
    client.get(address, headers=HEADERS | {"If-None-Match": etag})
    client.get(address, headers=HEADERS | {"Range": "bytes=9-"})
    client.get(address, headers=HEADERS | {"User-Agent": CRAWLER})
    client.get(address, headers=HEADERS | {"Sec-Purpose": "prefetch"})
    client.get(address, headers={"User-Agent": PHONE})
    assert detail(Dimension.DOWNLOAD) == {link.file.sha256: 2}
    assert not PageViews.objects.exists()


def test_programs_are_known_by_what_they_do(client):
    send_form(client, HOME, w="1")
    client.post("/dem/", urlencode({"t": HOME}), FORM, headers={"User-Agent": PHONE})
    send(client, HOME, CRAWLER)
    assert detail(Dimension.BOT) == {
        "behaviour: driven by a program": 1,
        "behaviour: no language": 1,
        "Googlebot": 1,
    }
    row = PageViews.objects.get()
    assert (row.people, row.bots) == (0, 3)


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "prerender"])
def test_what_is_only_fetched_ahead_counts_nothing(client, purpose):
    answer = send(client, HOME, **{"Sec-Purpose": purpose})
    assert answer.status_code == 200
    assert client.get("/dem.gif", {"t": HOME}, headers=HEADERS | {"Sec-Purpose": purpose})
    assert not PageViews.objects.exists()


def test_lines_from_before_there_were_details_still_count(client):
    send(client, HOME)
    with journal.files()[0].open("ab") as file:
        at = timezone.now().timestamp()
        for bot in (0, 1):
            file.write(b'{"at":%f,"page":"home","visitor":"ab","bot":%d}\n' % (at, bot))
    folding.fold()
    assert detail(Dimension.DEVICE) == {"phone": 1, "other": 1}
    assert detail(Dimension.BOT) == {OTHERS: 1}
    assert checking.differences() == []


def test_made_up_values_fill_no_table():
    day = date(2026, 5, 4)
    details.add({(day, "missing", f"/{number}"): 1 for number in range(MAX_VALUES + 50)})
    details.add({(day, "missing", "/1"): 1, (day, "missing", "/new"): 3})
    found = detail(Dimension.MISSING)
    assert len(found) == MAX_VALUES + 1
    assert (found[OTHERS], found["/1"], sum(found.values())) == (53, 2, MAX_VALUES + 54)


def test_details_go_after_twenty_five_months(client):
    for day in (date(2024, 3, 31), date(2024, 4, 1)):
        DetailCount.objects.create(day=day, dimension="hour", value="7", amount=1)
    with time_machine.travel(NOON, tick=False):
        send(client, HOME)
    kept = DetailCount.objects.filter(dimension="hour").values_list("day", flat=True)
    assert sorted(kept) == [date(2024, 4, 1), NOON.date()]


# --- the check ------------------------------------------------------------------------------------


def test_the_check_agrees_and_folds_first(client, capsys):
    send(client, token_for(Page("article", factories.make_published().pk)))
    call_command("check_stats")
    assert "1 lượt xem" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (ArticleViews, "people"),
        (CategoryDay, "bots"),
        (PageViews, "people"),
        (DailyVisits, "visits"),
    ],
)
def test_the_check_names_each_difference(client, capsys, model, column):
    send(client, token_for(Page("article", factories.make_published().pk)))
    send(client, HOME)
    row = model.objects.get()
    setattr(row, column, 7)
    row.save()
    with pytest.raises(CommandError):
        call_command("check_stats")
    assert "≠" in capsys.readouterr().out


def test_the_check_tells_damaged_lines(client, capsys):
    send(client, HOME)
    with journal.files()[0].open("ab") as file:
        file.write(b'rubbish\n{"at":1,"page":"<a>","visitor":"","bot":0}\n')
    call_command("check_stats")
    assert "2 dòng nhật ký hỏng" in capsys.readouterr().out
