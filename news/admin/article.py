"""The list of articles in the admin, and the addresses of what can be done to one."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from news import permissions, search
from news.admin import compare, desk, open_forms
from news.admin.base import PortalModelAdmin
from news.enums import PublicState
from news.models import Article, Category
from news.templatetags.news_tags import state_name, state_style, status_style

NUMBER = re.compile(r"[0-9]{1,18}")


class PublicStateFilter(admin.SimpleListFilter):
    """What readers see at this moment."""

    title = _("for readers")
    parameter_name = "public_state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return PublicState.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() in PublicState.values:
            return queryset.filter(public_state=self.value())
        return queryset


class CategoryFilter(admin.SimpleListFilter):
    """A category with everything below it."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(category.pk), category.name) for category in Category.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if NUMBER.fullmatch(self.value() or ""):
            ids = Category.objects.with_descendants([int(self.value() or 0)])
            return queryset.filter(category__in=ids)
        return queryset


class MineFilter(admin.SimpleListFilter):
    """What concerns the person who asks."""

    title = _("for me")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("written", _("Begun by me")), ("waiting", _("Waiting for me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "written":
            return queryset.filter(created_by=request.user)
        if self.value() == "waiting":
            waiting = permissions.waiting_for(request.user)
            return queryset.filter(pk__in=waiting.values("pk"))
        return queryset


@admin.register(Article)
class ArticleAdmin(PortalModelAdmin):
    """Articles: the list is Django's, the form and the verbs are in news.admin.desk."""

    list_display = [
        "title",
        "status_label",
        "public_label",
        "category",
        "created_by",
        "modified_at",
    ]
    list_filter = [MineFilter, "status", PublicStateFilter, CategoryFilter]
    list_select_related = ["newest_version", "category", "created_by"]
    list_per_page = 30
    ordering = ["-modified_at", "-pk"]
    search_fields = ["pk"]
    search_help_text = _("Words from title, summary, text, author or number; marks do not matter.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Return what the person may open, with its public state, without the long texts."""
        return (
            permissions.viewable_articles(request.user)
            .with_public_state(timezone.now())
            .defer("newest_version__body", "newest_version__summary")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Find by folded words, those with the query's own marks first."""
        if not search_term.strip():
            return queryset, False
        found = search.find(queryset, search_term)
        return found.order_by("-exact_marks", "-modified_at", "-pk"), False

    # --- columns

    @admin.display(description=_("Title"), ordering="newest_version__title")
    def title(self, article: Article) -> str:
        return str(article)

    @admin.display(description=_("Status"), ordering="status")
    def status_label(self, article: Article) -> str:
        return _label(status_style(article.status), article.get_status_display())

    @admin.display(description=_("For readers"))
    def public_label(self, article: Any) -> str:
        return _label(state_style(article.public_state), state_name(article.public_state))

    # --- rights

    def may_keep(self, user: Any) -> bool:
        return permissions.may_use_desk(user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.may_write(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.may_keep(request.user)
        return permissions.may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- addresses

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages: Django's form, deletion and log are not among them."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="news_article_changelist"),
            path("add/", wrap(desk.add), name="news_article_add"),
            path("upload/", wrap(desk.upload), name="news_article_upload"),
            path("<int:pk>/change/", wrap(desk.change), name="news_article_change"),
            path("<int:pk>/presence/", wrap(open_forms.sign), name="news_article_presence"),
            path(
                "<int:pk>/versions/<int:serial>/", wrap(desk.version), name="news_article_version"
            ),
            path("<int:pk>/compare/", wrap(compare.compare), name="news_article_compare"),
            path("<int:pk>/do/<slug:verb>/", wrap(desk.do), name="news_article_do"),
        ]


def _label(style: str, text: str) -> str:
    return format_html('<span class="label {}">{}</span>', style, text)
