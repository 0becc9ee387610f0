"""Notices on their way by e-mail: what each person has chosen, and the queue."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import MailChoice, MailState


class NoticePreference(models.Model):
    """How one person wants to be told by e-mail; who has no row is told at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notice_preference",
        verbose_name=_("person"),
    )
    choice = models.CharField(
        _("how to be told"),
        max_length=10,
        choices=MailChoice.choices,
        default=MailChoice.AT_ONCE,
    )
    # Updated on a condition by who forms the daily letter: so one person gets one a day.
    digested_on = models.DateField(_("day of the last daily letter"), null=True, editable=False)

    class Meta:
        verbose_name = _("how a person is told")
        verbose_name_plural = _("how people are told")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_choice_display()}"


class QueuedMail(models.Model):
    """One letter to one person. Its notices never change once it is here, nor does its name.

    Whoever sends it puts ``claimed_until`` ahead by an update that holds only while nobody else's
    claim does; a claim that is left behind by a killed process ends by itself.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="queued_mails",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MailChoice.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    created_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(_("next try at"))
    give_up_at = models.DateTimeField(_("given up at the first failure after"))
    tries = models.PositiveIntegerField(_("tries"), default=0)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING, settled_at=None)
                | (~Q(state=MailState.WAITING) & Q(settled_at__isnull=False)),
                name="mail_settled_at_some_time",
            ),
        ]
        indexes = [
            # What waits stays little, however many letters have been sent.
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state=MailState.WAITING),
                name="mail_waiting",
            ),
            models.Index(fields=["-id"], condition=~Q(state=MailState.SENT), name="mail_not_sent"),
            models.Index(fields=["-settled_at"], name="mail_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_kind_display()}"

    @property
    def name(self) -> str:
        """Return what the letter's Message-ID begins with: the same at every try."""
        return f"{self.pk}.{self.created_at.astimezone(UTC):%Y%m%d%H%M%S%f}"


class MailedNotice(models.Model):
    """A notice that goes out by e-mail, in one letter at most; without one it waits for a daily."""

    notice = models.OneToOneField(
        "news.Notice", models.CASCADE, related_name="mailed", verbose_name=_("notice")
    )
    mail = models.ForeignKey(
        QueuedMail,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rows",
        verbose_name=_("e-mail"),
    )
    left_out = models.CharField(_("why it was left out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice by e-mail")
        verbose_name_plural = _("notices by e-mail")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(mail=None), name="mailed_notice_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.notice)


class MailServer(models.Model):
    """One row, or none: since when the mail server is silent, and when it is tried again."""

    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail servers")

    def __str__(self) -> str:
        return self.last_error
