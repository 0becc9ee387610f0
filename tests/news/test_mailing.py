"""The queue: a dead server, kills, two senders, daily letters, who is no longer to be told."""

import os
import signal
import smtplib
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from news import mail_queue, mailing
from news.enums import MailChoice, MailState, Role
from news.models import MailedNotice, MailServer, Notice, NoticePreference, QueuedMail
from tests import factories
from tests.interference import meanwhile
from tests.news import mail_servers
from tests.news.acts import do
from tests.news.test_concurrency import all_at_once

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # ten o'clock here
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mailbox(monkeypatch):
    """Return the list of what the recording backends take in this test."""
    taken = []
    monkeypatch.setattr(mail_servers.Recording, "taken", taken)
    return taken


@pytest.fixture
def smtp(settings):
    """Let the portal speak SMTP with a port of this machine: ``smtp(port)``."""

    def with_port(port):
        settings.EMAIL_BACKEND = mail_servers.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5

    return with_port


def round_at(moment):
    return mailing.send_due(lambda: moment)


def someone(name, *roles, choice=None, **fields):
    person = factories.make_user(*roles, email=f"{name}@sen.example", full_name=name, **fields)
    if choice:
        NoticePreference.objects.create(user=person, choice=choice)
    return person


def returned(writer, at=START, **fields):
    """Return an article of ``writer`` that has been returned: one notice, one letter."""
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_pending(writer, at=at, **fields)
    do("reject", article, approver, reason="Thiếu nguồn", at=at)
    return article


def ids(letters):
    """Return the Message-IDs of letters as a server has got them."""
    return [letter["Message-ID"] for letter in letters]


def sent_ids(messages):
    """Return the Message-IDs of letters as a backend has got them."""
    return [message.extra_headers["Message-ID"] for message in messages]


# --- a dead server --------------------------------------------------------------------------------


