"""The portal's admin: entered with a role, in Vietnamese, with a menu by task."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from kientuong_portal import (
    admin_menu,
    library_views,
    mail_views,
    my_desk,
    notice_views,
    report_views,
)
from kientuong_portal.login import LoginForm, OwnPasswordForm, log_in_again
from kientuong_portal.session_ended import give_back_reason, lead_to_login, unsent_reason
from news import permissions
from stats import report_urls, staff


class PortalAdminSite(AdminSite):
    """Django's admin site with our frame, our home page, and counting told who is staff."""

    site_title = _("Portal administration")
    site_header = _("Portal administration")
    index_title = _("My desk")
    enable_nav_sidebar = False
    # Django's own form asks for is_staff; here a role decides, after the log-in.
    login_form = LoginForm

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return Django's addresses but those of parts we do not use, and our own pages."""
        left_out = {"view_on_site", "autocomplete", "jsi18n"}
        return [
            # For whose session has ended, so it is not behind the log-in.
            path("vao-lai/", log_in_again, name="log_in_again"),
            *report_urls.urls(self.admin_view),
            path("thu-vien/", self.admin_view(library_views.library), name="library"),
            path(
                "thu-vien/<slug:sha256>/",
                self.admin_view(library_views.library_file),
                name="library_file",
            ),
            path("thong-bao/", self.admin_view(notice_views.notices), name="notices"),
            path("thong-bao/da-doc/", self.admin_view(notice_views.read), name="read_notices"),
            path(
                "thong-bao/cach-nhan/",
                self.admin_view(notice_views.preference),
                name="notice_preference",
            ),
            path("thu-dien-tu/", self.admin_view(mail_views.queue), name="mail_queue"),
            path("thu-dien-tu/gui-lai/", self.admin_view(mail_views.try_again), name="retry_mail"),
            path(
                "bao-loi/<int:pk>/",
                self.admin_view(report_views.handle),
                name="handle_error_report",
            ),
            *(url for url in super().get_urls() if getattr(url, "name", None) not in left_out),
        ]

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        """Guard ``view`` as Django does, with pages for what a browser would show bare."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = guarded(request, *args, **kwargs)
            # The address of a form is no page to come back to after the log-in.
            is_sent = request.method == "POST" and request.path != reverse("admin:logout")
            if is_sent and not request.user.is_authenticated:
                return lead_to_login(request)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                response.content = render_to_string("admin/405.html")
            return response

        return answer

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change one's own password, in our form."""
        page = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the desk: our menu goes by task, not by app."""
        return redirect("admin:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: Django's list by app, of which each page would ask every right."""
        return []

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever has a role."""
        return permissions.is_staff_member(request.user)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the menu of what the person may do."""
        context = super().each_context(request)
        if context["has_permission"]:
            context["menu"] = admin_menu.menu_for(request)
            context["role_names"] = admin_menu.role_names(request.user)
            context["may_write"] = permissions.may_write(request.user)
            context["may_search"] = permissions.may_use_desk(request.user)
        return context

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what waits for this person."""
        return super().index(request, my_desk.context_for(request) | (extra_context or {}))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log in, and mark the browser as staff's so that their reading is not counted."""
        along = unsent_reason(request)
        response = super().login(request, along | (extra_context or {}))
        if request.method == "POST" and request.user.is_authenticated:
            give_back_reason(request)
        if permissions.is_staff_member(request.user):
            staff.mark(response)
        return response

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log out; from now on the browser is a reader's."""
        response = super().logout(request, extra_context)
        staff.unmark(response)
        return response
