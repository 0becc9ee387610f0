"""Addresses under which people without an account may read a version before it is published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewLink(models.Model):
    """A link to one version that readers cannot see yet; its address carries the signed id.

    ``revoked_at`` and ``revoked_by`` are null until somebody takes it back. Whether it still works
    is told by news.previews alone.
    """

    version = models.ForeignKey(
        "news.ArticleVersion",
        models.CASCADE,
        related_name="preview_links",
        verbose_name=_("version"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("revoked by"),
        db_index=False,
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.created_by}"
