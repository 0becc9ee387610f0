"""A file that arrives in pieces, until all of it is there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnfinishedUpload(models.Model):
    """One person's upload under way: which file it is, and how many of its bytes have arrived.

    A file is known by its name, size and time of change (``modified``, in milliseconds), so
    that it is gone on with when it is chosen again. ``sha256`` is that of the stored file once all
    of it has arrived, for a browser that missed the answer.
    """

    key = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
        db_index=False,
    )
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    modified = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(_("content hash"), max_length=64, blank=True, default="")
    changed_at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("upload under way")
        verbose_name_plural = _("uploads under way")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name", "size", "modified"], name="unfinished_upload_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
