"""The people named under articles."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.models.generation import ReaderVisible
from news.vietnamese import one_line, slugify, sort_key


class Author(ReaderVisible):
    """A contributor under a pen name; many have no account here."""

    pen_name = models.CharField(
        _("pen name"), max_length=100, help_text=_("Shown under the article.")
    )
    full_name = models.CharField(
        _("full name"),
        max_length=100,
        blank=True,
        help_text=_("For the royalty statement; readers do not see it."),
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pen_names",
        verbose_name=_("account"),
    )
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("Unticked, it is not offered for new texts.")
    )
    sort_key = models.CharField(max_length=400, editable=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.pen_name

    def get_absolute_url(self) -> str:
        return reverse("news:author", args=[self.slug])

    def clean(self) -> None:
        self.pen_name = one_line(self.pen_name)
        self.full_name = one_line(self.full_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key with the name, and give a new author an address of its own."""
        self.sort_key = sort_key(self.pen_name)
        if not self.slug:
            base = slugify(self.pen_name, 70) or "tac-gia"
            taken = set(Author.objects.filter(slug__startswith=base).values_list("slug", flat=True))
            candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
            self.slug = next(slug for slug in candidates if slug not in taken)
        super().save(*args, **kwargs)
