"""By which words a stored file is found at the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models.file import StoredFile


class FileWords(models.Model):
    """All that a file was ever called, folded: its name, titles, descriptions and captions.

    A stored file's own row never changes, so its words lie here; they only ever grow.
    """

    file = models.OneToOneField(
        StoredFile, models.CASCADE, primary_key=True, related_name="words", verbose_name=_("file")
    )
    text = models.TextField(_("words"))

    class Meta:
        verbose_name = _("words of a file")
        verbose_name_plural = _("words of files")

    def __str__(self) -> str:
        return self.text


class WaitingFile(models.Model):
    """A file that readers do not get yet: no virus scanner has looked at it.

    ``found`` is what one has found in a file that was taken in before; such a file never gets out.
    """

    file = models.OneToOneField(
        StoredFile,
        models.CASCADE,
        primary_key=True,
        related_name="waiting",
        verbose_name=_("file"),
    )
    since = models.DateTimeField(_("waits since"))
    found = models.CharField(_("virus found"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("file that waits for a virus scan")
        verbose_name_plural = _("files that wait for a virus scan")

    def __str__(self) -> str:
        return str(self.file)
