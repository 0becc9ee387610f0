"""Events: what was done to an article, by whom, when, why; and who is told of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import Status, Verb


class Event(models.Model):
    """One verb that took place. Rows are only ever added; the database refuses anything else."""

    article = models.ForeignKey(
        "news.Article", models.PROTECT, related_name="events", verbose_name=_("article")
    )
    version = models.ForeignKey(
        "news.ArticleVersion", models.PROTECT, related_name="events", verbose_name=_("version")
    )
    version_number = models.CharField(_("version number then"), max_length=20)
    verb = models.CharField(_("act"), max_length=20, choices=Verb.choices)
    from_status = models.CharField(
        _("status before"), max_length=10, choices=Status.choices, blank=True
    )
    to_status = models.CharField(_("status after"), max_length=10, choices=Status.choices)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    created_at = models.DateTimeField(_("at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="article_events",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-created_at"], name="event_newest")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} – {self.version_number}"


class Notice(models.Model):
    """One person is told of one event."""

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="notices", verbose_name=_("event")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notices",
        verbose_name=_("person"),
    )
    created_at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="notice_once_per_person"),
        ]
        indexes = [
            models.Index(fields=["user", "read_at", "-id"], name="notice_unread"),
            models.Index(fields=["user", "-created_at", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return str(self.event)
