"""What somebody typed and could not save: kept for them, so that leaving the page loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from news.models import Article, KeptText, UnsavedText

LIFE = timedelta(days=30)
CLEARED_AT_ONCE = 20
# What decides whether a text that is saved now is the one that was kept.
TEXTS = ("title", "summary", "body")
# The proof of origin, and what names the open page, its place in the history and the text it was
# filled from.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "tab", "page", "turn", "taken", "person"})
BUTTONS = "_"


def keep(article: Article, user: Any, sent: QueryDict, at: datetime) -> None:
    """Keep what ``user`` has ``sent`` for ``article``, in place of what was kept before."""
    expired = KeptText.objects.filter(kept_at__lt=at - LIFE)
    expired.filter(pk__in=list(expired.values_list("pk", flat=True)[:CLEARED_AT_ONCE])).delete()
    KeptText.objects.update_or_create(
        article=article, user=user, defaults={"fields": fields_of(sent), "kept_at": at}
    )


def fields_of(sent: QueryDict) -> dict[str, list[str]]:
    """Return what was typed and chosen of what a browser ``sent``: {name: values}."""
    return {
        # PostgreSQL stores no NUL, and nobody has typed one.
        name: [value.replace("\0", "") for value in values]
        for name, values in sent.lists()
        if name not in NOT_TYPED and not name.startswith(BUTTONS)
    }


def of(article: Article, user: Any) -> KeptText | None:
    """Return what is kept for ``user`` of ``article``."""
    return KeptText.objects.filter(article=article, user=user).first()


def sent_again(kept: KeptText | UnsavedText) -> QueryDict:
    """Return the kept fields as the browser had sent them."""
    sent = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        sent.setlist(name, values)
    return sent


def forget(article: Article, user: Any, saved: QueryDict) -> None:
    """Forget what is kept when it is this text that was ``saved`` now."""
    kept = of(article, user)
    if kept and all(kept.fields.get(name) == saved.getlist(name) for name in TEXTS):
        kept.delete()
