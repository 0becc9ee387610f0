"""Filters of the desk's list that people keep under names of their own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """One person's name for what a query string of the list asks for."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name=_("person"),
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("what it asks for"), max_length=1000)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name
