"""Readers report an error in an article: taken in without a name, bounded, and seen by the desk."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kientuong_portal import error_reports
from kientuong_portal.models import ErrorReport, ReportsOfDay, ReportTrace
from news import workflow
from news.enums import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)  # 12:00 in Vietnam
HIDDEN = {
    "draft": factories.make_draft,
    "pending": factories.make_pending,
    "rejected": factories.make_rejected,
    "scheduled": factories.make_scheduled,
    "expired": factories.make_expired,
    "withdrawn": factories.make_withdrawn,
}


@pytest.fixture
def article():
    return factories.make_published(at=NOON - timedelta(days=30))


def page(article):
    return article.publications.get().get_absolute_url()


def token_of(client, article):
    """Return the token of the form on the article's page."""
    return re.search(r'name="token" value="([^"]+)"', client.get(page(article)).text)[1]


def send(client, article, text="Sai ngày khánh thành.", **options):
    """Report ``text`` from the article's page; ``options``: token, homepage, address, headers."""
    fields = {
        "text": text,
        "token": options.get("token") or token_of(client, article),
        "homepage": options.get("homepage", ""),
    }
    return client.post(
        f"/bao-loi/{article.pk}/",
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        REMOTE_ADDR=options.get("address", "203.0.113.5"),
        headers=options.get("headers", {}),
    )


# --- the reader


def test_a_report_reaches_the_desk_and_nothing_personal_is_kept(client, article):
    response = send(client, article, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 302
    thanks = client.get(response["Location"])
    assert "Thank you for your report" in thanks.text or "Cảm ơn" in thanks.text
    assert not response.cookies
    assert not thanks.cookies
    report = ErrorReport.objects.get()
    assert (report.article_id, report.version_id) == (article.pk, article.newest_version_id)
    assert report.text == "Sai ngày khánh thành."
    assert report.handled_at is None
    trace = ReportTrace.objects.get()
    assert trace.sender.startswith("fd")
    assert "203.0.113.5" not in trace.sender


def test_the_form_stands_on_the_page_and_asks_for_no_name(client, article):
    html = client.get(page(article)).text
    form = re.search(r"<details class=\"error-report\".*?</details>", html, re.DOTALL)[0]
    assert f'action="/bao-loi/{article.pk}/"' in form
    # A browser would cut what is pasted without a word.
    assert 'data-limit="1000"' in form
    assert "maxlength" not in form
    assert re.findall(r'type="(\w+)" name="(\w+)"', form) == [
        ("hidden", "token"),
        ("text", "homepage"),
    ]
    assert "csrfmiddlewaretoken" not in form


def test_it_is_known_which_version_was_read(client, article):
    token = token_of(client, article)
    read = article.newest_version_id
    editor, approver = factories.make_user(Role.EDITOR), factories.make_user(Role.APPROVER)
    event = workflow.save(article.pk, editor, read, factories.make_content())
    workflow.submit(article.pk, editor, event.version_id)
    workflow.approve(article.pk, approver, event.version_id)

    send(client, article, token=token)

    assert ErrorReport.objects.get().version_id == read != event.version_id


def test_what_is_kept_is_nfc_without_control_characters(client, article):
    typed = unicodedata.normalize("NFD", "Sai  ngày\x00\x07\r\n\u202eHòa\u200b")
    send(client, article, typed)
    assert ErrorReport.objects.get().text == "Sai ngày\nHòa"


@pytest.mark.parametrize("text", ["", "  \r\n ", "\u200b\x00"])
def test_a_report_without_words_is_shown_again(client, article, text):
    response = send(client, article, text)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert not ErrorReport.objects.exists()


def test_a_text_too_long_is_kept_in_the_field(client, article):
    text = "Đoạn này sai. " * 80
    response = send(client, article, text)
    assert response.status_code == 422
    assert text in response.text
    assert not ErrorReport.objects.exists()
    assert not ReportTrace.objects.exists()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_thousand_characters_are_taken_however_they_are_composed(client, article, form):
    text = unicodedata.normalize(form, "ế" * 500 + "\n" + "ữ" * 499)
    assert send(client, article, text.replace("\n", "\r\n")).status_code == 302
    assert len(ErrorReport.objects.get().text) == 1000


def test_a_request_larger_than_any_report_is_refused(client, article):
    assert send(client, article, "a" * 300_000).status_code == 403


def test_only_a_plain_form_is_read(client, article):
    response = client.post(f"/bao-loi/{article.pk}/", {"token": token_of(client, article)})
    assert response.status_code == 403
    assert client.post(f"/bao-loi/{article.pk}/", "{", "application/json").status_code == 403


def test_what_a_program_fills_in_is_thanked_for_and_dropped(client, article):
    response = send(client, article, homepage="https://spam.example")
    assert response.status_code == 302
    assert not ErrorReport.objects.exists()
    assert not ReportTrace.objects.exists()


def test_the_same_words_again_are_one_report(client, article):
    for _ in range(8):
        assert send(client, article).status_code == 302
    assert ErrorReport.objects.count() == ReportTrace.objects.count() == 1


# --- where it comes from


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://foreign.example"}, 403),
        ({"Origin": "http://testserver.foreign.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[testserver"}, 403),
    ],
)
def test_other_sites_cannot_report(article, headers, status):
    client = Client(enforce_csrf_checks=True)
    assert send(client, article, headers=headers).status_code == status
    assert ErrorReport.objects.count() == (status == 302)


