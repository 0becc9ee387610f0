"""The list of articles, the home page of the admin, versions and history."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from news import workflow
from news.enums import Role
from news.models import Notice
from tests import factories
from tests.news.desk import address

pytestmark = pytest.mark.django_db


def listed(client, **query):
    response = client.get(reverse("admin:news_article_changelist"), query)
    assert response.status_code == 200
    return {str(row.article) for row in response.context["rows"]}


def test_the_list_filters_by_everything_it_shows(enter, boss):
    here = factories.make_category()
    below = factories.make_category(parent=here)
    factories.make_draft(title="Nháp", category=below)
    factories.make_pending(title="Chờ", category=here)
    factories.make_published(title="Đăng")
    factories.make_scheduled(title="Hẹn")
    factories.make_withdrawn(title="Gỡ")
    factories.make_draft(boss, title="Của tôi")
    client = enter(boss)

    assert listed(client, status__exact="pending") == {"Chờ"}
    assert listed(client, public_state="visible") == {"Đăng"}
    assert listed(client, public_state="scheduled") == {"Hẹn"}
    assert listed(client, public_state="withdrawn") == {"Gỡ"}
    assert listed(client, public_state="never") == {"Nháp", "Chờ", "Của tôi"}
    assert listed(client, category=here.pk) == {"Nháp", "Chờ"}
    assert listed(client, mine="written") == {"Của tôi"}
    assert listed(client, mine="waiting") == {"Chờ"}
    assert listed(client, q="cua toi") == {"Của tôi"}
    assert listed(client, q="không có") == set()


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "open_"), [("mine=waiting", ""), ("mine=waiting&q=kinh", " open")]
)
def test_what_a_chip_says_does_not_unfold_all_filters(enter, boss, query, open_):
    page = enter(boss).get(f"{reverse('admin:news_article_changelist')}?{query}").text
    assert f'<details class="filters"{open_}>' in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "is_read"), [("abc", False), ("3024-05-04", False), ("05/10/2026", True)]
)
def test_a_day_that_cannot_be_read_is_told_beside_its_field(enter, boss, typed, is_read):
    factories.make_draft(title="Nháp")
    page = enter(boss).get(reverse("admin:news_article_changelist"), {"from": typed})
    assert list(page.context["filters"].errors) == ([] if is_read else ["from"])
    assert '<details class="filters" open>' in page.text
    if not is_read:
        assert re.search('id="id_from_error"[^§]{1,20}Không đọc được ngày này', page.text)
        assert f'value="{typed}"' in page.text
        assert "Nháp" in page.text


@pytest.mark.once
def test_what_was_cancelled_before_it_opened_is_not_called_withdrawn(enter, boss, approver):
    article = factories.make_scheduled(title="Hẹn rồi thôi")
    workflow.cancel(article.pk, approver, article.newest_version_id)
    withdrawn = factories.make_withdrawn(title="Gỡ")
    client = enter(boss)
    label = '<span class="label {}">{}</span>'
    for one, shown in (
        (article, label.format("is-draft", "Đã hủy hẹn giờ")),
        (withdrawn, label.format("is-rejected", "Đã gỡ")),
    ):
        assert shown in client.get(address(one)).text
        assert shown in client.get(reverse("admin:news_article_changelist")).text
    assert listed(client, public_state="withdrawn") == {"Hẹn rồi thôi", "Gỡ"}


def test_contributors_list_their_own(enter, writer):
    factories.make_draft(writer, title="Của tôi")
    factories.make_draft(title="Của người khác")
    assert listed(enter(writer)) == {"Của tôi"}


def test_the_desk_shows_what_waits_and_the_reason_of_a_return(enter, writer):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_pending(writer, title="Bài chờ tôi")
    assert "Bài chờ tôi" in enter(approver).get(reverse("admin:index")).text

    workflow.reject(article.pk, approver, article.newest_version_id, reason="Thiếu nguồn tin")
    client = enter(writer)
    assert "Thiếu nguồn tin" in client.get(reverse("admin:index")).text
    assert "Thiếu nguồn tin" in client.get(address(article)).text


def test_notices_are_read_once(enter, writer):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_pending(writer)
    client = enter(approver)
    notice = Notice.objects.get(user=approver)
    other = Notice.objects.create(
        event=notice.event, user=writer, created_at=timezone.now() - timedelta(days=1)
    )

    client.post(reverse("admin:read_notices"), {"notice": [notice.pk, other.pk, "x"]})

    notice.refresh_from_db()
    other.refresh_from_db()
    assert notice.read_at is not None
    assert other.read_at is None
    assert str(article) not in client.get(reverse("admin:index")).context["notices"]


def test_versions_and_events_are_on_the_page(enter, boss):
    article = factories.make_published()
    content = factories.make_content(title="Bản sửa")
    workflow.save(article.pk, boss, article.newest_version_id, content, note="Sửa tên cầu")
    client = enter(boss)

    page = client.get(address(article)).text
    assert "Sửa tên cầu" in page
    for number in ("1.0", "1.1"):
        assert f">{number}</a>" in page
    old = client.get(reverse("admin:news_article_version", args=[article.pk, 1]))
    assert article.newest_version.title in old.text
    assert "Khôi phục phiên bản này" in old.text


def test_who_has_nothing_to_do_yet_is_told_so(enter):
    text = enter(factories.make_user(Role.ACCOUNTANT)).get(reverse("admin:index")).text
    assert "Hiện chưa có việc nào dành cho bạn ở đây" in text
    text = enter(factories.make_user(Role.ANALYST)).get(reverse("admin:index")).text
    assert "Hiện chưa có việc nào" not in text


def test_moments_are_written_for_machines_to_the_second(enter, boss):
    at = timezone.make_aware(datetime(2026, 5, 4, 10, 30, 15, 123456))
    article = factories.make_published(at=at)
    text = enter(boss).get(address(article)).text
    text += enter(boss).get(article.publications.get().get_absolute_url()).text
    moments = set(re.findall(r'<time datetime="([^"]+T[^"]+)"', text))
    assert moments == {"2026-05-04T10:30:15+07:00"}


def test_notices_show_the_whole_date(enter, writer, approver):
    article = factories.make_pending(writer)
    when = date_format(timezone.localtime(article.submitted_at), "DATETIME_FORMAT")
    text = enter(approver).get(reverse("admin:index")).text
    assert f">{when}</time>" in text
