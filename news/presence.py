"""Who has an article open for writing: noted when the form opens, forgotten without further signs.

Nobody is locked out: two people may write, and neither text is lost (news.two_texts). This only
tells them of each other in time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.models import Article, EditSession

# The page gives a sign every SIGN_SECONDS; after LIFE without one, nobody is there.
SIGN_SECONDS = 120
LIFE = timedelta(minutes=10)
CLEARED_AT_ONCE = 100


def note(article: Article, user: Any, at: datetime) -> datetime:
    """Note that ``user`` has the form of ``article`` open at ``at``; return that moment, the sign.

    A few sessions that have run out, of whatever article, are cleared in passing.
    """
    expired = EditSession.objects.filter(seen_at__lte=at - LIFE)
    expired.filter(pk__in=list(expired.values_list("pk", flat=True)[:CLEARED_AT_ONCE])).delete()
    EditSession.objects.update_or_create(
        article=article,
        user=user,
        defaults={"seen_at": at},
        create_defaults={"opened_at": at, "seen_at": at},
    )
    return at


def end(article: Article, user: Any, sign: datetime) -> None:
    """Forget that ``user`` has it open, unless another page of theirs has given a later sign."""
    EditSession.objects.filter(article=article, user=user, seen_at__lte=sign).delete()


def others(article: Article, user: Any, at: datetime) -> list[EditSession]:
    """Return the sessions of everybody else who has it open at ``at``, the longest first."""
    return list(
        EditSession.objects.filter(article=article, seen_at__gt=at - LIFE)
        .exclude(user=user)
        .select_related("user")
        .order_by("opened_at", "pk")
    )


def told(sessions: list[EditSession], at: datetime) -> str:
    """Return one sentence a session: who has it open, and since when."""
    return " ".join(
        _("%(person)s has had this article open since %(time)s.")
        % {"person": session.user, "time": _moment(session.opened_at, at)}
        for session in sessions
    )


def _moment(opened_at: datetime, at: datetime) -> str:
    """Return the time of day alone for today, the date with it for any other day."""
    opened, now = timezone.localtime(opened_at), timezone.localtime(at)
    is_today = opened.date() == now.date()
    return date_format(opened, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")
