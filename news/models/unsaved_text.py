"""What somebody is typing and has not saved yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnsavedText(models.Model):
    """The form of one open tab as its browser sent it last, while it was being written.

    ``article`` is null for a text that is no article yet. ``tab`` names the opened page, so that
    two tabs of one person never write over each other; ``turn`` grows with each change in it.
    ``fields`` holds {name: values}; uploads are in it by their hashes.
    """

    article = models.ForeignKey(
        "news.Article",
        models.CASCADE,
        null=True,
        related_name="unsaved_texts",
        verbose_name=_("article"),
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="unsaved_texts",
        verbose_name=_("person"),
        db_index=False,
    )
    tab = models.CharField(max_length=32)
    turn = models.PositiveBigIntegerField()
    fields = models.JSONField(_("text"))
    kept_at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("text being written")
        verbose_name_plural = _("texts being written")
        constraints = [
            models.UniqueConstraint(fields=["user", "tab"], name="unsaved_text_once_a_tab"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.user}"
