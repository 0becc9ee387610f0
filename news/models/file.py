"""Stored files: known by their content, never changed, reached through versions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news import addresses


class StoredFile(models.Model):
    """The bytes of one picture or document, once, under the SHA-256 of their content.

    A row never changes. Its bytes lie in the default storage under ``path``; renditions of a
    picture lie beside them. Nobody may read it but through news.files.
    """

    sha256 = models.CharField(_("content hash"), max_length=64, unique=True)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    # Null: no PDF, or one stored before this was looked at.
    has_text = models.BooleanField(_("has a text layer"), null=True, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    created_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie in the storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}/original"

    @property
    def is_image(self) -> bool:
        return self.width is not None

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")

    def get_absolute_url(self) -> str:
        return addresses.file(self.sha256, self.name)


class Upload(models.Model):
    """A person brought a file in. Until a version links the file, only they may read it."""

    file = models.ForeignKey(
        StoredFile, models.CASCADE, related_name="uploads", verbose_name=_("file")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="uploads",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.UniqueConstraint(fields=["file", "user"], name="upload_once_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.file)


class VersionFile(models.Model):
    """A version's use of a file, under the name it is offered by."""

    version = models.ForeignKey(
        "news.ArticleVersion", models.PROTECT, related_name="file_links", verbose_name=_("version")
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="version_links", verbose_name=_("file")
    )
    name = models.CharField(_("file name"), max_length=200)

    class Meta:
        verbose_name = _("file of a version")
        verbose_name_plural = _("files of versions")
        constraints = [
            models.UniqueConstraint(fields=["version", "file"], name="file_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.name
