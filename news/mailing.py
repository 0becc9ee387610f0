"""Sending what is due: by a command, and by this process after somebody's request at the desk."""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection as database
from django.utils import timezone
from django.utils.translation import gettext as _

from news import letters, mail_queue, permissions
from news.enums import MailChoice, MailState
from news.models import Event, MailedNotice, MailServer, QueuedMail

# How long one round of a server process goes on; what is left is the next round's.
ROUND_SECONDS = 20.0
# How often a server process looks whether something is due when nobody does anything.
IDLE_SECONDS = 60.0
# What a server says about one letter; everything else that goes wrong on the line is its own.
LETTER_FAULTS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass
class Round:
    """What one round has done, in letters; ``error`` when the server could not be spoken to."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    error: str = ""


def send_due(clock: Clock = timezone.now, *, seconds: float | None = None) -> Round:
    """Send what is due and return what was done; begin no letter after ``seconds``.

    The connection is made before anything is claimed, and its failure ends the round: a dead
    server costs one attempt, not one for each letter. Between the server's yes and our note of it
    lies a moment; who is killed there leaves a claim that ends by itself, and that one letter is
    sent once more, under the same Message-ID.
    """
    done = Round()
    if not settings.SENDS_MAIL:
        return done
    server = mail_queue.server()
    if server.next_try_at and server.next_try_at > clock():
        done.error = server.last_error
        return done
    mail_queue.gather(clock())
    if not mail_queue.due(clock()).exists():
        return done
    line = get_connection()
    try:
        line.open()
    except Exception as fault:
        # Whatever it is, this server takes no letter now.
        _server_failed(done, server, clock(), fault)
        return done
    try:
        _send_all(line, server, done, clock, seconds)
    finally:
        with suppress(OSError):
            line.close()
    return done


def _send_all(
    line: Any, server: MailServer, done: Round, clock: Clock, seconds: float | None
) -> None:
    ends = time.monotonic() + seconds if seconds is not None else None
    while ends is None or time.monotonic() < ends:
        mail = mail_queue.claim(clock())
        if mail is None:
            return
        try:
            why_not = _send(mail, line)
        except Exception as fault:
            # Whatever it is, one bad letter must not hold up the others.
            done.failed += 1
            mail_queue.put_off(mail, clock(), _said(fault))
            if isinstance(fault, OSError) and not isinstance(fault, LETTER_FAULTS):
                _server_failed(done, server, clock(), fault)
                return
            logger.warning("E-mail %s was not taken: %s", mail.pk, _said(fault))
        else:
            done.dropped += bool(why_not)
            done.sent += not why_not
            state = MailState.DROPPED if why_not else MailState.SENT
            mail_queue.settle(mail, state, clock(), why_not)
        mail_queue.server_lives(server)


def _send(mail: QueuedMail, line: Any) -> str:
    """Hand ``mail`` to the server; return why it was not wanted any more, or an empty string."""
    why_not = _unwanted(mail)
    if why_not:
        return why_not
    events = _events(mail)
    if not events:
        return _("The person may not see the article any more.")
    letters.letter_about(mail, events, line).send()
    return ""


def _unwanted(mail: QueuedMail) -> str:
    """Say why this person gets no mail now; they may have changed since it was queued."""
    person = mail.user
    if not person.is_active:
        return _("The account is disabled.")
    if not person.email:
        return _("The person has no e-mail address.")
    preference = getattr(person, "notice_preference", None)
    if preference and preference.choice == MailChoice.NEVER:
        return _("The person wants no e-mail any more.")
    return ""


def _events(mail: QueuedMail) -> list[Event]:
    """Return what ``mail`` tells of, noting on the rows what the person may not see any more."""
    rows = (
        mail.rows.filter(left_out="")
        .select_related(
            "notice__event__article", "notice__event__version", "notice__event__created_by"
        )
        .defer("notice__event__version__body")
    )
    events: list[Event] = []
    unseen: list[int] = []
    for row in rows:
        if permissions.may_view(mail.user, row.notice.event.article):
            events.append(row.notice.event)
        else:
            unseen.append(row.pk)
    if unseen:
        MailedNotice.objects.filter(pk__in=unseen).update(
            left_out=_("The person may not see the article any more.")
        )
    return events


def _server_failed(done: Round, server: MailServer, now: datetime, fault: Exception) -> None:
    done.error = _said(fault)
    logger.warning("The mail server cannot be reached: %s", done.error)
    mail_queue.server_failed(server, now, done.error)


def _said(fault: Exception) -> str:
    return mail_queue.shortened(f"{type(fault).__name__}: {fault}")


# --- whoever is next ----------------------------------------------------------------------------

_turn = threading.Lock()
_wanted = threading.Event()
_last = [-IDLE_SECONDS]


def send_soon(*, at_once: bool) -> threading.Thread | None:
    """Let this process send what is due while it goes on; called after requests at the desk.

    A thread and not the end of the request: a server process has one thread for requests, and a
    mail server may take EMAIL_TIMEOUT to answer. It is a daemon with a database connection of its
    own, one at a time in each process, and may die with the process at any point: nothing depends
    on it but that letters go out before the next run of the command. Returns it, or None when
    none was begun. Without ``at_once`` it looks once in IDLE_SECONDS only.
    """
    if not (settings.SENDS_MAIL and settings.MAIL_AFTER_REQUESTS):
        return None
    if not at_once and time.monotonic() - _last[0] < IDLE_SECONDS:
        return None
    _wanted.set()
    if not _turn.acquire(blocking=False):
        return None
    thread = threading.Thread(target=_work, name="mail", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # The machine has no room for another thread; the answer goes out all the same.
        _turn.release()
        return None
    return thread


def _work() -> None:
    try:
        # What came while the last letters were being sent gets another round.
        while _wanted.is_set():
            _wanted.clear()
            _last[0] = time.monotonic()
            send_due(seconds=ROUND_SECONDS)
    except Exception:
        logger.exception("Sending e-mail was broken off.")
    finally:
        database.close()
        _turn.release()
