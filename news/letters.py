"""The letters in words: Vietnamese plain text about what has been done to an article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news import addresses
from news.enums import MailChoice, Verb
from news.models import Event, QueuedMail
from news.vietnamese import one_line, paragraphs

MAX_SUBJECT = 120

# For each verb that anybody is told of: the subject, and the sentence.
WORDS = {
    Verb.SUBMIT: (
        gettext_lazy("Waiting for approval: %(title)s"),
        gettext_lazy("%(person)s has submitted this article for approval."),
    ),
    Verb.APPROVE: (
        gettext_lazy("Approved: %(title)s"),
        gettext_lazy("%(person)s has approved this article."),
    ),
    Verb.REJECT: (
        gettext_lazy("Returned: %(title)s"),
        gettext_lazy("%(person)s has returned this article to be corrected."),
    ),
    Verb.EMERGENCY_PUBLISH: (
        gettext_lazy("Published in an emergency: %(title)s"),
        gettext_lazy("%(person)s has published this article in an emergency; it awaits review."),
    ),
    Verb.REVIEW: (
        gettext_lazy("Emergency publication reviewed: %(title)s"),
        gettext_lazy("%(person)s has reviewed the emergency publication of this article."),
    ),
    Verb.WITHDRAW: (
        gettext_lazy("Withdrawn: %(title)s"),
        gettext_lazy("%(person)s has withdrawn this article."),
    ),
    Verb.REPUBLISH: (
        gettext_lazy("Published again: %(title)s"),
        gettext_lazy("%(person)s has published this article again."),
    ),
    Verb.RESCHEDULE: (
        gettext_lazy("Schedule changed: %(title)s"),
        gettext_lazy("%(person)s has changed when this article is shown."),
    ),
    Verb.CANCEL: (
        gettext_lazy("Scheduled publication cancelled: %(title)s"),
        gettext_lazy("%(person)s has cancelled the scheduled publication of this article."),
    ),
    Verb.PLACE: (
        gettext_lazy("Waiting for approval: %(title)s"),
        gettext_lazy("%(person)s has placed this article in your category; it awaits approval."),
    ),
}
SHOWN_FROM = (Verb.APPROVE, Verb.REPUBLISH, Verb.RESCHEDULE)


def letter_about(mail: QueuedMail, events: Sequence[Event], connection: Any) -> EmailMessage:
    """Return the message of ``mail`` about ``events`` (one at least), ready to be sent.

    Its Message-ID follows from the row of the queue, so a letter that arrives twice can be told
    from a second letter.
    """
    daily = mail.kind == MailChoice.DAILY
    return EmailMessage(
        subject=_daily_subject(mail, len(events)) if daily else subject_of(events[0]),
        body=_body(mail, events),
        to=[mail.user.email],
        connection=connection,
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )


def message_id(mail: QueuedMail) -> str:
    """Return the Message-ID of ``mail``, in the domain that the portal writes from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.name}@{domain}>"


def subject_of(event: Event) -> str:
    """Return what has happened in one line, a long title cut off."""
    title = Truncator(one_line(event.version.title)).chars(MAX_SUBJECT)
    return WORDS[Verb(event.verb)][0] % {"title": title}


def sentence_of(event: Event) -> str:
    """Return what has happened as a sentence, and from when readers see the article."""
    sentence = WORDS[Verb(event.verb)][1] % {"person": one_line(str(event.created_by))}
    opens = event.details.get("visible_from") if event.verb in SHOWN_FROM else None
    if opens:
        moment = _written(datetime.fromisoformat(opens))
        sentence += " " + _("Readers see it from %(moment)s on.") % {"moment": moment}
    return sentence


def portal_address(name: str, *arguments: int) -> str:
    """Return the full address of a page of the administration."""
    return addresses.absolute(reverse(f"admin:{name}", args=arguments))


def _daily_subject(mail: QueuedMail, count: int) -> str:
    return ngettext("%(count)d notice, %(day)s", "%(count)d notices, %(day)s", count) % {
        "count": count,
        "day": formats.date_format(timezone.localtime(mail.created_at)),
    }


def _body(mail: QueuedMail, events: Sequence[Event]) -> str:
    greeting = _("Dear %(name)s,") % {"name": one_line(str(mail.user))}
    about = [_about(event) for event in events]
    if mail.kind == MailChoice.DAILY:
        about = [f"{number}. {text}" for number, text in enumerate(about, 1)]
    ending = _(
        "This letter was written by the portal; please do not answer it.\n"
        "Choose how you are told: %(address)s"
    ) % {"address": portal_address("notice_preference")}
    return "\n\n".join([greeting, *about, f"-- \n{ending}"]) + "\n"


def _about(event: Event) -> str:
    title = one_line(event.version.title)
    lines = [
        sentence_of(event),
        _("Article: %(title)s (version %(number)s)")
        % {"title": title, "number": event.version_number},
        _("At: %(moment)s") % {"moment": _written(event.created_at)},
    ]
    if event.reason:
        lines.append(_("Reason:"))
        lines += [f"    {line}" for line in paragraphs(event.reason).splitlines()]
    address = portal_address("news_article_change", event.article_id)
    lines.append(_("Open the article: %(address)s") % {"address": address})
    return "\n".join(lines)


def _written(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")
