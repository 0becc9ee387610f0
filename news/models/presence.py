"""Who has an article's form open."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EditSession(models.Model):
    """One person has one article open for writing; a note for others, no lock.

    Each sign of life is kept in ``seen_at``; without one the row means nothing any more
    (news.presence says after how long) and goes by and by.
    """

    article = models.ForeignKey(
        "news.Article",
        models.CASCADE,
        related_name="edit_sessions",
        verbose_name=_("article"),
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="edit_sessions",
        verbose_name=_("person"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    seen_at = models.DateTimeField(_("last sign at"), db_index=True)

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="edit_session_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.user}"
