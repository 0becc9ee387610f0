"""What somebody is typing, kept while it is typed: one text for each open tab, offered again later.

Nothing here makes versions or events. A text goes when its form is saved, when its writer drops
it, and after LIFE; more than MOST of one person are not kept, the oldest go first.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from news import kept_texts, richtext
from news.models import Article, UnsavedText

LIFE = timedelta(days=30)
MOST = 20
OFFERED = 5
CLEARED_AT_ONCE = 20
# Everything beside the body, in characters; the body has its own measure (news.richtext).
MAX_REST = 100_000
TAB = re.compile(r"[0-9a-f]{32}")
MAX_TURN = 2**53


def keep(
    user: Any, article: Article | None, sent: QueryDict, *, tab: str, turn: int, at: datetime
) -> bool:
    """Keep what the open page ``tab`` of ``user`` has ``sent``; tell whether it was the newest.

    A later ``turn`` of the same tab that has come before stays. Raises ValidationError, with a
    sentence, for what is too much to be an article, ValueError for a tab or a turn that is none.
    """
    if not TAB.fullmatch(tab) or not 0 < turn < MAX_TURN:
        raise ValueError(tab)
    fields = kept_texts.fields_of(sent)
    _check_measure(fields)
    values = {"article": article, "turn": turn, "fields": fields, "kept_at": at}
    own = UnsavedText.objects.filter(user=user, tab=tab)
    if own.filter(turn__lt=turn).update(**values):
        return True
    if own.exists():
        return False
    _prune(user, at)
    try:
        with transaction.atomic():
            UnsavedText.objects.create(user=user, tab=tab, **values)
    except IntegrityError:
        # The first two of a tab have met: one of them has made the row.
        return bool(own.filter(turn__lt=turn).update(**values))
    return True


def next_turn(user: Any, tab: str) -> int:
    """Return a turn that follows what is kept of ``tab`` and comes before its browser's next."""
    kept = UnsavedText.objects.filter(user=user, tab=tab).values_list("turn", flat=True).first()
    return (kept or 0) + 1


def of(user: Any, article: Article | None, at: datetime, *, but: str = "") -> list[UnsavedText]:
    """Return what ``user`` has not saved of ``article`` (None: of no article yet), newest first.

    ``but`` names an open page that needs none of its own text.
    """
    texts = UnsavedText.objects.filter(user=user, article=article, kept_at__gt=at - LIFE)
    return list(texts.exclude(tab=but).order_by("-kept_at", "-pk")[:OFFERED])


def own(user: Any) -> QuerySet[UnsavedText]:
    """Return the texts that ``user`` may look at, take back and drop: nobody else's."""
    return UnsavedText.objects.filter(user=user).select_related("article")


def mark_of(text: UnsavedText) -> str:
    """Return what a form filled from ``text`` sends along, so that saving it forgets just that."""
    return f"{text.pk}.{text.turn}"


def forget(user: Any, saved: QueryDict) -> None:
    """Forget what the page whose form was ``saved`` had kept, and the text it was filled from.

    A text that its own tab has changed since it was taken stays.
    """
    UnsavedText.objects.filter(user=user, tab=saved.get("tab") or "-").delete()
    pk, _dot, turn = saved.get("taken", "").partition(".")
    if _is_number(pk) and _is_number(turn):
        UnsavedText.objects.filter(user=user, pk=int(pk), turn=int(turn)).delete()


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= 18


def _check_measure(fields: dict[str, list[str]]) -> None:
    for body in fields.get("body", []):
        richtext.check_measure(body)
    rest = sum(
        len(name) + sum(map(len, values)) for name, values in fields.items() if name != "body"
    )
    if rest > MAX_REST or len(fields.get("body", [])) > 1:
        raise ValidationError(
            _("There is too much in this form to be kept: at most %(limit)d characters.")
            % {"limit": MAX_REST}
        )


def _prune(user: Any, at: datetime) -> None:
    """Make room for one more text of ``user``; a few of anybody's that are too old go, too."""
    of_user = UnsavedText.objects.filter(user=user).order_by("-kept_at", "-pk")
    expired = UnsavedText.objects.filter(kept_at__lte=at - LIFE)
    gone = [
        *of_user.values_list("pk", flat=True)[MOST - 1 :],
        *expired.values_list("pk", flat=True)[:CLEARED_AT_ONCE],
    ]
    if gone:
        UnsavedText.objects.filter(pk__in=gone).delete()
