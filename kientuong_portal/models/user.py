"""People with an account. They are disabled when they leave, never deleted."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.vietnamese import one_line, sort_key


class User(AbstractUser):
    """A person who works on the portal; what they may do lies in their role assignments."""

    # Django's way to leave out an inherited field; a Vietnamese name is one field.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=100)
    position = models.CharField(_("position"), max_length=150, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, default="")

    objects = UserManager()
    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, which comes last in Vietnamese."""
        return self.full_name.rpartition(" ")[2] or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key with the name."""
        self.full_name = one_line(self.full_name)
        self.sort_key = sort_key(self.full_name)
        if kwargs.get("update_fields") and "full_name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key"}
        super().save(*args, **kwargs)
