"""Who may do what, and where."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import Role


class RoleAssignment(models.Model):
    """A role given to a person: for one category and all below it, or for the whole portal."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="role_assignments",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    category = models.ForeignKey(
        "news.Category",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("category"),
        help_text=_("Empty: for all categories."),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role", "category"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category=None) | ~Q(role__in=Role.for_the_whole_portal()),
                name="role_for_the_whole_portal",
                violation_error_message=_("This role holds for the whole portal."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "category"],
                name="role_once_per_category",
                violation_error_message=_("This person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(category=None),
                name="role_once_for_all",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        where = self.category or _("all categories")
        return f"{self.get_role_display()} – {where}"
