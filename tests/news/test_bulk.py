"""One verb for many articles: each judged by itself, and every refusal told with its reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news import workflow
from news.admin.bulk_verbs import choice
from news.enums import Role, Status, Verb
from news.models import Article, Event, RoleAssignment
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("admin:news_article_changelist")
BULK = reverse("admin:news_article_bulk")


def send(client, task, articles, **fields):
    """Confirm ``task`` for the versions that ``articles`` have in memory."""
    data = {"task": task, "row": [choice(one) for one in articles], "confirmed": "1"} | fields
    return client.post(BULK, data)


def told(response):
    """Return the titles that were done, and the reasons by title of those that were not."""
    assert response.status_code == 200
    done = [str(one.article) for one in response.context["done"]]
    refused = response.context["refused"]
    return done, {str(one.article or one.pk): " ".join(one.reasons) for one in refused}


def test_ten_are_approved_but_for_three(enter):
    approver = factories.make_user(Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)
    fine = [factories.make_pending(title=f"bài {number}") for number in range(7)]
    own = factories.make_pending(approver, title="của mình")
    stale = factories.make_pending(title="đã sửa tiếp")
    writer = stale.created_by
    workflow.recall(stale.pk, writer, stale.newest_version_id)
    newer = factories.make_content(title="đã sửa tiếp")
    workflow.save(stale.pk, writer, stale.newest_version_id, newer)
    workflow.submit(stale.pk, writer, factories.reload(stale).newest_version_id)
    draft = factories.make_draft(title="chưa gửi")
    events = Event.objects.count()

    response = send(enter(approver), "approve", [*fine[:4], own, stale, draft, *fine[4:]])

    done, reasons = told(response)
    assert done == [str(one) for one in fine]
    assert set(reasons) == {"của mình", "đã sửa tiếp", "chưa gửi"}
    assert "một người khác duyệt" in reasons["của mình"]
    assert "phiên bản 0.2" in reasons["đã sửa tiếp"]
    assert "Bản nháp" in reasons["chưa gửi"]
    for one in (own, stale, draft):
        assert f'href="{reverse("admin:news_article_change", args=[one.pk])}"' in response.text
        assert not one.publications.exists()
    assert {one.status for one in Article.objects.filter(publications__isnull=False)} == {
        Status.APPROVED
    }
    assert Event.objects.count() == events + 7


def test_approving_is_confirmed_by_the_titles(enter, approver):
    article = factories.make_pending(title="Cầu Kênh Bảy")
    client = enter(approver)
    response = client.post(BULK, {"task": "approve", "row": [choice(article)], "back": "q=cau"})
    assert "Cầu Kênh Bảy" in response.text
    assert f'value="{choice(article)}" checked' in response.text
    assert f'href="{LIST}?q=cau"' in response.text
    assert factories.reload(article).status == Status.PENDING


def test_the_version_in_the_list_is_the_one_that_is_sent(enter, approver):
    article = factories.make_pending()
    page = enter(approver).get(LIST).text
    assert f'name="row" value="{article.pk}-{article.newest_version_id}"' in page


def test_one_reason_returns_many(enter, approver):
    waiting = [factories.make_pending() for _ in range(2)]
    draft = factories.make_draft(title="chưa gửi")
    client = enter(approver)

    response = send(client, "return", [*waiting, draft], reason=" ")
    assert response.context["form"].errors["reason"]
    assert 'aria-invalid="true"' in response.text
    assert {factories.reload(one).status for one in waiting} == {Status.PENDING}

    response = send(client, "return", [*waiting, draft], reason="Thiếu nguồn tin")
    done, reasons = told(response)
    assert len(done) == 2
    assert "Thiếu nguồn tin" in response.text
    assert set(reasons) == {"chưa gửi"}
    for one in waiting:
        assert factories.reload(one).status == Status.REJECTED
        assert one.events.first().reason == "Thiếu nguồn tin"


def test_featuring_until_a_moment(enter, approver):
    shown, other = factories.make_published(), factories.make_published()
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    client = enter(approver)

    past = send(client, "feature", [shown], featured_until="2020-01-01T10:00")
    assert past.context["form"].errors["featured_until"]

    done, _reasons = told(
        send(client, "feature", [shown, other], featured_until=factories.hour(until))
    )
    assert len(done) == 2
    for one in (shown, other):
        publication = one.publications.get()
        assert (publication.is_featured, publication.featured_until) == (True, until)

    again = send(client, "feature", [shown], featured_until=factories.hour(until))
    assert told(again)[0] == []
    assert shown.events.filter(verb=Verb.PLACE).count() == 1


def test_moving_needs_the_right_in_both_places(enter):
    here, there, elsewhere = (factories.make_category() for _ in range(3))
    editor = factories.make_user(Role.EDITOR, category=here)
    RoleAssignment.objects.create(user=editor, role=Role.EDITOR, category=there)
    movable = factories.make_draft(category=here, title="được")
    visible = factories.make_published(category=here, title="đang đăng")
    hidden = factories.make_draft(category=elsewhere, title="không thấy")
    client = enter(factories.fresh(editor))

    bad = send(client, "move", [movable], category=elsewhere.pk)
    assert bad.context["form"].errors["category"]
    assert "Chọn…</option>" in bad.text

    response = send(client, "move", [movable, visible, hidden], category=there.pk)
    done, reasons = told(response)
    assert done == ["được"]
    assert set(reasons) == {"đang đăng", str(hidden.pk)}
    assert "không thấy" not in response.text
    assert factories.reload(movable).category == there
    assert factories.reload(visible).category == here
    assert factories.reload(hidden).category == elsewhere


@pytest.mark.parametrize(
    ("role", "task", "status"),
    [
        (Role.CONTRIBUTOR, "approve", 403),
        (Role.CONTRIBUTOR, "move", 403),
        (Role.EDITOR, "approve", 403),
        (Role.EDITOR, "return", 403),
        (Role.EDITOR, "feature", 200),
        (Role.ADMINISTRATOR, "approve", 403),
        (Role.ADMINISTRATOR, "feature", 403),
        (Role.ANALYST, "approve", 403),
        (Role.APPROVER, "approve", 200),
        (Role.APPROVER, "delete", 404),
        (Role.APPROVER, "", 404),
    ],
)
def test_who_may_ask_for_what(enter, role, task, status):
    article = factories.make_pending()
    client = enter(factories.make_user(role))
    assert client.post(BULK, {"task": task, "row": [choice(article)]}).status_code == status
    assert factories.reload(article).status == Status.PENDING


def test_what_one_may_not_do_is_not_offered(enter, writer):
    factories.make_draft(writer)
    text = enter(writer).get(LIST).text
    assert 'name="row"' not in text
    assert 'name="task"' not in text


def test_a_get_does_nothing(enter, approver):
    article = factories.make_pending()
    client = enter(approver)
    query = f"task=approve&row={choice(article)}&confirmed=1"
    assert client.get(f"{BULK}?{query}").status_code == 405
    client.get(f"{LIST}?{query}")
    assert factories.reload(article).status == Status.PENDING


def test_choosing_nothing_leads_back_to_the_list(enter, approver):
    response = enter(approver).post(
        BULK, {"task": "approve", "back": "mine=waiting&q=a%0d%0aX: 1"}, follow=True
    )
    assert "Xin chọn ít nhất một bài" in response.text
    assert response.redirect_chain[0][0].startswith(f"{LIST}?mine=waiting&q=a%0D%0AX")


@pytest.mark.parametrize("row", ["1", "x-1", "1-", "9" * 30 + "-1", "1-1-1"])
def test_rows_no_list_sends_are_bad(enter, approver, row):
    assert enter(approver).post(BULK, {"task": "approve", "row": [row]}).status_code == 400


def test_more_rows_than_a_page_has_are_bad(enter, approver):
    rows = [f"{number}-1" for number in range(101)]
    assert enter(approver).post(BULK, {"task": "approve", "row": rows}).status_code == 400
