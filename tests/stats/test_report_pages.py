"""Who sees which figures; the overview, one article's figures, the month on paper, the state."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from kientuong_portal.models import SiteIdentity
from news.enums import Role
from stats.models import OpeningBalance
from stats.reports.catalogue import ENTRIES
from tests import factories
from tests.portal import makers
from tests.stats.history import History, at, days, details

pytestmark = pytest.mark.django_db
NOW = at(2026, 3, 15)
TODAY = date(2026, 3, 15)
SEES_ALL = {Role.ANALYST, Role.ADMINISTRATOR}


@pytest.fixture(autouse=True)
def _moved_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read():
    """One article, read since New Year; it has a file."""
    editor = factories.make_user(Role.EDITOR)
    paper = factories.make_attachment(editor, title="Kế hoạch")
    article = factories.make_published(
        editor, title="Cầu mới", attachments=(paper,), at=at(2026, 1, 1, hour=1)
    )
    told = History()
    for one in days(date(2026, 1, 3), date(2026, 3, 14)):
        told.reads(one, article, one.day, bots=1)
        told.visits[one] = 2 * one.day, one.day
    told.store()
    details("download", date(2026, 3, 1), **{paper.file.sha256: 7})
    article.told, article.editor = told, editor
    return article


def everything(article):
    """Return the address of every page and file of statistics."""
    yield reverse("admin:statistics")
    yield reverse("admin:counting_state")
    yield reverse("admin:monthly_report", args=[2026, 2])
    for name in ENTRIES:
        yield reverse("admin:report", args=[name])
        for kind in ("csv", "xlsx"):
            yield reverse("admin:report_file", args=[name, kind])


@pytest.mark.parametrize("role", Role)
def test_the_portals_figures_are_for_analysts_and_administrators(enter, read, role):
    client = enter(factories.make_user(role))
    found = {address: client.get(address).status_code for address in everything(read)}
    assert set(found.values()) == {200 if role in SEES_ALL else 403}
    menu = client.get(reverse("admin:index")).text
    assert (reverse("admin:statistics") in menu) == (role in SEES_ALL)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ANALYST, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.EDITOR, 200),
        (Role.APPROVER, 200),
        (Role.CONTRIBUTOR, 404),
        (Role.ACCOUNTANT, 404),
    ],
)
def test_an_articles_figures_are_for_whoever_may_open_it(enter, read, role, status):
    client = enter(factories.make_user(role))
    for address in (
        reverse("admin:article_statistics", args=[read.pk]),
        reverse("admin:article_statistics_file", args=[read.pk, "csv"]),
        reverse("admin:article_statistics_file", args=[read.pk, "xlsx"]),
    ):
        assert client.get(address).status_code == status, address


def test_a_contributor_sees_the_figures_of_own_articles_alone(enter, read):
    writer = factories.make_user(Role.CONTRIBUTOR)
    own = factories.make_published(writer)
    client = enter(writer)
    assert client.get(reverse("admin:article_statistics", args=[own.pk])).status_code == 200
    assert client.get(reverse("admin:article_statistics", args=[read.pk])).status_code == 404
    assert (
        "Chưa có ai đọc bài này."
        in client.get(reverse("admin:news_article_change", args=[own.pk])).text
    )


def test_an_editor_of_another_section_sees_nothing_of_the_article(enter, read):
    elsewhere = factories.make_user(Role.EDITOR, category=factories.make_category())
    address = reverse("admin:article_statistics", args=[read.pk])
    assert enter(elsewhere).get(address).status_code == 404


def test_the_articles_page_shows_how_it_is_read(enter, read):
    OpeningBalance.objects.create(kind="views", article=read, amount=234, label="Cổng cũ")
    counted = read.told.articles(date(2026, 1, 1), TODAY)[read.pk]
    lately = read.told.articles(date(2026, 2, 14), TODAY)[read.pk]
    text = enter(read.editor).get(reverse("admin:news_article_change", args=[read.pk])).text
    panel = text[text.index('id="figures"') : text.index("</section>", text.index('id="figures"'))]
    assert f">{counted + 234:,} ".replace(",", ".") in panel
    assert "234 chuyển từ cổng cũ" in panel
    assert f"<dd>{lately} " in panel
    assert f"tổng cộng {lately}" in panel
    assert "03/01/2026" in panel
    assert "14/03/2026" in panel
    assert "<dd>7</dd>" in panel


def test_a_new_article_has_no_figures_yet(enter):
    text = enter(factories.make_user(Role.EDITOR)).get(reverse("admin:news_article_add")).text
    assert 'id="figures"' not in text


def test_the_figures_of_one_article_by_month(enter, read):
    address = reverse("admin:article_statistics_file", args=[read.pk, "csv"])
    query = {"from": "2026-01-01", "to": "2026-03-14", "grain": "month", "against": "none"}
    lines = enter(read.editor).get(address, query).content.decode().splitlines()
    told = read.told.articles
    assert lines[1:] == [
        f"2026-03-01;2026-03-14;{told(date(2026, 3, 1), TODAY)[read.pk]}",
        f"2026-02-01;2026-02-28;{told(date(2026, 2, 1), date(2026, 2, 28))[read.pk]}",
        f"2026-01-01;2026-01-31;{told(date(2026, 1, 1), date(2026, 1, 31))[read.pk]}",
        f"Cả kỳ;;{told(date(2026, 1, 1), TODAY)[read.pk]}",
    ]


def test_the_overview_tells_last_months_visits_at_once(enter, read):
    february = read.told.visits_in(date(2026, 2, 1), date(2026, 2, 28))
    text = enter(factories.make_user(Role.ANALYST)).get(reverse("admin:statistics")).text
    assert "Truy cập tháng trước (tháng 02/2026)" in text
    assert f"<b>{february}</b>" in text
    assert "Lượt truy cập trong" not in text


def test_a_chart_says_every_point_and_draws_what_is_compared_dashed(enter, read):
    query = {"from": "2026-03-01", "to": "2026-03-05"}
    text = enter(factories.make_user(Role.ANALYST)).get(reverse("admin:statistics"), query).text
    # February's last days had 48, 50, 52, 54 and 56 visits.
    assert 'aria-label="03/03/2026: 6; 26/02/2026: 52"' in text
    assert text.count('class="chart-past"') == 3
    assert text.count('tabindex="0" aria-label="01/03/2026: 2; 24/02/2026: 48"') == 2
    assert 'style="' not in text


# --- the month


def month(client, year, number):
    return client.get(reverse("admin:monthly_report", args=[year, number]))


def test_the_month_leads_to_its_neighbours_and_not_beyond(enter, read):
    client = enter(factories.make_user(Role.ANALYST))
    newest = client.get(reverse("admin:newest_monthly_report"))
    assert newest["Location"] == "/quan-tri/thong-ke/thang/2026/02/"
    january, february, march = (month(client, 2026, number) for number in (1, 2, 3))
    assert 'rel="prev"' not in january.text
    assert "/thong-ke/thang/2026/01/" in february.text
    assert "/thong-ke/thang/2026/03/" in february.text
    assert 'rel="next"' not in march.text
    assert "Tháng này chưa kết thúc." in march.text
    assert "Tháng này chưa kết thúc." not in february.text
    for year, number in ((2025, 12), (2026, 4), (2126, 1)):
        assert month(client, year, number).status_code == 404
    assert client.get("/quan-tri/thong-ke/thang/2026/13/").status_code == 404


def test_the_month_tells_what_its_reports_tell(enter, read):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    text = month(client, 2026, 2).text
    february = date(2026, 2, 1), date(2026, 2, 28)
    for figure in (
        read.told.visits_in(*february),
        read.told.articles(*february)[read.pk],
        read.told.visits_in(date(2026, 1, 1), date(2026, 1, 31)),
    ):
        assert f"{figure:,}".replace(",", ".") in text
    assert "Cầu mới" in text
    assert "Người lập báo cáo" in text


def test_the_month_bears_the_name_of_its_time(enter, read):
    makers.make_identity()
    SiteIdentity.objects.update(valid_from=date(2020, 1, 1), agency="ỦY BAN NHÂN DÂN THỊ XÃ")
    newer = SiteIdentity.objects.get()
    newer.pk, newer.valid_from, newer.agency = None, date(2026, 2, 15), "ỦY BAN NHÂN DÂN PHƯỜNG"
    newer.save()
    client = enter(factories.make_user(Role.ANALYST))
    assert "ỦY BAN NHÂN DÂN THỊ XÃ" in month(client, 2026, 1).text
    assert "ỦY BAN NHÂN DÂN PHƯỜNG" in month(client, 2026, 2).text


def test_a_month_without_anything_says_so(enter):
    text = month(enter(factories.make_user(Role.ANALYST)), 2026, 3).text
    assert "Không có số liệu trong những ngày này." in text


# --- the state of counting


def test_the_state_is_checked_on_demand(enter, read):
    client = enter(factories.make_user(Role.ANALYST))
    address = reverse("admin:counting_state")
    assert "Mọi tổng đều khớp" not in client.get(address).text
    details("refused", TODAY, token=3)
    text = client.post(address).text
    assert "Trang không do cổng này ký xác nhận: <b>3</b>" in text
    assert enter(factories.make_user(Role.EDITOR)).post(address).status_code == 403
