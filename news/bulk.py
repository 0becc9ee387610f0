"""One verb for many articles: news.workflow judges each, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from news import permissions, workflow
from news.enums import Verb
from news.models import Article, Event
from news.refusals import Refused

# More than a page of the list can send is no mistake of a person.
MOST_ROWS = 100
VERBS = (Verb.APPROVE, Verb.REJECT, Verb.PLACE)


@dataclass(frozen=True)
class Outcome:
    """What became of one article: an event, or the reasons why nothing was done.

    ``article`` is None where the person may not open it, so that nothing is told of it.
    """

    pk: int
    article: Article | None
    event: Event | None = None
    reasons: list[str] = field(default_factory=list)


def act(user: Any, rows: Sequence[tuple[int, int]], verb: Verb, **arguments: Any) -> list[Outcome]:
    """Do ``verb`` to each of ``rows`` (article id, id of the version seen), in their order.

    ``verb`` is one of VERBS, ``arguments`` are what news.workflow asks for it. What is refused for
    one article keeps no other from being done.
    """
    seen = dict(rows)
    articles = chosen(user, seen)
    return [
        _one(user, pk, articles.get(pk), version, verb, arguments) for pk, version in seen.items()
    ]


def chosen(user: Any, ids: Sequence[int] | dict[int, int]) -> dict[int, Article]:
    """Return the articles among ``ids`` that ``user`` may open, by id, without their long texts."""
    return (
        permissions.viewable_articles(user)
        .filter(pk__in=list(ids))
        .select_related("newest_version", "category", "created_by")
        .defer("newest_version__body", "newest_version__summary")
        .in_bulk()
    )


def _one(
    user: Any,
    pk: int,
    article: Article | None,
    version: int,
    verb: Verb,
    arguments: dict[str, Any],
) -> Outcome:
    if article is None:
        return Outcome(pk, None, reasons=[_("It does not exist, or you may not open it.")])
    if verb == Verb.PLACE and all(
        getattr(article, name) == value for name, value in arguments.items()
    ):
        return Outcome(pk, article, reasons=[_("It stands like that already.")])
    try:
        event = getattr(workflow, verb.value)(pk, user, version, **arguments)
    except Refused as refused:
        return Outcome(pk, article, reasons=[refusal.message for refusal in refused.refusals])
    return Outcome(pk, article, event=event)
