"""What readers report as wrong in an article, and how many reports have come lately."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models import Article, ArticleVersion


class ErrorReport(models.Model):
    """One reader's word that something in an article is wrong. Who wrote it is not known.

    It stays when it has been handled: ``handled_at`` then says when, and ``note`` what was done.
    """

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="error_reports", verbose_name=_("article")
    )
    version = models.ForeignKey(
        ArticleVersion, models.PROTECT, related_name="+", verbose_name=_("version read")
    )
    text = models.TextField(_("what is wrong"))
    created_at = models.DateTimeField(_("reported at"))
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # The desk asks for the open ones only, and those stay few.
            models.Index(
                fields=["-created_at"],
                condition=models.Q(handled_at=None),
                name="error_report_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handled_at=None, handled_by=None)
                | models.Q(handled_at__isnull=False, handled_by__isnull=False),
                name="error_report_handled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ReportsOfDay(models.Model):
    """How many reports came on one day. Its row makes reports at the same moment take turns."""

    day = models.DateField(_("day"), unique=True)
    count = models.PositiveIntegerField(_("reports"), default=0)

    class Meta:
        verbose_name = _("reports of a day")
        verbose_name_plural = _("reports by day")

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class ReportTrace(models.Model):
    """That a report came from a sender, known for an hour by a hash under the day's key."""

    sender = models.CharField(_("hash"), max_length=39)
    created_at = models.DateTimeField(_("reported at"), db_index=True)

    class Meta:
        verbose_name = _("trace of a report")
        verbose_name_plural = _("traces of reports")

    def __str__(self) -> str:
        return str(self.created_at)
