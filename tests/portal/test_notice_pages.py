"""The pages about notices: the list, the choice, the queue; and sending after requests."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from kientuong_portal import notice_views
from news import mail_queue, mailing
from news.enums import MailChoice, MailState, Role
from news.models import MailServer, Notice, NoticePreference, QueuedMail
from tests import factories
from tests.news import mail_servers
from tests.news.acts import do
from tests.news.desk import verb_address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = reverse("admin:notices")
READ = reverse("admin:read_notices")
PREFERENCE = reverse("admin:notice_preference")
QUEUE = reverse("admin:mail_queue")
RETRY = reverse("admin:retry_mail")


@pytest.fixture
def writer():
    return factories.make_user(Role.CONTRIBUTOR)


@pytest.fixture
def editor():
    return factories.make_user(Role.EDITOR)


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER)


def make_returned(writer, **fields):
    article = factories.make_pending(writer, **fields)
    do("reject", article, factories.make_user(Role.APPROVER), reason="Thiếu nguồn")
    return article


# --- the list -------------------------------------------------------------------------------------


def test_the_list_holds_ones_own_notices_read_and_unread(enter, writer):
    make_returned(writer, title="Tin đã đọc")
    Notice.objects.filter(user=writer).update(read_at=timezone.now())
    make_returned(writer, title="Tin chưa đọc")
    make_returned(factories.make_user(Role.CONTRIBUTOR), title="Tin của người khác")

    page = enter(writer).get(LIST).text

    assert page.index("Tin chưa đọc") < page.index("Tin đã đọc")
    assert "Tin của người khác" not in page
    assert "Thiếu nguồn" in page
    assert page.count('class="is-new"') == 1


def test_what_one_may_not_see_any_more_is_not_listed(enter):
    person = factories.make_user(Role.CONTRIBUTOR, Role.ANALYST)
    make_returned(person, title="Bài cũ")
    person.role_assignments.filter(role=Role.CONTRIBUTOR).delete()
    assert "Bài cũ" not in enter(factories.fresh(person)).get(LIST).text


def test_a_title_and_a_reason_are_text(enter, writer):
    article = factories.make_pending(writer, title="<script>alert(1)</script>")
    do("reject", article, factories.make_user(Role.APPROVER), reason="<img src=x onerror=y>")
    page = enter(writer).get(LIST).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_goes_on_by_key_and_comes_back_after_reading(enter, writer, monkeypatch):
    monkeypatch.setattr(notice_views, "A_PAGE", 2)
    for number in range(5):
        make_returned(writer, title=f"Tin số {number}")
    client, seen, address = enter(writer), [], LIST
    for _ in range(3):
        page = client.get(address)
        seen += [notice.event.version.title for notice, _sentence in page.context["rows"]]
        older = page.context["older"]
        if older:
            address = f"{LIST}?truoc={older}"
    assert seen == [f"Tin số {number}" for number in (4, 3, 2, 1, 0)]
    assert older is None

    shown = page.context["unread"]
    answer = client.post(READ, {"notice": shown, "from": "list", "truoc": page.context["asked"]})
    assert answer["Location"] == address
    assert Notice.objects.filter(user=writer, read_at=None).count() == 4


@pytest.mark.parametrize("key", ["x", "-1", "1" * 19, "1 or 1=1", "%00"])
def test_a_key_that_the_list_does_not_write_is_not_found(enter, writer, key):
    assert enter(writer).get(f"{LIST}?truoc={key}").status_code == 404


def test_nobody_leads_the_way_back_elsewhere(enter, writer):
    answer = enter(writer).post(READ, {"from": "list", "truoc": "//evil.example"})
    assert answer["Location"] == LIST


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(enter, writer, count, django_assert_num_queries):
    for _ in range(count):
        make_returned(writer)
    client = enter(writer)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_who_has_had_none_is_told_so(enter, writer):
    assert "Chưa có thông báo nào" in enter(writer).get(LIST).text


# --- the choice -----------------------------------------------------------------------------------


def test_the_choice_is_at_once_until_it_is_changed(enter, writer):
    client = enter(writer)
    assert client.get(PREFERENCE).context["form"]["choice"].value() == MailChoice.AT_ONCE
    answer = client.post(PREFERENCE, {"choice": "daily"}, follow=True)
    assert "Đã lưu lựa chọn" in answer.text
    assert NoticePreference.objects.get(user=writer).choice == MailChoice.DAILY
    client.post(PREFERENCE, {"choice": "never"})
    assert NoticePreference.objects.get(user=writer).choice == MailChoice.NEVER


def test_changing_the_choice_does_not_bring_a_second_letter_today(enter, writer):
    today = timezone.localdate()
    NoticePreference.objects.create(user=writer, choice=MailChoice.DAILY, digested_on=today)
    enter(writer).post(PREFERENCE, {"choice": "daily"})
    assert NoticePreference.objects.get(user=writer).digested_on == today


@pytest.mark.parametrize("sent", [{}, {"choice": ""}, {"choice": "weekly"}])
def test_no_choice_changes_nothing_and_says_so(enter, writer, sent):
    page = enter(writer).post(PREFERENCE, sent)
    assert page.status_code == 200
    assert "errorlist" in page.text
    assert not NoticePreference.objects.exists()


def test_the_page_says_where_letters_go_or_why_not(enter, writer, settings):
    client = enter(writer)
    assert "Chưa có địa chỉ thư điện tử của bạn" in client.get(PREFERENCE).text
    writer.email = "khue@sen.example"
    writer.save(update_fields=["email"])
    assert "khue@sen.example" in client.get(PREFERENCE).text
    settings.SENDS_MAIL = False
    assert "Hiện nay cổng thông tin chưa gửi thư điện tử" in client.get(PREFERENCE).text


def test_the_account_menu_leads_to_both_pages(enter, writer):
    page = enter(writer).get(reverse("admin:index")).text
    assert f'href="{LIST}"' in page
    assert f'href="{PREFERENCE}"' in page


# --- the queue ------------------------------------------------------------------------------------


@pytest.fixture
def chief():
    return factories.make_user(Role.ADMINISTRATOR)


def failed(writer, **fields):
    writer.email = "khue@sen.example"
    writer.save(update_fields=["email"])
    make_returned(writer)
    QueuedMail.objects.update(last_error="SMTPDataError: đầy hộp thư", tries=3, **fields)


def test_administrators_see_since_when_the_server_is_silent_and_why(enter, writer, chief):
    failed(writer)
    since = timezone.now() - timedelta(hours=2)
    MailServer.objects.create(
        pk=1,
        failures=7,
        failing_since=since,
        next_try_at=since + timedelta(hours=3),
        last_error="TimeoutError: <timed out>",
    )
    page = enter(chief).get(QUEUE).text
    assert timezone.localtime(since).strftime("%H:%M, %d/%m/%Y") in page
    assert "TimeoutError: &lt;timed out&gt;" in page
    assert "SMTPDataError: đầy hộp thư" in page
    assert "khue@sen.example" in page


def test_trying_again_makes_due_what_has_failed(enter, writer, chief):
    later = timezone.now() + timedelta(hours=1)
    failed(writer, next_try_at=later)
    MailServer.objects.create(pk=1, failures=7, failing_since=later, next_try_at=later)

    answer = enter(chief).post(RETRY, follow=True)

    assert "Đang gửi lại 1 thư" in answer.text
    assert mailing.send_due().sent == 1


def test_what_was_given_up_is_tried_again_and_lives_on(enter, writer, chief):
    now = timezone.now()
    failed(writer, state=MailState.GIVEN_UP, settled_at=now)
    assert mail_queue.due(now).count() == 0
    client = enter(chief)
    assert client.get(QUEUE).context["given_up"] == 1
    client.post(RETRY)
    letter = QueuedMail.objects.get()
    assert (letter.state, letter.settled_at) == (MailState.WAITING, None)
    assert letter.give_up_at > now + timedelta(days=2)


def test_only_administrators_may_try_again(enter, editor):
    assert enter(editor).post(RETRY).status_code == 403


def test_looking_at_the_queue_writes_nothing(enter, chief):
    enter(chief).get(QUEUE)
    assert not MailServer.objects.exists()


def test_a_portal_without_mail_says_so(enter, chief, settings):
    settings.SENDS_MAIL = False
    page = enter(chief).get(QUEUE).text
    assert "EMAIL_URL" in page
    assert RETRY not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_any_number(enter, chief, count, django_assert_num_queries):
    for number in range(count):
        failed(factories.make_user(Role.CONTRIBUTOR, username=f"viet{number}"))
    client = enter(chief)
    with django_assert_num_queries(12):
        client.get(QUEUE)


# --- after requests -------------------------------------------------------------------------------


@pytest.fixture
def slow_server(settings, monkeypatch):
    """A mail server that answers when it is let: ``asked`` and ``answer`` of mail_servers.Held."""
    settings.MAIL_AFTER_REQUESTS = True
    settings.EMAIL_BACKEND = mail_servers.HELD
    monkeypatch.setattr(mail_servers.Recording, "taken", [])
    mail_servers.Held.asked.clear()
    mail_servers.Held.answer.clear()
    threads = []
    begin = mailing.send_soon

    def watched(**options):
        thread = begin(**options)
        threads.extend([thread] if thread else [])
        return thread

    monkeypatch.setattr(mailing, "send_soon", watched)
    yield threads
    mail_servers.Held.answer.set()
    for thread in threads:
        thread.join(timeout=30)


def reject(client, article):
    return client.post(
        verb_address(article, "reject"),
        {"version": article.newest_version_id, "reason": "Thiếu nguồn"},
    )


@pytest.mark.django_db(transaction=True)
def test_no_page_waits_for_the_mail_server_and_one_thread_sends(enter, approver, slow_server):
    writer = factories.make_user(Role.CONTRIBUTOR, email="khue@sen.example")
    first, second = factories.make_pending(writer), factories.make_pending(writer)
    client = enter(approver)

    assert reject(client, first).status_code == 302
    assert mail_servers.Held.asked.wait(timeout=30)
    # The server has not answered yet, and the desk works on.
    assert reject(client, second).status_code == 302
    assert mail_servers.Recording.taken == []
    assert len(slow_server) == 1

    mail_servers.Held.answer.set()
    slow_server[0].join(timeout=30)
    assert len(mail_servers.Recording.taken) == 2
    assert not QueuedMail.objects.exclude(state=MailState.SENT).exists()


@pytest.mark.django_db(transaction=True)
def test_looking_at_the_desk_sends_once_a_minute_what_others_have_left(
    enter, approver, slow_server, monkeypatch
):
    mail_servers.Held.answer.set()
    make_returned(factories.make_user(Role.CONTRIBUTOR, email="khue@sen.example"))
    monkeypatch.setattr(mailing, "_last", [-1000.0])
    client = enter(approver)
    client.get(LIST)
    slow_server[0].join(timeout=30)
    assert len(mail_servers.Recording.taken) == 1
    client.get(LIST)
    assert len(slow_server) == 1


@pytest.mark.django_db(transaction=True)
def test_readers_and_a_portal_without_mail_begin_nothing(
    client, enter, approver, slow_server, settings
):
    client.get("/")
    settings.SENDS_MAIL = False
    enter(approver).post(READ)
    assert slow_server == []


def test_tests_send_only_when_they_say_so(enter, writer, approver):
    article = factories.make_pending(writer)
    reject(enter(approver), article)
    assert mail.outbox == []