@pytest.mark.parametrize("token", ["x", "1/1/2026-03-10", "1/1/2026-03-10:forged"])
def test_a_token_that_is_not_ours_leads_to_the_page_with_a_new_one(client, article, token):
    response = send(client, article, token=token)
    assert response.status_code == 422
    assert "Sai ngày khánh thành." in response.text
    assert not ErrorReport.objects.exists()
    new = re.search(r'name="token" value="([^"]+)"', response.text)[1]
    assert send(client, article, token=new).status_code == 302


def test_the_token_of_another_article_is_not_taken(client, article):
    other = factories.make_published()
    assert send(client, article, token=token_of(client, other)).status_code == 422


@pytest.mark.parametrize(("days", "status"), [(0, 302), (2, 302), (3, 422)])
def test_a_page_kept_by_a_browser_can_report_for_two_days(client, article, days, status):
    with time_machine.travel(NOON, tick=False):
        token = token_of(client, article)
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        assert send(client, article, token=token).status_code == status


def test_a_page_stays_the_same_while_its_day_lasts(client, article):
    with time_machine.travel(NOON, tick=False):
        early = token_of(client, article)
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        assert token_of(client, article) == early


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_report_on_what_readers_do_not_see(client, article, kind):
    hidden = HIDDEN[kind](title="Bí mật chưa đăng")
    token = token_of(client, article)
    for response in (
        send(client, hidden, token=token),
        client.get(f"/bao-loi/{hidden.pk}/"),
        client.get(f"/bao-loi/{hidden.pk}/da-nhan/"),
    ):
        assert response.status_code == 404
        assert "Bí mật" not in response.text
    assert not ErrorReport.objects.exists()


# --- how often


def test_five_reports_an_hour_from_one_address(client, article):
    for minutes in range(5):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert send(client, article, f"Lỗi {minutes}").status_code == 302
    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        refused = send(client, article, "Lỗi thứ sáu")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "3600"
        assert "Lỗi thứ sáu</textarea>" in refused.text
        assert send(client, article, "Người khác", address="203.0.113.6").status_code == 302
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        assert send(client, article, "Một giờ sau").status_code == 302
        assert send(client, article, "Lại quá nhiều").status_code == 429
    assert ErrorReport.objects.count() == 7
    assert ReportsOfDay.objects.get().count == 7


def test_two_hundred_reports_a_day_and_no_row_stays_behind(client, article):
    with time_machine.travel(NOON, tick=False):
        ReportsOfDay.objects.create(day=NOON.date(), count=199)
        assert send(client, article, "Thứ 200").status_code == 302
        assert send(client, article, "Thứ 201", address="203.0.113.7").status_code == 429
        assert ReportsOfDay.objects.get().count == 200
    for days in (1, 2):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            assert send(client, article, f"{days} hôm sau").status_code == 302
    assert [row.count for row in ReportsOfDay.objects.order_by("day")] == [1, 1]
    assert ReportTrace.objects.count() == 1
    assert ErrorReport.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_reports_at_one_moment_are_counted_one_after_the_other(article):
    origin = error_reports.origin_of(
        error_reports.token_for(article.publications.get()), article.pk
    )

    def reporting(text):
        try:
            return error_reports.report(origin, text, "203.0.113.5", timezone.now()).text
        except error_reports.TooManyReports:
            return None
        finally:
            connection.close()

    texts = ["Hai lần"] * 4 + [f"Lỗi {number}" for number in range(8)]
    with ThreadPoolExecutor(len(texts)) as pool:
        answers = list(pool.map(reporting, texts))

    assert ErrorReport.objects.count() == ReportTrace.objects.count() == 5
    assert len(set(answers) - {None}) == 5
    assert ReportsOfDay.objects.get().count == 5


# --- the desk


def make_report(article, text="Sai tên cầu."):
    return ErrorReport.objects.create(
        article=article, version=article.newest_version, text=text, created_at=NOON
    )


def handle(client, report, **fields):
    return client.post(reverse("admin:handle_error_report", args=[report.pk]), fields)


