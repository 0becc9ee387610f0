"""Categories, article types and authors in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from news import permissions
from news.admin.base import PortalModelAdmin
from news.models import ArticleType, Author, Category
from news.vietnamese import one_line, slugify

ADDRESS_IS_TAKEN = _("This address is taken; please write a different one.")


class CategoryForm(forms.ModelForm):
    """A category; its address must be its own."""

    class Meta:
        model = Category
        fields = ["name", "parent", "description", "position", "home_place", "slug"]
        error_messages = {
            "slug": {
                "unique": _(
                    "Another category has the address that this name makes, or that was written "
                    "here. Please write a different one."
                )
            }
        }


class ArticleTypeForm(forms.ModelForm):
    """A kind of article; its address is made from its name when none is given."""

    class Meta:
        model = ArticleType
        fields = ["name", "slug", "layout", "position", "is_active"]
        help_texts = {
            "slug": _("Letters a–z, digits and hyphens. Left empty, it is made from the name.")
        }
        error_messages = {
            "name": {"unique": _("There is an article type of this name already.")},
            "slug": {"unique": ADDRESS_IS_TAKEN},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return the address, made from the name if need be."""
        slug = self.cleaned_data["slug"]
        name = self.cleaned_data.get("name")
        if not slug and name:
            slug = slugify(name, ArticleType._meta.get_field("slug").max_length)
            if not slug:
                raise ValidationError(_("The address needs at least one letter or digit."))
        return slug


class AuthorForm(forms.ModelForm):
    """An author; the full name tells apart two people who write under one pen name."""

    class Meta:
        model = Author
        fields = ["pen_name", "full_name", "user", "is_active", "slug"]
        error_messages = {"slug": {"unique": ADDRESS_IS_TAKEN}}

    def clean(self) -> dict[str, Any]:
        """Refuse a second offered author whom no list could tell from the first."""
        cleaned = super().clean() or {}
        names = {
            "pen_name": one_line(cleaned.get("pen_name", "")),
            "full_name": one_line(cleaned.get("full_name", "")),
        }
        twins = Author.objects.filter(is_active=True, **names).exclude(pk=self.instance.pk)
        if cleaned.get("is_active") and names["pen_name"] and twins.exists():
            self.add_error(
                "pen_name",
                _(
                    "There is an author with this pen name already. If this is another person, "
                    "please fill in the full name; it tells the two apart."
                ),
            )
        return cleaned


@admin.register(Category)
class CategoryAdmin(PortalModelAdmin):
    """The tree of categories."""

    list_display = ["name", "parent", "position", "home_place"]
    list_select_related = ["parent"]
    form = CategoryForm
    fieldsets = [
        (None, {"fields": ["name", "parent", "description"]}),
        (_("Where it stands"), {"fields": ["position", "home_place", "slug"]}),
    ]


@admin.register(ArticleType)
class ArticleTypeAdmin(PortalModelAdmin):
    """The kinds of article."""

    list_display = ["name", "layout", "position", "is_active"]
    form = ArticleTypeForm


@admin.register(Author)
class AuthorAdmin(PortalModelAdmin):
    """The people named under articles; editors keep them too."""

    list_display = ["pen_name", "full_name", "user", "is_active"]
    list_select_related = ["user"]
    search_fields = ["pen_name", "full_name"]
    form = AuthorForm

    def may_keep(self, user: Any) -> bool:
        return permissions.may_keep_authors(user)
