"""Article versions: whole, numbered, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import Layout


class ArticleVersion(models.Model):
    """All of an article's content at one moment, with the names of category and author then.

    The database refuses every change and deletion (migration 0002); only approval may give the
    next whole number, once.
    """

    article = models.ForeignKey(
        "news.Article", models.PROTECT, related_name="versions", verbose_name=_("article")
    )
    serial = models.PositiveIntegerField(_("serial number"))
    major = models.PositiveIntegerField(_("major number"))
    minor = models.PositiveIntegerField(_("minor number"))
    note = models.CharField(_("what was changed"), max_length=300, blank=True)

    title = models.CharField(_("title"), max_length=250, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    image = models.ForeignKey(
        "news.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_caption = models.CharField(_("caption"), max_length=300, blank=True)
    image_alt = models.CharField(_("description of the picture"), max_length=300, blank=True)
    image_decorative = models.BooleanField(_("decorative picture"), default=False)
    image_focus_x = models.PositiveSmallIntegerField(
        _("what matters, from the left (%)"), null=True, blank=True
    )
    image_focus_y = models.PositiveSmallIntegerField(
        _("what matters, from the top (%)"), null=True, blank=True
    )
    video = models.ForeignKey(
        "news.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("video file"),
        db_index=False,
    )
    # Null, because a column with a default would rewrite the whole table on SQLite.
    video_url = models.CharField(_("address of the video"), max_length=200, null=True, blank=True)
    redirect_url = models.CharField(_("link in place of the text"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("publishing date"), null=True, blank=True)
    expires_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    author = models.ForeignKey(
        "news.Author",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("author"),
    )
    author_name = models.CharField(_("author's name then"), max_length=100, blank=True)
    article_type = models.ForeignKey(
        "news.ArticleType", models.PROTECT, related_name="+", verbose_name=_("article type")
    )
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices)
    category_name = models.CharField(_("category's name then"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document_date = models.DateField(_("document date"), null=True, blank=True)
    page_count = models.DecimalField(
        _("A4 pages"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    photo_count = models.PositiveSmallIntegerField(_("photos"), null=True, blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    file_count = models.PositiveSmallIntegerField(_("files used"), default=0)
    # Last, so that SQLite reads a list of titles without touching the long texts' overflow pages.
    body = models.TextField(_("text"), blank=True)

    created_at = models.DateTimeField(_("saved at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="article_versions",
        verbose_name=_("saved by"),
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-serial"]
        constraints = [
            models.UniqueConstraint(fields=["article", "serial"], name="version_serial_once"),
            models.UniqueConstraint(
                fields=["article", "major", "minor"], name="version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The number people see: 0.1, 0.2, 1.0 …"""
        return f"{self.major}.{self.minor}"
