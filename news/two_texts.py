"""Two people wrote on from the same version: both texts become versions, and one stands on top.

Everything goes through news.workflow, so who may do it, and when, is judged there.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from news import versions, workflow
from news.models import Article, ArticleVersion, Event
from news.versions import Content

MAX_NOTE = 300


def seen_now(article: Article, seen_id: int) -> int:
    """Return the id of the version that a writer who began from ``seen_id`` has seen the text of.

    The newest one's, when it holds the same text: then there is nothing to meet.
    """
    newest = article.newest_version
    if newest is None or newest.pk == seen_id:
        return seen_id
    seen = _version(article, seen_id)
    is_same = seen and versions.content_of(seen) == versions.content_of(newest)
    return newest.pk if is_same else seen_id


def is_own(article: Article, user: Any) -> bool:
    """Tell whether the newest text is by ``user``, who met it on a page opened before."""
    newest = article.newest_version
    return newest is not None and newest.created_by_id == user.pk


def note_on_top(article: Article, began_from: int | None, note: str) -> str:
    """Return ``note`` with both numbers before it, for a text kept over a newer one."""
    base = _version(article, began_from or 0)
    newest = article.newest_version
    if base is None or newest is None or base.pk == newest.pk:
        return note
    numbers = _("Written from version %(base)s and kept over version %(newer)s.") % {
        "base": base.number,
        "newer": newest.number,
    }
    both = f"{numbers} {note}".strip()
    # What was typed goes first when there is no room for both.
    return both if len(both) <= MAX_NOTE else note


def take_theirs(article: Article, user: Any, mine: Content, *, seen_id: int) -> Event | None:
    """Let the newest text stand, and keep ``mine`` as the version below it; return mine's event.

    None when mine says nothing else than theirs; then nothing is written. Raises Refused.
    """
    theirs = article.newest_version
    if theirs is None:
        raise ArticleVersion.DoesNotExist(article.pk)
    standing = versions.content_of(theirs)
    if standing == mine.tidied():
        return None
    whose = {"person": theirs.created_by, "number": theirs.number}
    with transaction.atomic():
        kept = workflow.save(
            article.pk,
            user,
            seen_id,
            mine,
            note=_("Kept beside version %(number)s by %(person)s, which stands again after it.")
            % whose,
        )
        workflow.save(
            article.pk,
            user,
            kept.version_id,
            standing,
            note=_("The text of version %(number)s by %(person)s stands again.") % whose,
        )
    return kept


def _version(article: Article, pk: int) -> ArticleVersion | None:
    return article.versions.filter(pk=pk).first()
