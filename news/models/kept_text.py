"""What somebody has typed and could not save."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptText(models.Model):
    """One person's form for one article as it was sent when its saving was refused.

    ``fields`` holds what the browser sent, {name: values}; uploads are in it by their hashes.
    """

    article = models.ForeignKey(
        "news.Article",
        models.CASCADE,
        related_name="kept_texts",
        verbose_name=_("article"),
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="kept_texts",
        verbose_name=_("person"),
    )
    fields = models.JSONField(_("text"))
    kept_at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("text not saved")
        verbose_name_plural = _("texts not saved")
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="kept_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.user}"
