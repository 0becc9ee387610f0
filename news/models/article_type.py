"""The kinds of article."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.enums import Layout
from news.models.generation import ReaderVisible


class ArticleType(ReaderVisible):
    """A kind of article: news, interview, report …; its layout decides how readers see it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    layout = models.CharField(
        _("layout"), max_length=10, choices=Layout.choices, default=Layout.ARTICLE
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("Unticked, it is not offered for new texts.")
    )

    class Meta:
        verbose_name = _("article type")
        verbose_name_plural = _("article types")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:article-type", args=[self.slug])
