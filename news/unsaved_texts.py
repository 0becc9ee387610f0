"""What somebody is typing, kept while it is typed: one text for each open tab, offered again later.

A reason half written is kept like that, too: one for each person, article and verb.

Nothing here makes versions or events. A text goes when its form is saved, when its writer drops
it, and after LIFE; more than MOST of one person are not kept, the oldest go first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
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
# In place of the tab's name, "reject/12" names the verb and the article of a reason; "reject/" is
# for many articles at once.
OF_REASON = "/"
REASON = "reason"
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
    return _keep(user, article, kept_texts.fields_of(sent), tab=tab, turn=turn, at=at)


def keep_reason(
    user: Any, article: Article | None, verb: str, reason: str, *, turn: int, at: datetime
) -> bool:
    """Keep what ``user`` has written of the ``reason`` for a verb; an empty one is forgotten.

    ``article`` is None for one reason to be given for many. Tells and raises as ``keep`` does.
    """
    if not 0 < turn < MAX_TURN:
        raise ValueError(turn)
    article_id = article.pk if article else None
    if not reason.strip():
        forget_reason(user, article_id, verb)
        return True
    fields = {REASON: [reason.replace("\0", "")]}
    tab = _reason_tab(verb, article_id)
    return _keep(user, article, fields, tab=tab, turn=turn, at=at)


def reasons(
    user: Any, verbs: Iterable[str], article_ids: Iterable[int | None], at: datetime
) -> dict[tuple[str, int | None], UnsavedText]:
    """Return the reasons that ``user`` has begun to write, by verb and article's id."""
    named = {_reason_tab(verb, pk): (verb, pk) for pk in article_ids for verb in verbs}
    kept = UnsavedText.objects.filter(user=user, tab__in=named, kept_at__gt=at - LIFE)
    return {named[text.tab]: text for text in kept}


def forget_reason(user: Any, article_id: int | None, verb: str) -> None:
    """Forget the reason for a verb: it was given, or its writer has emptied it."""
    UnsavedText.objects.filter(user=user, tab=_reason_tab(verb, article_id)).delete()


def _reason_tab(verb: str, article_id: int | None) -> str:
    return f"{verb}{OF_REASON}{article_id or ''}"


def _keep(
    user: Any,
    article: Article | None,
    fields: dict[str, list[str]],
    *,
    tab: str,
    turn: int,
    at: datetime,
) -> bool:
    _check_measure(fields)
    values = {"article": article, "turn": turn, "fields": fields, "kept_at": at}
    own = UnsavedText.objects.filter(user=user, tab=tab)
    if own.filter(turn__lt=turn).update(**values):
        return True
    if own.exists():
        return False
    _prune(user, at, is_reason=OF_REASON in tab)
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
    texts = own(user).filter(article=article, kept_at__gt=at - LIFE)
    return list(texts.exclude(tab=but).order_by("-kept_at", "-pk")[:OFFERED])


def own(user: Any) -> QuerySet[UnsavedText]:
    """Return the texts that ``user`` may look at, take back and drop: nobody else's."""
    texts = UnsavedText.objects.filter(user=user).exclude(tab__contains=OF_REASON)
    return texts.select_related("article")


def mark_of(text: UnsavedText) -> str:
    """Return what a form filled from ``text`` sends along, so that saving it forgets just that."""
    return f"{text.pk}.{text.turn}"


def forget(user: Any, saved: QueryDict) -> None:
    """Forget what the page whose form was ``saved`` had kept, and the text it was filled from.

    A text that its own tab has changed since it was taken stays.
    """
    tab = saved.get("tab", "")
    if TAB.fullmatch(tab):
        UnsavedText.objects.filter(user=user, tab=tab).delete()
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


def _prune(user: Any, at: datetime, *, is_reason: bool) -> None:
    """Make room for one more text or reason of ``user``; a few of anybody's too old go, too."""
    reasons = Q(tab__contains=OF_REASON)
    alike = UnsavedText.objects.filter(reasons if is_reason else ~reasons, user=user)
    of_user = alike.order_by("-kept_at", "-pk")
    expired = UnsavedText.objects.filter(kept_at__lte=at - LIFE)
    gone = [
        *of_user.values_list("pk", flat=True)[MOST - 1 :],
        *expired.values_list("pk", flat=True)[:CLEARED_AT_ONCE],
    ]
    if gone:
        UnsavedText.objects.filter(pk__in=gone).delete()
