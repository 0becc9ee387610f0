"""Articles: the identity that versions, publications and events belong to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from news.enums import Ending, PublicState, Status
from news.models.publication import Publication


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, with what readers can see of them."""

    def with_public_state(self, now: datetime) -> ArticleQuerySet:
        """Annotate ``public_state`` (a PublicState value) as it is at ``now`` (aware).

        Where nothing is open or planned, the newest interval that readers could see decides; one
        that was cancelled or withdrawn before it opened was never seen and says nothing.
        """
        own = Publication.objects.filter(article=OuterRef("pk"))
        newest = own.opened_or_planned().order_by("-pk")
        return self.annotate(
            newest_ending=Subquery(newest.values("ending")[:1]),
            public_state=Case(
                When(Exists(own.visible(now)), then=Value(PublicState.VISIBLE.value)),
                When(Exists(own.future(now)), then=Value(PublicState.SCHEDULED.value)),
                When(~Exists(own), then=Value(PublicState.NEVER.value)),
                When(
                    newest_ending__in=[Ending.EXPIRY, Ending.SUCCESSOR],
                    then=Value(PublicState.EXPIRED.value),
                ),
                default=Value(PublicState.WITHDRAWN.value),
                output_field=models.CharField(),
            ),
        )


class Article(models.Model):
    """One piece of news through all its versions, with its placement and editorial status.

    Content lives in the versions, visibility in the publications, counts in ``stats``. Only
    news.workflow writes here.
    """

    slug = models.SlugField(_("address"), max_length=80)
    category = models.ForeignKey(
        "news.Category",
        models.PROTECT,
        related_name="articles",
        verbose_name=_("category"),
        db_index=False,
    )
    is_featured = models.BooleanField(_("featured"), default=False)
    featured_until = models.DateTimeField(_("featured until"), null=True, blank=True)
    featured_rank = models.PositiveSmallIntegerField(
        _("rank among the featured"), default=100, help_text=_("Smaller numbers come first.")
    )

    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    newest_version = models.OneToOneField(
        "news.ArticleVersion",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("newest version"),
    )
    # What the desk's list is narrowed by, repeated from the newest version so that an index holds
    # it; null, because a column with a default would rewrite the whole table on SQLite.
    article_type = models.ForeignKey(
        "news.ArticleType",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("article type"),
        db_index=False,
    )
    without_image = models.BooleanField(
        null=True,
        editable=False,
        help_text="True where the newest version has no picture, else null: no row of the index.",
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    emergency_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published in an emergency by"),
    )
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("created by"),
        db_index=False,
    )
    modified_at = models.DateTimeField(_("last modified at"))
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("last modified by"),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-modified_at", "-pk"]
        indexes = [
            models.Index(fields=["-modified_at", "-id"], name="article_modified"),
            models.Index(fields=["created_by", "-modified_at", "-id"], name="article_of_creator"),
            models.Index(
                fields=["created_by", "status", "-modified_at", "-id"],
                name="article_of_creator_status",
            ),
            models.Index(fields=["category", "-modified_at", "-id"], name="article_category"),
            models.Index(
                fields=["category", "status", "-modified_at", "-id"],
                name="article_category_status",
            ),
            models.Index(
                fields=["category", "article_type", "-modified_at", "-id"],
                name="article_category_type",
            ),
            models.Index(
                fields=["category", "-modified_at", "-id"],
                name="article_without_image",
                condition=Q(without_image__isnull=False),
            ),
            models.Index(
                fields=["created_by", "-modified_at", "-id"],
                name="article_of_creator_no_image",
                condition=Q(without_image__isnull=False),
            ),
            models.Index(
                fields=["submitted_at"],
                name="article_waiting",
                condition=Q(status=Status.PENDING),
            ),
        ]

    def __str__(self) -> str:
        if self.newest_version and self.newest_version.title:
            return self.newest_version.title
        return str(_("(untitled)"))
