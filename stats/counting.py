"""Counting: what one shown page adds to which figure. The only module that counts.

A view is one accepted beacon for a page shown to a person. A visit begins with the first view of a
visitor after 30 minutes of silence. Bots are counted apart, staff at work not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from news.models import Publication
from stats.bots import is_bot
from stats.models import ArticleViews, DailyVisits, PageViews, Visitor
from stats.tokens import Page
from stats.visitors import destroy_keys_before, visitor_hash

SILENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Hit:
    """One page shown: which, to whom, when (aware)."""

    page: Page
    address: str
    user_agent: str
    at: datetime
    is_staff: bool = False


def record(hit: Hit) -> bool:
    """Count ``hit`` in one transaction; return whether it was counted at all.

    Not counted: staff, and articles that readers cannot see at that moment.
    """
    if hit.is_staff:
        return False
    bot = is_bot(hit.user_agent)
    day = timezone.localdate(hit.at)
    with transaction.atomic():
        if not _add_view(hit, day, bot):
            return False
        if not bot:
            _add_visit(hit, day)
    return True


def _add_view(hit: Hit, day: date, bot: bool) -> bool:
    column = "bots" if bot else "people"
    if hit.page.kind != "article":
        _add(PageViews, {"day": day, "page": str(hit.page)}, {column: 1})
        return True
    category = (
        Publication.objects.visible(hit.at)
        .filter(article=hit.page.pk)
        .values_list("category_id", flat=True)
        .first()
    )
    if category is None:
        return False
    key = {"day": day, "article_id": hit.page.pk, "category_id": category}
    _add(ArticleViews, key, {column: 1})
    return True


def _add_visit(hit: Hit, day: date) -> None:
    key = visitor_hash(hit.address, hit.user_agent, day)
    own = Visitor.objects.filter(day=day, key=key)
    if own.filter(last_seen__lte=hit.at - SILENCE).update(last_seen=hit.at):
        _add(DailyVisits, {"day": day}, {"visits": 1})
    elif not own.update(last_seen=hit.at):
        try:
            with transaction.atomic():
                Visitor.objects.create(day=day, key=key, last_seen=hit.at)
        except IntegrityError:
            # Two views of one visitor at the same moment: the other one has begun the visit.
            return
        _add(DailyVisits, {"day": day}, {"visits": 1, "visitors": 1})
        # Visits that began before midnight are over after the same silence as any other.
        Visitor.objects.filter(day__lt=day, last_seen__lt=hit.at - SILENCE).delete()
        destroy_keys_before(timezone.localdate(hit.at - SILENCE))


def _add(model: type[Model], key: dict[str, object], amounts: dict[str, int]) -> None:
    """Add ``amounts`` to the row with ``key``, making it when it is missing.

    The increment happens in the database, so two processes at once both count.
    """
    grow = {column: F(column) + amount for column, amount in amounts.items()}
    rows = model._default_manager.filter(**key)
    if rows.update(**grow):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(**key, **amounts)
    except IntegrityError:
        rows.update(**grow)
