"""Publications: which version of an article readers see, from when until when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news import addresses
from news.enums import Ending, Layout


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications by the clock: the only place where visibility is decided."""

    def visible(self, now: datetime | None = None) -> PublicationQuerySet:
        """Keep what readers may see at ``now`` (aware; the clock's now when not given).

        The one definition of visibility: the moment lies in the half-open interval. Every page,
        feed, file and count goes through it.
        """
        now = now or timezone.now()
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            starts_at__lte=now,
        )

    def future(self, now: datetime) -> PublicationQuerySet:
        """Keep what will open after ``now``."""
        return self.opened_or_planned().filter(starts_at__gt=now)

    def opened_or_planned(self) -> PublicationQuerySet:
        """Leave out the empty intervals that a cancelled schedule leaves behind."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")))

    def dated(self) -> PublicationQuerySet:
        """Leave out pages such as Giới thiệu, which belong to no list of news."""
        return self.exclude(layout=Layout.PAGE)


class Publication(models.Model):
    """Version V of article A is visible from ``starts_at`` until ``ends_at`` (half-open).

    The database refuses overlapping intervals of one article, a changed past and deletion
    (migration 0002). The columns from ``title`` on repeat the version, those from ``slug`` on the
    article's placement, so that a list needs no other table.
    """

    article = models.ForeignKey(
        "news.Article", models.PROTECT, related_name="publications", verbose_name=_("article")
    )
    version = models.ForeignKey(
        "news.ArticleVersion",
        models.PROTECT,
        related_name="publications",
        verbose_name=_("version"),
    )
    starts_at = models.DateTimeField(_("visible from"))
    ends_at = models.DateTimeField(_("visible until"), null=True, blank=True)
    planned_end = models.DateTimeField(
        _("planned end"),
        null=True,
        blank=True,
        help_text=_("The end it has by itself; a successor may end it earlier."),
    )
    ending = models.CharField(
        _("ended by"), max_length=10, choices=Ending.choices, default=Ending.NONE, blank=True
    )
    published_at = models.DateTimeField(_("publishing date"))
    revised_at = models.DateTimeField(_("updated at"), null=True, blank=True)

    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices)
    image = models.ForeignKey(
        "news.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(_("description of the picture"), max_length=300, blank=True)
    image_focus_x = models.PositiveSmallIntegerField(null=True, blank=True)
    image_focus_y = models.PositiveSmallIntegerField(null=True, blank=True)
    picture_count = models.PositiveSmallIntegerField(
        _("pictures of the album"), null=True, blank=True
    )
    # Null, because a column with a default would rewrite the whole table on SQLite.
    document_number = models.CharField(_("document number"), max_length=60, null=True, blank=True)
    document_date = models.DateField(_("document date"), null=True, blank=True)
    article_type = models.ForeignKey(
        "news.ArticleType",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("article type"),
        db_index=False,
    )
    author = models.ForeignKey(
        "news.Author",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("author"),
        db_index=False,
    )
    redirect_url = models.CharField(_("link in place of the text"), max_length=500, blank=True)

    slug = models.CharField(_("address"), max_length=80)
    category = models.ForeignKey(
        "news.Category",
        models.PROTECT,
        related_name="publications",
        verbose_name=_("category"),
        db_index=False,
    )
    is_featured = models.BooleanField(_("featured"), default=False)
    featured_until = models.DateTimeField(_("featured until"), null=True, blank=True)
    featured_rank = models.PositiveSmallIntegerField(_("rank"), default=100)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="publication_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="publication_newest"),
            models.Index(
                fields=["category", "-published_at", "-id"], name="publication_in_category"
            ),
            models.Index(fields=["author", "-published_at", "-id"], name="publication_by_author"),
            models.Index(
                fields=["article_type", "-published_at", "-id"], name="publication_of_type"
            ),
            models.Index(fields=["layout", "-published_at", "-id"], name="publication_layout"),
            models.Index(fields=["starts_at"], name="publication_starts"),
            models.Index(
                fields=["ends_at"], name="publication_ends", condition=Q(ends_at__isnull=False)
            ),
            models.Index(
                fields=["ending", "ends_at", "id"],
                name="publication_by_ending",
                condition=Q(ends_at__isnull=False),
            ),
            models.Index(
                fields=["featured_rank", "-published_at"],
                name="publication_featured",
                condition=Q(is_featured=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return addresses.article(self.slug, self.article_id)
