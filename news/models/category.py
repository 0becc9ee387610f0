"""The tree of categories."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from news import addresses
from news.enums import HomePlace
from news.models.generation import ReaderVisible
from news.vietnamese import one_line, slugify


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, with what lies below them."""

    def with_descendants(self, ids: Iterable[int]) -> set[int]:
        """Return ``ids`` and the ids of every category below them, in one query."""
        wanted = set(ids)
        if not wanted:
            return wanted
        return descendants(dict(self.model.objects.values_list("pk", "parent_id")), wanted)


def descendants(parents: dict[int, int | None], roots: set[int]) -> set[int]:
    """Return ``roots`` and all ids below them; ``parents`` maps each id to its parent's id."""
    found = set(roots)
    while True:
        below = {pk for pk, parent in parents.items() if parent in found} - found
        if not below:
            return found
        found |= below


class Category(ReaderVisible):
    """A subject that articles are placed in; its own page lists it and everything below it."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Letters a–z, digits and hyphens. Left empty, it is made from the name."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    home_place = models.CharField(
        _("on the home page"),
        max_length=10,
        choices=HomePlace.choices,
        default=HomePlace.NONE,
        blank=True,
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return addresses.category(self.slug)

    def clean(self) -> None:
        """Tidy the texts, make a missing slug, and refuse a category inside itself."""
        self.name = one_line(self.name)
        self.description = one_line(self.description)
        self.slug = self.slug or slugify(self.name)
        if self.name and not self.slug:
            raise ValidationError({"name": _("The name needs at least one letter or digit.")})
        if (
            self.pk
            and self.parent_id
            and self.parent_id in Category.objects.with_descendants([self.pk])
        ):
            raise ValidationError({"parent": _("A category cannot be part of itself.")})
