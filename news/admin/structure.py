"""Categories, article types and authors in the admin."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from news import permissions
from news.admin.base import PortalModelAdmin
from news.enums import Role
from news.models import ArticleType, Author, Category


@admin.register(Category)
class CategoryAdmin(PortalModelAdmin):
    """The tree of categories."""

    list_display = ["name", "parent", "position", "home_place"]
    list_select_related = ["parent"]
    fieldsets = [
        (None, {"fields": ["name", "parent", "description"]}),
        (_("Where it stands"), {"fields": ["position", "home_place", "slug"]}),
    ]


@admin.register(ArticleType)
class ArticleTypeAdmin(PortalModelAdmin):
    """The kinds of article."""

    list_display = ["name", "layout", "position", "is_active"]
    fields = ["name", "slug", "layout", "position", "is_active"]


@admin.register(Author)
class AuthorAdmin(PortalModelAdmin):
    """The people named under articles; editors keep them too."""

    list_display = ["pen_name", "full_name", "user", "is_active"]
    list_select_related = ["user"]
    search_fields = ["pen_name", "full_name"]
    fields = ["pen_name", "full_name", "user", "is_active", "slug"]

    def may_keep(self, user: Any) -> bool:
        return permissions.has_role(user, Role.EDITOR, Role.ADMINISTRATOR)
