"""Counts: daily rows for ever, today's visitors until midnight, balances from an older portal."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stats.dimensions import MAX_VALUE, Dimension


class ArticleViews(models.Model):
    """Views of one article on one day, under the category it was in at that time."""

    day = models.DateField(_("day"))
    article = models.ForeignKey(
        "news.Article", models.PROTECT, related_name="daily_views", verbose_name=_("article")
    )
    category = models.ForeignKey(
        "news.Category", models.PROTECT, related_name="daily_views", verbose_name=_("category")
    )
    people = models.PositiveIntegerField(_("views by people"), default=0)
    bots = models.PositiveIntegerField(_("views by bots"), default=0)

    class Meta:
        verbose_name = _("daily views of an article")
        verbose_name_plural = _("daily views of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "article", "category"], name="views_once_per_day"
            ),
        ]
        # One article's course, its first and its last day.
        indexes = [models.Index(fields=["article", "day"], name="views_of_article")]

    def __str__(self) -> str:
        return f"{self.day} {self.article_id}: {self.people}"


class ArticleMonth(models.Model):
    """The sum of ``ArticleViews`` of one month, written in the same transaction."""

    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    article = models.ForeignKey(
        "news.Article", models.PROTECT, related_name="monthly_views", verbose_name=_("article")
    )
    category = models.ForeignKey(
        "news.Category", models.PROTECT, related_name="monthly_views", verbose_name=_("category")
    )
    people = models.PositiveIntegerField(_("views by people"), default=0)
    bots = models.PositiveIntegerField(_("views by bots"), default=0)

    class Meta:
        verbose_name = _("monthly views of an article")
        verbose_name_plural = _("monthly views of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "month", "category"], name="article_month_once"
            ),
        ]
        # A ranking of some months is read from the index alone.
        indexes = [models.Index(fields=["month", "article", "people"], name="article_month_read")]

    def __str__(self) -> str:
        return f"{self.month} {self.article_id}: {self.people}"


class CategoryDay(models.Model):
    """The sum of ``ArticleViews`` of one day and category, written in the same transaction."""

    day = models.DateField(_("day"))
    category = models.ForeignKey(
        "news.Category", models.PROTECT, related_name="category_days", verbose_name=_("category")
    )
    people = models.PositiveIntegerField(_("views by people"), default=0)
    bots = models.PositiveIntegerField(_("views by bots"), default=0)

    class Meta:
        verbose_name = _("daily views of a category")
        verbose_name_plural = _("daily views of categories")
        constraints = [
            models.UniqueConstraint(fields=["day", "category"], name="category_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.category_id}: {self.people}"


class DetailCount(models.Model):
    """How often something was so on one day: a device, an entry page, a search … (Dimension)."""

    day = models.DateField(_("day"))
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension.choices)
    value = models.CharField(_("value"), max_length=MAX_VALUE, blank=True)
    amount = models.PositiveIntegerField(_("amount"), default=0)

    class Meta:
        verbose_name = _("detail of a day")
        verbose_name_plural = _("details by day")
        constraints = [
            models.UniqueConstraint(fields=["dimension", "value", "day"], name="detail_once"),
        ]
        # A period's sums are read from the index alone, in the order of the sums: of 25 months
        # that takes a third of the time that an index in the order of days would.
        indexes = [models.Index(fields=["dimension", "value", "day", "amount"], name="detail_sums")]

    def __str__(self) -> str:
        return f"{self.day} {self.dimension} {self.value}: {self.amount}"


class PageViews(models.Model):
    """Views of a page that is no article (home, a category) on one day."""

    day = models.DateField(_("day"))
    page = models.CharField(_("page"), max_length=60)
    people = models.PositiveIntegerField(_("views by people"), default=0)
    bots = models.PositiveIntegerField(_("views by bots"), default=0)

    class Meta:
        verbose_name = _("daily views of a page")
        verbose_name_plural = _("daily views of pages")
        constraints = [
            models.UniqueConstraint(fields=["day", "page"], name="page_views_once_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.page}: {self.people}"


class DailyVisits(models.Model):
    """Visits on one day, and how many different visitors made them."""

    day = models.DateField(_("day"), unique=True)
    visits = models.PositiveIntegerField(_("visits"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)

    class Meta:
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits by day")

    def __str__(self) -> str:
        return f"{self.day}: {self.visits}"


class Visitor(models.Model):
    """A visitor of today, known by a hash under today's key; gone with the day."""

    day = models.DateField(_("day"))
    key = models.CharField(_("hash"), max_length=32)
    last_seen = models.DateTimeField(_("last seen"), db_index=True)
    # The minute of the day last read in, the views in it, and which pages they showed, by blanks.
    minute = models.PositiveSmallIntegerField(_("minute"), default=0)
    minute_views = models.PositiveIntegerField(_("views in that minute"), default=0)
    minute_pages = models.TextField(_("pages in that minute"), blank=True, default="")

    class Meta:
        verbose_name = _("visitor of today")
        verbose_name_plural = _("visitors of today")
        constraints = [
            models.UniqueConstraint(fields=["day", "key"], name="visitor_once_per_day"),
        ]

    def __str__(self) -> str:
        return str(self.last_seen)


class JournalPosition(models.Model):
    """Up to where a journal was folded into the daily rows."""

    journal = models.CharField(_("journal"), max_length=32, unique=True)
    day = models.DateField(_("day"))
    position = models.PositiveBigIntegerField(_("position in bytes"), default=0)
    lines = models.PositiveBigIntegerField(_("lines folded"), default=0)
    damaged = models.PositiveIntegerField(_("damaged pieces"), default=0)
    folded_at = models.DateTimeField(_("folded at"), null=True)

    class Meta:
        verbose_name = _("position in a journal")
        verbose_name_plural = _("positions in journals")

    def __str__(self) -> str:
        return f"{self.day}: {self.position}"


class OpeningBalance(models.Model):
    """A total from an older portal: added to the public figure, never to the daily rows."""

    class Kind(models.TextChoices):
        VISITS = "visits", _("Visits of the whole portal")
        VIEWS = "views", _("Views of one article")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    article = models.ForeignKey(
        "news.Article",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opening_balances",
        verbose_name=_("article"),
        help_text=_("Only for views of one article."),
    )
    amount = models.PositiveIntegerField(_("amount"))
    label = models.CharField(
        _("where it comes from"),
        max_length=200,
        help_text=_("For example: the SharePoint portal, read off on the day of the move."),
    )
    counted_until = models.DateField(_("counted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening balance")
        verbose_name_plural = _("opening balances")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="visits", article=None) | Q(kind="views", article__isnull=False),
                name="balance_of_views_names_article",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"

    def clean(self) -> None:
        if (self.kind == self.Kind.VIEWS) != bool(self.article_id):
            raise ValidationError(
                {"article": _("Name the article for views, and none for visits.")}
            )
