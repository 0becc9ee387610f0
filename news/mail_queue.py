"""The queue of letters in the database: put in, gathered by day, claimed, settled.

Everything here is an update on a condition, so any number of senders may run at the same time, on
SQLite and on PostgreSQL, and none of them holds a transaction while it talks to a mail server.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from news.enums import MailChoice, MailState
from news.models import MailedNotice, MailServer, Notice, NoticePreference, QueuedMail
from news.vietnamese import one_line

# Longer than one letter can take: a dozen answers of the server, each within EMAIL_TIMEOUT.
CLAIM = timedelta(minutes=15)
# A letter that has failed for so long is put aside, where administrators see it.
LIFE = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=1)
MAX_ERROR = 300


def put(notices: Sequence[Notice]) -> None:
    """Queue letters for ``notices`` of one event, in the transaction that has written them.

    Who is disabled, has no address or wants no e-mail gets none. Nothing is queued while the
    portal sends no mail at all, so that switching it on does not send what is long past.
    """
    if not settings.SENDS_MAIL or not notices:
        return
    people = get_user_model().objects.filter(
        pk__in=[notice.user_id for notice in notices], is_active=True
    )
    choices = {
        person: choice or MailChoice.AT_ONCE
        for person, choice in people.exclude(email="").values_list(
            "pk", "notice_preference__choice"
        )
    }
    letters = QueuedMail.objects.bulk_create(
        _letter(person, MailChoice.AT_ONCE, notices[0].created_at)
        for person, choice in choices.items()
        if choice == MailChoice.AT_ONCE
    )
    letter_of = {letter.user_id: letter for letter in letters}
    MailedNotice.objects.bulk_create(
        MailedNotice(notice=notice, mail=letter_of.get(notice.user_id))
        for notice in notices
        if choices.get(notice.user_id, MailChoice.NEVER) != MailChoice.NEVER
    )


def gather(now: datetime) -> None:
    """Make the daily letters of the day: one for each person, with all that waited until its hour.

    Whoever changes ``digested_on`` makes the letter; a notice that comes a moment too late for it
    waits for the next day's.
    """
    day, moment = digest_before(now)
    waiting = MailedNotice.objects.filter(mail=None, left_out="", notice__created_at__lt=moment)
    for person in set(waiting.values_list("notice__user", flat=True)):
        not_yet = NoticePreference.objects.filter(
            Q(digested_on=None) | Q(digested_on__lt=day), user=person
        )
        with transaction.atomic():
            if not_yet.update(digested_on=day):
                letter = _letter(person, MailChoice.DAILY, now)
                letter.save()
                waiting.filter(notice__user=person).update(mail=letter)


def digest_before(now: datetime) -> tuple[date, datetime]:
    """Return the day and the moment of the last daily letter that is due at ``now``."""
    local = timezone.localtime(now)
    moment = local.replace(hour=settings.DAILY_MAIL_HOUR, minute=0, second=0, microsecond=0)
    if moment > local:
        moment -= timedelta(days=1)
    return moment.date(), moment


def due(now: datetime) -> QuerySet[QueuedMail]:
    """Return the letters that somebody should send, the longest due first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    letters = QueuedMail.objects.filter(free, state=MailState.WAITING, next_try_at__lte=now)
    return letters.order_by("next_try_at", "pk")


def claim(now: datetime) -> QueuedMail | None:
    """Take the next due letter for CLAIM, and count the try; None when nothing is due."""
    while True:
        letter = due(now).first()
        if letter is None:
            return None
        if due(now).filter(pk=letter.pk).update(claimed_until=now + CLAIM, tries=F("tries") + 1):
            return QueuedMail.objects.select_related("user").get(pk=letter.pk)


def settle(letter: QueuedMail, state: MailState, now: datetime, why: str = "") -> None:
    """Note that ``letter`` is done with: sent, or dropped and why."""
    QueuedMail.objects.filter(pk=letter.pk, state=MailState.WAITING).update(
        state=state, settled_at=now, claimed_until=None, last_error=shortened(why)
    )


def put_off(letter: QueuedMail, now: datetime, error: str) -> None:
    """Note that ``letter`` could not be sent: after a longer pause again, or after LIFE no more."""
    own = QueuedMail.objects.filter(
        pk=letter.pk, state=MailState.WAITING, claimed_until=letter.claimed_until
    )
    if now >= letter.give_up_at:
        own.update(
            state=MailState.GIVEN_UP,
            settled_at=now,
            claimed_until=None,
            last_error=shortened(error),
        )
    else:
        own.update(
            next_try_at=now + pause_after(letter.tries),
            claimed_until=None,
            last_error=shortened(error),
        )


def try_again(now: datetime) -> int:
    """Let everything that has failed be tried now, the server too; return how many letters."""
    with transaction.atomic():
        MailServer.objects.update(next_try_at=now)
        QueuedMail.objects.filter(state=MailState.WAITING, next_try_at__gt=now).update(
            next_try_at=now
        )
        QueuedMail.objects.filter(state=MailState.GIVEN_UP).update(
            state=MailState.WAITING, settled_at=None, next_try_at=now, give_up_at=now + LIFE
        )
        return due(now).count()


# --- the server ---------------------------------------------------------------------------------


def server() -> MailServer:
    """Return what is known about the mail server."""
    return MailServer.objects.filter(pk=1).first() or MailServer(pk=1)


def server_failed(seen: MailServer, now: datetime, error: str) -> None:
    """Note that the server cannot be spoken to; nobody tries again before a growing pause ends.

    Counted once when several senders have ``seen`` the same state before. What is due and older
    than LIFE is given up.
    """
    failures = seen.failures + 1
    MailServer.objects.get_or_create(pk=1)
    MailServer.objects.filter(pk=seen.pk, failures=seen.failures).update(
        failures=failures,
        failing_since=seen.failing_since or now,
        next_try_at=now + pause_after(failures),
        last_error=shortened(error),
    )
    due(now).filter(give_up_at__lte=now).order_by().update(
        state=MailState.GIVEN_UP, settled_at=now, last_error=shortened(error)
    )


def server_lives(seen: MailServer) -> None:
    """Note that the server takes letters."""
    if seen.failures:
        MailServer.objects.filter(pk=seen.pk).update(
            failures=0, failing_since=None, next_try_at=None, last_error=""
        )
        seen.failures, seen.failing_since = 0, None


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after the nth failure: 1, 2, 4 … minutes, at most an hour."""
    return min(timedelta(minutes=2 ** min(failures - 1, 6)), LONGEST_PAUSE)


def shortened(error: str) -> str:
    """Return ``error`` as one line that fits."""
    return one_line(error)[:MAX_ERROR]


def _letter(person: int, kind: MailChoice, at: datetime) -> QueuedMail:
    return QueuedMail(
        user_id=person, kind=kind, created_at=at, next_try_at=at, give_up_at=at + LIFE
    )
