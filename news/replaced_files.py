"""Where the address of an attachment leads once its file was replaced."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from news import addresses, versions
from news.models import ArticleVersion, Publication, StoredFile

# A form attached to everything; of more articles than these the newest are asked.
MOST_ARTICLES = 50
# The same attachment: by its key, else as comparing two versions judges it.
SAME = ("key", "name", "title")


def address_of_successor(file: StoredFile) -> str:
    """Return where readers find today what ``file`` was attached as; empty: nowhere.

    For a file that readers may not have: an article that attached it is visible and has another
    file for the same attachment.
    """
    seen = Publication.objects.opened_or_planned().filter(
        version=OuterRef("pk"), starts_at__lte=timezone.now()
    )
    # Nobody has the address of what readers never saw.
    attached = ArticleVersion.objects.filter(Exists(seen), file_links__file=file).order_by("-pk")
    before: dict[int, dict[str, Any]] = {}
    for article, kept in attached.values_list("article", "attachments")[: MOST_ARTICLES * 4]:
        for one in kept:
            if one["sha256"] == file.sha256 and len(before) < MOST_ARTICLES:
                before.setdefault(article, _known_by(one))
    shown = Publication.objects.visible().filter(article__in=list(before))
    now = shown.order_by("-pk").values_list("article", "version__attachments")
    for article, kept in now:
        found = _same(before[article], kept)
        # The file itself: readers may not have it although it is attached, as before a virus scan.
        if found and found["sha256"] != file.sha256:
            return addresses.file(found["sha256"], found["name"])
    return ""


def _known_by(kept: dict[str, Any]) -> dict[str, str]:
    return {"key": versions.key_of(kept), "name": kept["name"], "title": kept["title"]}


def _same(before: dict[str, str], kept: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return which of the attachments ``kept`` is the one known by ``before``."""
    for name in SAME:
        for one in kept:
            if _known_by(one)[name] == before[name]:
                return one
    return None
