"""People, identity, menus and link sets in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kientuong_portal.login import WithoutFocus
from kientuong_portal.models import Link, LinkSet, SiteIdentity
from kientuong_portal.models.links import check_target
from news.admin import PortalModelAdmin
from news.admin.base import PortalInline
from news.enums import Role
from news.models import RoleAssignment

User = get_user_model()
# Roles decide here; Django's groups and permissions mean nothing and would only mislead.
admin.site.unregister(Group)


class RoleForm(forms.ModelForm):
    """A role of one person."""

    def clean(self) -> None:
        """Say beside the category that this role has none, before the database says it."""
        super().clean()
        whole = self.cleaned_data.get("role") in Role.for_the_whole_portal()
        if whole and self.cleaned_data.get("category"):
            self.add_error(
                "category", _("This role holds for the whole portal; leave the list as it is.")
            )


class RoleFormSet(forms.BaseInlineFormSet):
    """The roles of one person, each of them once."""

    def clean(self) -> None:
        """Name a repeated role beside its row; the database would refuse it without a word."""
        super().clean()
        seen = set()
        for form in self.forms:
            given = (form.cleaned_data.get("role"), form.cleaned_data.get("category"))
            if not given[0] or form.cleaned_data.get("DELETE"):
                continue
            if given in seen:
                form.add_error("role", _("This person has this role already."))
            seen.add(given)


class RoleInline(PortalInline):
    """The roles of one person."""

    model = RoleAssignment
    form = RoleForm
    formset = RoleFormSet
    fields = ["role", "category"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say in the list itself what an empty category means."""
        return super().formfield_for_foreignkey(
            db_field, request, empty_label=_("All categories"), **kwargs
        )


class PersonCreationForm(WithoutFocus, AdminUserCreationForm):
    """A new person."""


class PersonPasswordForm(WithoutFocus, AdminPasswordChangeForm):
    """A new password for somebody."""


@admin.register(User)
class PersonAdmin(PortalModelAdmin, UserAdmin):
    """People: created, given roles, given a new password, disabled; never deleted."""

    list_display = ["full_name", "username", "position", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "role_assignments__role"]
    search_fields = ["full_name", "username", "email"]
    ordering = ["sort_key", "username"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    inlines = [RoleInline]
    fieldsets = [
        (None, {"fields": ["full_name", "position", "email"]}),
        (_("Account"), {"fields": ["username", "password", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["full_name", "position", "email"]}),
        (_("Account"), {"fields": ["username", "password1", "password2"]}),
    ]
    form = UserChangeForm
    add_form = PersonCreationForm
    change_password_form = PersonPasswordForm

    @admin.display(description=_("Roles"))
    def roles(self, person: Any) -> str:
        return ", ".join(str(one) for one in person.role_assignments.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        people = super().get_queryset(request)
        return people.prefetch_related("role_assignments__category")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep people from locking themselves out."""
        own = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, "is_active"] if own else self.readonly_fields


TARGETS = ("category", "article", "url")


class LinkForm(forms.ModelForm):
    """A link; articles are named by their number, because a list of all would be endless."""

    class Meta:
        model = Link
        fields = ["position", "label", "category", "article", "url", "icon"]
        widgets = {"article": forms.NumberInput}
        error_messages = {
            "article": {"invalid_choice": _("There is no article of this number.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.article:
            self.fields["article"].help_text = str(self.instance.article)

    def clean(self) -> dict[str, Any]:
        """Ask for one target, unless one of them has a fault of its own."""
        cleaned = super().clean() or {}
        if not self.errors.keys() & TARGETS:
            check_target(*(cleaned.get(name) for name in TARGETS))
        return cleaned


class LinkInline(PortalInline):
    """The links of one set, folded: a menu of twelve would fill nine screens of a phone."""

    model = Link
    form = LinkForm
    extra = 3
    template = "admin/edit_inline/folded.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        links = super().get_queryset(request)
        return links.select_related("article__newest_version", "category")


class LinkSetForm(forms.ModelForm):
    """A link set; each place of the pages holds one."""

    class Meta:
        model = LinkSet
        fields = ["name", "place"]
        error_messages = {
            "place": {
                "unique": _(
                    "There is a menu or link set for this place already; please change that one."
                )
            }
        }


@admin.register(LinkSet)
class LinkSetAdmin(PortalModelAdmin):
    """Menus and link sets with their links."""

    list_display = ["name", "place"]
    form = LinkSetForm
    inlines = [LinkInline]


@admin.register(SiteIdentity)
class SiteIdentityAdmin(PortalModelAdmin):
    """The agency, with the day from which each row holds.

    Old articles keep the agency of their time, so a row is followed by a newer one, never deleted.
    """

    list_display = ["agency", "valid_from", "responsible"]
    fieldsets = [
        (None, {"fields": ["valid_from"]}),
        (
            _("Names"),
            {"fields": ["site_name", "agency", "place_name", "parent_body", "description"]},
        ),
        (
            _("Responsibility and contact"),
            {
                "fields": [
                    "responsible",
                    "address",
                    "telephone",
                    "fax",
                    "email",
                    "trust_badge_url",
                ]
            },
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