PLACES = ("everywhere", "own", "parent", "other")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", [*Role, "superuser"])
def test_reports_are_for_editors_and_approvers_of_the_category(enter, role, place):
    top = factories.make_category()
    category = factories.make_category(parent=top)
    where = {"everywhere": None, "own": category, "parent": top}
    scope = where.get(place) if place in where else factories.make_category()
    if role == "superuser" or role in Role.for_the_whole_portal():
        scope = None
    report = make_report(factories.make_published(category=category))
    roles = [] if role == "superuser" else [role]
    client = enter(factories.make_user(*roles, category=scope, is_superuser=role == "superuser"))
    allowed = role in (Role.EDITOR, Role.APPROVER) and place != "other"

    home = client.get(reverse("admin:index")).text
    response = handle(client, report, note="Đã sửa")

    report.refresh_from_db()
    assert (report.text in home) is allowed
    assert response.status_code == (302 if allowed else 404)
    assert (report.handled_at is not None) is allowed


def test_only_who_looks_after_them_sees_reports_on_the_articles_page(enter):
    writer = factories.make_user(Role.CONTRIBUTOR)
    article = factories.make_published(writer)
    make_report(article)
    address = reverse("admin:news_article_change", args=[article.pk])
    assert "Sai tên cầu." not in enter(writer).get(address).text
    assert "Sai tên cầu." not in enter(factories.make_user(Role.ADMINISTRATOR)).get(address).text
    assert "Sai tên cầu." in enter(factories.make_user(Role.EDITOR)).get(address).text


def test_a_handled_report_leaves_the_desk_and_stays_on_record(enter, article):
    editor = factories.make_user(Role.EDITOR, full_name="Lê Thu Hà")
    client = enter(editor)
    report, other = make_report(article), make_report(article, "Sai giờ.")

    response = handle(client, report, note="Đã  sửa\x00 ở 1.1", **{"from": "article"})

    change = reverse("admin:news_article_change", args=[article.pk])
    assert response["Location"] == f"{change}#error-reports"
    report.refresh_from_db()
    assert (report.handled_by, report.note) == (editor, "Đã sửa ở 1.1")
    home = client.get(reverse("admin:index")).text
    assert report.text not in home
    assert other.text in home
    kept = client.get(change).text
    assert report.text in kept
    assert "Đã sửa ở 1.1" in kept


def test_a_second_colleague_does_not_overwrite_the_first(enter, article):
    report = make_report(article)
    handle(enter(factories.make_user(Role.EDITOR)), report, note="Đã sửa")
    second = factories.make_user(Role.APPROVER)

    assert handle(enter(second), report, note="Không phải lỗi").status_code == 302

    report.refresh_from_db()
    assert report.note == "Đã sửa"
    assert report.handled_by != second


def test_a_note_that_is_too_long_is_told_not_cut(enter, article):
    client = enter(factories.make_user(Role.EDITOR))
    report = make_report(article)
    handle(client, report, note="n" * 301)
    page = client.get(reverse("admin:index")).text
    assert f"301 ký tự, chỉ giữ được nhiều nhất 300: “{'n' * 301}”" in page
    report.refresh_from_db()
    assert report.handled_at is None


def test_the_menu_counts_open_reports_and_looking_changes_nothing(enter, article):
    client = enter(factories.make_user(Role.APPROVER))
    make_report(article)
    report = make_report(article, "Sai giờ.")
    home = client.get(reverse("admin:index")).text
    assert re.search(r'href="/quan-tri/#error-reports".*?class="count">2<', home, re.DOTALL)
    address = reverse("admin:handle_error_report", args=[report.pk])
    assert client.get(address).status_code == 405
    assert not ErrorReport.objects.exclude(handled_at=None).exists()


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_words_are_shown_as_words(client, enter, article, hostile):
    again = send(client, article, hostile + "x" * 1000).text
    assert send(client, article, hostile).status_code == 302
    reader = client.get(f"/bao-loi/{article.pk}/").text
    editor = enter(factories.make_user(Role.EDITOR))
    change = reverse("admin:news_article_change", args=[article.pk])
    for text in (again, reader, editor.get(reverse("admin:index")).text, editor.get(change).text):
        assert hostile not in text
    report = ErrorReport.objects.get()
    handle(editor, report, note=hostile)
    assert hostile not in editor.get(change).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_same_for_one_report_and_three(
    enter, article, rows, django_assert_num_queries
):
    for number in range(rows):
        make_report(article, f"Lỗi {number}")
    client = enter(factories.make_user(Role.EDITOR))
    client.get(reverse("admin:index"))
    with django_assert_num_queries(15):
        client.get(reverse("admin:index"))
