"""The menu of the admin: by task, and only what the person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kientuong_portal import error_reports
from news import permissions
from news.enums import Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu; ``count`` of what ``counted`` names is shown when it is not zero."""

    label: str
    href: str
    icon: str
    is_current: bool
    count: int = 0
    counted: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under a heading or none."""

    heading: str
    entries: list[Entry]


def menu_for(request: HttpRequest) -> list[Group]:
    """Return the menu of ``request``'s person."""
    user = request.user
    monthly = reverse("admin:newest_monthly_report")

    def entry(label: str, name: str, icon: str, query: str = "", count: int = 0) -> Entry:
        href = reverse(f"admin:{name}")
        is_current = (
            request.path == href if name == "index" or query else request.path.startswith(href)
        )
        if name == "news_article_changelist":
            waiting = "mine=waiting" in request.META.get("QUERY_STRING", "")
            is_current = is_current and waiting == bool(query)
        if name == "statistics":
            is_current = is_current and not request.path.startswith(monthly)
        return Entry(label, href + query, icon, is_current, count, _("articles"))

    work = [entry(_("My desk"), "index", "home")]
    if permissions.is_approver(user):
        waiting = permissions.waiting_for(user).count()
        work.append(
            entry(_("Waiting for me"), "news_article_changelist", "check", "?mine=waiting", waiting)
        )
    if permissions.may_use_desk(user):
        work.append(entry(_("Articles"), "news_article_changelist", "document"))
        work.append(entry(_("Media library"), "library", "picture"))
    if permissions.has_role(user, *error_reports.HANDLERS):
        # A place on the home page, so it is never a page of its own that one is on.
        address = reverse("admin:index") + "#error-reports"
        reported = error_reports.open_for(user).count()
        work.append(
            Entry(_("Errors reported"), address, "flag", False, reported, _("error reports"))
        )
    watch = []
    if permissions.may_see_statistics(user):
        watch.append(entry(_("Visit statistics"), "statistics", "chart"))
        watch.append(entry(_("Monthly report"), "newest_monthly_report", "document"))
    keep = []
    if permissions.may_keep_authors(user):
        keep.append(entry(_("Authors"), "news_author_changelist", "pen"))
    if permissions.is_administrator(user):
        keep += [
            entry(_("Categories"), "news_category_changelist", "tree"),
            entry(_("Article types"), "news_articletype_changelist", "tag"),
            entry(_("Menus and links"), "kientuong_portal_linkset_changelist", "link"),
            entry(_("Site identity"), "kientuong_portal_siteidentity_changelist", "emblem"),
            entry(_("People and roles"), "kientuong_portal_user_changelist", "people"),
            entry(_("Opening balances"), "stats_openingbalance_changelist", "sum"),
            entry(_("E-mails about notices"), "mail_queue", "mail"),
        ]
    groups = [Group("", work), Group(_("Follow"), watch), Group(_("Keep"), keep)]
    return [group for group in groups if group.entries]


def role_names(user: Any) -> str:
    """Return the person's roles in words: "Biên tập viên, Người duyệt"."""
    return ", ".join(
        str(Role(role).label) for role in Role.values if role in permissions.roles(user)
    )
