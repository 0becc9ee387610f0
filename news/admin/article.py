"""Articles in the admin: the list, and the addresses of what can be done to one or to many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from news import permissions
from news.admin import (
    article_list,
    autosave,
    bulk_verbs,
    compare,
    link_search,
    open_forms,
    pasting,
    preview_pages,
    reasons,
    saved_filters,
    uploads,
    verbs,
    version_page,
    writing,
)
from news.admin.base import PortalModelAdmin
from news.models import Article


@dataclass(frozen=True)
class Ranking:
    """An order that another app brings: its name, and of some articles the ids it ranks."""

    label: Any
    ids: Callable[[QuerySet[Article]], list[int]]


@admin.register(Article)
class ArticleAdmin(PortalModelAdmin):
    """Articles: the list is in news.admin.article_list, the page of one in article_page."""

    # What other apps add to the list: orders by their name in the address, and columns.
    rankings: dict[str, Ranking] = {}

    def extra_columns(self, articles: list[Article]) -> list[article_list.Column]:
        """Return the columns that follow the list's own."""
        return []

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

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show our own list."""
        return article_list.show(request, self)

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """Keep a filter of the list."""
        return saved_filters.save(request, self.rankings)

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages: Django's form, deletion and log are not among them."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="news_article_changelist"),
            path("add/", wrap(writing.add), name="news_article_add"),
            path("upload/", wrap(uploads.picture), name="news_article_upload"),
            path("paste/", wrap(pasting.paste), name="news_article_paste"),
            path("links/", wrap(link_search.find), name="news_article_links"),
            path("attach/", wrap(uploads.begin), name="news_article_attach"),
            path("attach/<slug:key>/", wrap(uploads.piece), name="news_article_attach_piece"),
            path("bulk/", wrap(bulk_verbs.act), name="news_article_bulk"),
            path("filters/", wrap(self.save_filter), name="news_article_save_filter"),
            path(
                "filters/<int:pk>/delete/",
                wrap(saved_filters.delete),
                name="news_article_delete_filter",
            ),
            path("<int:pk>/change/", wrap(writing.change), name="news_article_change"),
            path("<int:pk>/presence/", wrap(open_forms.sign), name="news_article_presence"),
            path(
                "<int:pk>/versions/<int:serial>/",
                wrap(version_page.show),
                name="news_article_version",
            ),
            path("<int:pk>/compare/", wrap(compare.compare), name="news_article_compare"),
            path("<int:pk>/do/<slug:verb>/", wrap(verbs.do), name="news_article_do"),
            path("<int:pk>/reason/<slug:verb>/", wrap(reasons.keep), name="news_article_reason"),
            path("bulk/reason/<slug:verb>/", wrap(reasons.keep), name="news_article_bulk_reason"),
            *self._unsaved_urls(),
            *self._preview_urls(),
        ]

    def _unsaved_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "news_article"
        return [
            path("autosave/", wrap(autosave.keep), name=f"{name}_autosave_new"),
            path("<int:pk>/autosave/", wrap(autosave.keep), name=f"{name}_autosave"),
            path("unsaved/", wrap(autosave.offers), name=f"{name}_unsaved_new"),
            path("<int:pk>/unsaved/", wrap(autosave.offers), name=f"{name}_unsaved"),
            path("unsaved/<int:pk>/drop/", wrap(autosave.drop), name=f"{name}_drop_unsaved"),
        ]

    def _preview_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "news_article"
        pages = preview_pages
        return [
            path("preview/", wrap(pages.of_new), name=f"{name}_preview_new"),
            path("<int:pk>/preview/", wrap(pages.of_article), name=f"{name}_preview"),
            path("<int:pk>/preview/page/", wrap(pages.article_page), name=f"{name}_preview_page"),
            path(
                "unsaved/<int:pk>/preview/",
                wrap(pages.of_unsaved),
                name=f"{name}_unsaved_preview",
            ),
            path(
                "unsaved/<int:pk>/preview/page/",
                wrap(pages.unsaved_page),
                name=f"{name}_unsaved_preview_page",
            ),
            path("<int:pk>/preview-links/", wrap(pages.make_link), name=f"{name}_preview_links"),
            path(
                "preview-links/<int:pk>/revoke/",
                wrap(pages.revoke_link),
                name=f"{name}_revoke_preview_link",
            ),
        ]
