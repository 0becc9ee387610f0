"""What the pages of an article say about its versions: what changed, and against which one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from news import differences, permissions
from news.differences import Side
from news.models import Article, ArticleVersion, Event, Publication

COMPARED = ("image", "video", "article_type")


@dataclass(frozen=True)
class VersionRow:
    """A version in the list: what changed in words, and the versions to compare it with.

    ``previous`` is the serial number before it, ``approved`` the one approved last before it where
    that is another one; None where there is none.
    """

    version: ArticleVersion
    words: list[str]
    previous: int | None = None
    approved: ArticleVersion | None = None


def version_rows(article: Article, events: Iterable[Event]) -> list[VersionRow]:
    """Return the article's versions, the newest first; their events kept what changed."""
    kept = {event.version_id: event.details.get("differences") for event in events}
    rows: list[VersionRow] = []
    approved = before = None
    listed = article.versions.select_related("created_by").defer("body", "summary")
    for version in listed.order_by("serial"):
        rows.append(
            VersionRow(
                version,
                differences.in_words(kept.get(version.pk) or {}),
                before.serial if before else None,
                None if approved == before else approved,
            )
        )
        before = version
        approved = version if version.minor == 0 else approved
    return rows[::-1]


def since_approval(user: Any, article: Article, live: Publication | None) -> dict[str, Any]:
    """Return for who may approve what the newest version changes in what is approved.

    It is compared with what readers see (``live``), else with the version approved last; nothing
    for a first submission, or when the newest version is approved itself.
    """
    newest = article.newest_version
    if newest is None or newest.minor == 0:
        return {}
    if not permissions.may_approve_in_category(user, article):
        return {}
    versions = article.versions.select_related(*COMPARED)
    approved = versions.filter(pk=live.version_id) if live else versions.filter(minor=0)
    base = approved.first()
    if base is None:
        return {}
    return {
        "changes": differences.compare(Side.of_version(base), Side.of_version(newest)),
        "changes_in_published": live is not None,
        "compare_address": compare_address(article, base, newest, "song-song"),
    }


def compare_address(
    article: Article, old: ArticleVersion, new: ArticleVersion, view: str = ""
) -> str:
    """Return the address of the page that compares two versions, in one text or ``view``."""
    asked = {"tu": old.serial, "den": new.serial} | ({"xem": view} if view else {})
    return f"{reverse('admin:news_article_compare', args=[article.pk])}?{urlencode(asked)}"