def test_a_server_dead_for_an_hour_gets_every_letter_once(smtp):
    """A verb every five minutes, the command every minute, a server that is silent for an hour."""
    port = mail_servers.closed_port()
    smtp(port)
    writers = [someone(f"viet{number}", Role.CONTRIBUTOR) for number in range(3)]
    approver = someone("duyet", Role.APPROVER)
    tries = 0
    for minute in range(60):
        now = START + minute * MINUTE
        if minute % 5 == 0:
            article = factories.make_pending(writers[minute // 5 % 3], at=now)
            do("reject", article, approver, reason=f"Lần {minute}", at=now)
        before = MailServer.objects.filter(pk=1).values_list("failures", flat=True).first() or 0
        round_at(now)
        tries += MailServer.objects.get(pk=1).failures > before
    assert tries == 6  # after 0, 1, 3, 7, 15 and 31 minutes; the next would be after 63
    told = Notice.objects.count()
    assert told == 24  # twelve waited for the approver, twelve were returned
    assert QueuedMail.objects.filter(state=MailState.WAITING).count() == told

    with mail_servers.running(port) as sink:
        for minute in range(60, 130):
            round_at(START + minute * MINUTE)

    assert len(sink.letters) == told
    assert len(set(ids(sink.letters))) == told
    counted = Counter(letter["To"] for letter in sink.letters)
    assert counted == {"duyet@sen.example": 12} | {f"viet{n}@sen.example": 4 for n in range(3)}
    assert sorted(
        letter.get_content().partition("Lần ")[2].split()[0]
        for letter in sink.letters
        if "Lần " in letter.get_content()
    ) == sorted(str(minute) for minute in range(0, 60, 5))
    assert not QueuedMail.objects.exclude(state=MailState.SENT).exists()
    server = MailServer.objects.get()
    assert (server.failures, server.failing_since, server.last_error) == (0, None, "")


def test_a_dead_server_costs_one_attempt_however_much_waits(smtp):
    smtp(mail_servers.closed_port())
    writer = someone("viet", Role.CONTRIBUTOR)
    for _ in range(3):
        returned(writer)

    done = round_at(START)

    assert "ConnectionRefusedError" in done.error
    assert QueuedMail.objects.filter(tries=0).count() == 3
    assert MailServer.objects.get().failures == 1


def test_pauses_grow_to_an_hour():
    pauses = [mail_queue.pause_after(failures) // MINUTE for failures in (1, 2, 3, 6, 7, 8, 5000)]
    assert pauses == [1, 2, 4, 32, 60, 60, 60]


def test_after_three_days_a_letter_is_given_up_and_can_be_tried_again(smtp, settings, mailbox):
    port = mail_servers.closed_port()
    smtp(port)
    returned(someone("viet", Role.CONTRIBUTOR))
    round_at(START)
    letter = QueuedMail.objects.get()
    assert letter.state == MailState.WAITING

    round_at(START + 3 * DAY)
    letter.refresh_from_db()
    assert letter.state == MailState.GIVEN_UP
    assert "ConnectionRefusedError" in letter.last_error

    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    later = START + 4 * DAY
    round_at(later)
    assert mailbox == []
    assert mail_queue.try_again(later) == 1
    assert round_at(later).sent == 1
    assert len(mailbox) == 1


def test_one_address_that_is_refused_does_not_hold_up_the_others(smtp):
    bad, good = someone("sai", Role.CONTRIBUTOR), someone("dung", Role.CONTRIBUTOR)
    returned(bad)
    returned(good)
    with mail_servers.running() as sink:
        smtp(sink.port)
        sink.unknown = {"sai@sen.example"}
        done = round_at(START)
        assert (done.sent, done.failed, done.error) == (1, 1, "")
        assert [letter["To"] for letter in sink.letters] == ["dung@sen.example"]
        refused = QueuedMail.objects.get(user=bad)
        assert "no such person" in refused.last_error
        assert refused.next_try_at == START + MINUTE

        bad.email = "moi@sen.example"
        bad.save(update_fields=["email"])
        assert round_at(START).sent == 0
        assert round_at(START + MINUTE).sent == 1
        assert sink.letters[-1]["To"] == "moi@sen.example"


def test_a_letter_that_breaks_the_line_does_not_stand_before_the_others_forever(smtp):
    returned(someone("a", Role.CONTRIBUTOR))
    returned(someone("b", Role.CONTRIBUTOR))
    with mail_servers.running() as sink:
        smtp(sink.port)
        sink.swallowed = 1
        assert round_at(START).error
        assert round_at(START).sent == 0
        assert round_at(START + MINUTE).sent == 2
        # What the server had taken without saying so came twice, under one name.
        assert Counter(Counter(ids(sink.letters)).values()) == {2: 1, 1: 1}


# --- kills and races ------------------------------------------------------------------------------


def test_killed_between_acceptance_and_note_that_letter_alone_comes_twice(settings, mailbox):
    writer = someone("viet", Role.CONTRIBUTOR)
    for _ in range(3):
        returned(writer)
    settings.EMAIL_BACKEND = mail_servers.KILLED
    with pytest.raises(mail_servers.Killed):
        round_at(START)
    assert len(mailbox) == 1

    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    assert round_at(START + MINUTE).sent == 2  # nobody touches what the dead one has claimed
    assert round_at(START + mail_queue.CLAIM).sent == 1
    assert round_at(START + DAY).sent == 0

    assert sorted(Counter(sent_ids(mailbox)).values()) == [1, 1, 2]
    first, *_others, again = mailbox
    assert sent_ids([first]) == sent_ids([again])
    assert (first.subject, first.body, first.to) == (again.subject, again.body, again.to)


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_by_the_system_sends_that_letter_alone_twice(smtp):
    """The command in a process of its own, killed by SIGKILL when the server has taken one."""
    writer, now = someone("viet", Role.CONTRIBUTOR), timezone.now()
    for _ in range(3):
        returned(writer, at=now)
    with mail_servers.running() as sink:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "send_mail_queue"],
            cwd=Path(__file__).parents[2],
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "kientuong_portal.settings",
                "DATABASE_URL": this_database(),
                "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            },
        )
        sink.on_taken = process.kill
        assert process.wait(timeout=60) == -signal.SIGKILL
        sink.on_taken = lambda: None
        assert len(sink.letters) == 1

        smtp(sink.port)
        assert round_at(timezone.now()).sent == 2
        assert round_at(timezone.now() + mail_queue.CLAIM).sent == 1
        assert sorted(Counter(ids(sink.letters)).values()) == [1, 1, 2]
        assert sink.letters[0]["Message-ID"] == sink.letters[-1]["Message-ID"]


def this_database():
    """Return the address of the test's database, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_a_daily_letter_killed_half_way_comes_again_with_the_same_notices(settings, mailbox):
    writer = someone("viet", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    returned(writer, title="Tin thứ nhất")
    settings.EMAIL_BACKEND = mail_servers.KILLED
    with pytest.raises(mail_servers.Killed):
        round_at(START + DAY)
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    returned(writer, at=START + DAY, title="Tin thứ hai")

    round_at(START + DAY + mail_queue.CLAIM)
    assert mailbox[0].body == mailbox[1].body
    assert "Tin thứ hai" not in mailbox[1].body
    assert len(set(sent_ids(mailbox))) == 1

    round_at(START + 2 * DAY)
    assert "Tin thứ hai" in mailbox[2].body
    assert len(set(sent_ids(mailbox))) == 2


def test_two_senders_that_see_the_same_letter_send_it_once(settings, mailbox):
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    returned(someone("viet", Role.CONTRIBUTOR))

    with meanwhile(lambda: round_at(START), before='UPDATE "news_queuedmail"'):
        assert round_at(START).sent == 0

    assert len(mailbox) == 1
    assert QueuedMail.objects.get().tries == 1


def test_two_who_gather_make_one_daily_letter(settings, mailbox):
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    writer = someone("viet", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    returned(writer)
    returned(writer)

    with meanwhile(lambda: mail_queue.gather(START + DAY), before='UPDATE "news_noticepreference"'):
        round_at(START + DAY)

    assert len(mailbox) == 1
    assert MailedNotice.objects.filter(mail=QueuedMail.objects.get()).count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_letter_once(settings, mailbox):
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    at_once = someone("viet", Role.CONTRIBUTOR)
    daily = someone("ngay", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    for _ in range(8):
        returned(at_once)
        returned(daily)

    rounds = all_at_once([lambda: round_at(START + DAY)] * 6)

    assert sum(done.sent for done in rounds) == 9
    assert len(set(sent_ids(mailbox))) == len(mailbox) == 9
    assert not QueuedMail.objects.exclude(state=MailState.SENT, tries=1).exists()


def test_a_sender_whose_claim_has_ended_does_not_undo_what_the_next_has_done():
    """It was slow, not dead: its failure comes after somebody else's success."""
    returned(someone("viet", Role.CONTRIBUTOR))
    slow = mail_queue.claim(START)
    quick = mail_queue.claim(START + mail_queue.CLAIM)
    assert slow.pk == quick.pk

    mail_queue.put_off(slow, START + mail_queue.CLAIM, "too late")
    assert QueuedMail.objects.get().claimed_until == quick.claimed_until
    mail_queue.settle(quick, MailState.SENT, START + mail_queue.CLAIM)
    mail_queue.put_off(slow, START + mail_queue.CLAIM, "too late")

    assert QueuedMail.objects.get().state == MailState.SENT


def test_the_database_holds_one_letter_for_each_notice():
    returned(someone("viet", Role.CONTRIBUTOR))
    row = MailedNotice.objects.get()
    with pytest.raises(Exception, match=r"(?i)unique"):
        MailedNotice.objects.create(notice=row.notice, mail=row.mail)


# --- daily letters --------------------------------------------------------------------------------


def test_a_daily_letter_holds_all_notices_of_the_day_and_goes_once(settings, mailbox):
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    writer = someone("viet", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    returned(writer, title="Cầu kênh Bảy")
    returned(writer, at=START + HOUR, title="Sen nở sớm")

    before_seven = START + DAY - 3 * HOUR - MINUTE
    assert round_at(before_seven).sent == 0
    assert round_at(before_seven + MINUTE).sent == 1
    assert round_at(before_seven + 2 * HOUR).sent == 0
    assert round_at(before_seven + DAY).sent == 0

    (letter,) = mailbox
    assert letter.subject == "2 thông báo, 03/03/2026"
    assert "1. " in letter.body
    assert "Cầu kênh Bảy" in letter.body
    assert "Sen nở sớm" in letter.body
    assert letter.body.count("Thiếu nguồn") == 2


def test_a_notice_that_comes_too_late_for_its_day_waits_for_the_next(settings, mailbox):
    """Written before seven, committed after the letter was made: still one letter a day."""
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    writer = someone("viet", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    returned(writer)
    seven = START + DAY - 3 * HOUR
    assert round_at(seven).sent == 1
    returned(writer, at=seven - MINUTE)

    assert round_at(seven + HOUR).sent == 0
    assert round_at(seven + DAY).sent == 1


def test_what_waits_for_a_day_still_comes_when_the_choice_is_changed(settings, mailbox):
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    writer = someone("viet", Role.CONTRIBUTOR, choice=MailChoice.DAILY)
    returned(writer)
    NoticePreference.objects.update(choice=MailChoice.AT_ONCE)
    returned(writer)

    assert round_at(START).sent == 1
    assert round_at(START + DAY).sent == 1


# --- no longer to be told -------------------------------------------------------------------------


def disable(writer):
    writer.is_active = False
    writer.save(update_fields=["is_active"])


def lose_address(writer):
    writer.email = ""
    writer.save(update_fields=["email"])


def want_none(writer):
    NoticePreference.objects.update_or_create(user=writer, defaults={"choice": MailChoice.NEVER})


def lose_role(writer):
    writer.role_assignments.all().delete()


CHANGES = {
    disable: "Tài khoản đã bị khóa.",
    lose_address: "Người này chưa có địa chỉ thư điện tử.",
    want_none: "Người này không muốn nhận thư nữa.",
    lose_role: "Người này không còn được xem bài viết.",
}


@pytest.mark.parametrize("choice", [MailChoice.AT_ONCE, MailChoice.DAILY])
@pytest.mark.parametrize("change", CHANGES)
def test_who_is_no_longer_to_be_told_gets_none(change, choice):
    writer = someone("viet", Role.CONTRIBUTOR, choice=choice)
    returned(writer)
    change(writer)

    assert round_at(START + DAY).dropped == 1

    assert mail.outbox == []
    letter = QueuedMail.objects.get()
    assert letter.state == MailState.DROPPED
    assert letter.last_error == CHANGES[change]


def test_a_daily_letter_leaves_out_what_the_person_may_not_see_any_more():
    here, elsewhere = factories.make_category(), factories.make_category()
    approver = someone("duyet", choice=MailChoice.DAILY)
    for category in (here, elsewhere):
        approver.role_assignments.create(role=Role.APPROVER, category=category)
    factories.make_pending(category=here, title="Còn được xem", at=START)
    factories.make_pending(category=elsewhere, title="Không còn được xem", at=START)
    approver.role_assignments.get(category=elsewhere).delete()

    assert round_at(START + DAY).sent == 1

    assert "Còn được xem" in mail.outbox[0].body
    assert "Không còn được xem" not in mail.outbox[0].body
    assert MailedNotice.objects.exclude(left_out="").count() == 1


# --- the command ----------------------------------------------------------------------------------


def test_the_command_sends_what_is_due_and_may_be_repeated(capsys):
    returned(someone("viet", Role.CONTRIBUTOR))
    call_command("send_mail_queue")
    call_command("send_mail_queue")
    assert len(mail.outbox) == 1


def test_the_command_says_when_the_server_is_dead(smtp):
    smtp(mail_servers.closed_port())
    returned(someone("viet", Role.CONTRIBUTOR))
    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        call_command("send_mail_queue")


def test_the_command_says_when_no_mail_is_sent_at_all(settings):
    settings.SENDS_MAIL = False
    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("send_mail_queue")


def test_looking_costs_the_same_for_any_number_that_waits(django_assert_num_queries):
    NoticePreference.objects.create(user=someone("ngay"), choice=MailChoice.DAILY)
    for expected in (1, 2):
        returned(someone(f"viet{expected}", Role.CONTRIBUTOR))
        with django_assert_num_queries(3):
            round_at(START - DAY)


def test_a_server_that_says_who_it_does_not_let_in_is_a_server_that_fails(settings, monkeypatch):
    def refuse(self):
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    monkeypatch.setattr(mail_servers.Recording, "open", refuse)
    settings.EMAIL_BACKEND = "tests.news.mail_servers.Recording"
    returned(someone("viet", Role.CONTRIBUTOR))
    assert "wrong password" in round_at(START).error
    assert connection.in_atomic_block  # the test's own transaction has not been broken
