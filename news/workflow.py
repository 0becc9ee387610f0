"""The approval state machine: the only writer of editorial status and of publications.

RULES says for each verb from which status to which, who, and what else must hold. ``_act`` applies
one: it gathers every reason to refuse, changes the article only if status, version and revision are
still those it judged, and writes the version, publication, event, search row, notices and content
generation in the same transaction. The verbs below it are thin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from news import checks, effects, notices, permissions, refusals, search, versions
from news.enums import Status, Verb
from news.models import (
    Article,
    Category,
    ContentGeneration,
    Event,
)
from news.refusals import Act, Refusal, Refused
from news.versions import Content
from news.vietnamese import paragraphs

ATTEMPTS = 3


@dataclass(frozen=True)
class Rule:
    """What a verb asks and does.

    ``allowed`` judges the person, ``sources`` the status (None: any), ``refusals`` all else but the
    content, which ``checks`` judge; ``target`` is the next status (None: it stays), ``effect``
    returns the event's details, ``told`` the ids of the people who get a notice.
    """

    allowed: Callable[[Any, Article], bool]
    sources: frozenset[Status] | None = None
    target: Status | None = None
    refusals: Callable[[Act], Iterable[Refusal]] = lambda act: ()
    checks: Callable[[Act], Iterable[Refusal]] = lambda act: ()
    effect: Callable[[Act], dict[str, Any]] = lambda act: {}
    told: Callable[[Act], set[int]] = lambda act: set()
    needs_reason: bool = False
    readers_see: bool = False


# --- the verbs ----------------------------------------------------------------------------------


def create(
    user: Any, category: Category, content: Content, *, note: str = "", at: datetime | None = None
) -> Event:
    """Begin an article in ``category`` with its first version (0.1, draft); return the event.

    Raises Refused when ``user`` may not write there.
    """
    at = at or timezone.now()
    if not permissions.may_create(user, category.pk):
        raise Refused([Refusal("permission", _("You may not write in this category."))])
    content = content.tidied()
    unfit = [Refusal("check", fault.message, fault.field) for fault in checks.unfit(content)]
    if unfit:
        raise Refused(unfit)
    with transaction.atomic():
        article = Article.objects.create(
            slug=effects.address_of(content.title),
            category=category,
            status=Status.DRAFT,
            created_at=at,
            created_by=user,
            modified_at=at,
            modified_by=user,
        )
        version = versions.snapshot(article, content, user, at, note)
        effects.repeat_newest(article, version)
        search.index_article(article, version)
        act = Act(Verb.SAVE, article, user, version.pk, at, version.note, {})
        return _record(act, "", {})


def save(
    article_id: int,
    user: Any,
    version_id: int,
    content: Content,
    *,
    note: str = "",
    at: datetime | None = None,
) -> Event:
    """Store ``content`` as a new version; readers go on seeing the last approved one."""
    return _act(Verb.SAVE, article_id, user, version_id, at=at, content=content.tidied(), note=note)


def submit(
    article_id: int, user: Any, version_id: int, *, reason: str = "", at: datetime | None = None
) -> Event:
    """Ask for approval; every fault that news.checks finds is a reason to refuse.

    Warnings are none when a ``reason`` is given; the event keeps it together with them.
    """
    return _act(Verb.SUBMIT, article_id, user, version_id, reason=reason, at=at)


def recall(article_id: int, user: Any, version_id: int, *, at: datetime | None = None) -> Event:
    """Take back what one has submitted before it is decided."""
    return _act(Verb.RECALL, article_id, user, version_id, at=at)


def approve(article_id: int, user: Any, version_id: int, *, at: datetime | None = None) -> Event:
    """Publish the version from ``max(now, published_at)`` on; never one's own work."""
    return _act(Verb.APPROVE, article_id, user, version_id, at=at)


def reject(
    article_id: int, user: Any, version_id: int, *, reason: str, at: datetime | None = None
) -> Event:
    """Return the version to its writer with a reason."""
    return _act(Verb.REJECT, article_id, user, version_id, reason=reason, at=at)


def emergency_publish(
    article_id: int, user: Any, version_id: int, *, reason: str, at: datetime | None = None
) -> Event:
    """Publish at once without a second person, openly: marked until another one reviews it."""
    return _act(Verb.EMERGENCY_PUBLISH, article_id, user, version_id, reason=reason, at=at)


def review(
    article_id: int, user: Any, version_id: int, *, reason: str, at: datetime | None = None
) -> Event:
    """End the mark of an emergency publication with a comment."""
    return _act(Verb.REVIEW, article_id, user, version_id, reason=reason, at=at)


def withdraw(
    article_id: int, user: Any, version_id: int, *, reason: str, at: datetime | None = None
) -> Event:
    """End what readers see now, and whatever is planned."""
    return _act(Verb.WITHDRAW, article_id, user, version_id, reason=reason, at=at)


def republish(
    article_id: int,
    user: Any,
    version_id: int,
    *,
    closes_at: datetime | None = None,
    at: datetime | None = None,
) -> Event:
    """Show the version that was withdrawn or has expired again, in a new interval."""
    return _act(Verb.REPUBLISH, article_id, user, version_id, at=at, closes_at=closes_at)


def reschedule(
    article_id: int,
    user: Any,
    version_id: int,
    *,
    opens_at: datetime,
    closes_at: datetime | None = None,
    at: datetime | None = None,
) -> Event:
    """Give a planned publication another opening and closing time."""
    return _act(
        Verb.RESCHEDULE,
        article_id,
        user,
        version_id,
        at=at,
        opens_at=opens_at,
        closes_at=closes_at,
    )


def cancel(article_id: int, user: Any, version_id: int, *, at: datetime | None = None) -> Event:
    """Cancel a planned publication; what it would have replaced stays."""
    return _act(Verb.CANCEL, article_id, user, version_id, at=at)


def restore(
    article_id: int, user: Any, version_id: int, *, serial: int, at: datetime | None = None
) -> Event:
    """Make a new version (draft) equal to the one with ``serial``."""
    return _act(Verb.RESTORE, article_id, user, version_id, at=at, serial=serial)


def place(
    article_id: int,
    user: Any,
    version_id: int,
    *,
    at: datetime | None = None,
    **placement: Any,
) -> Event:
    """Change category, slug, is_featured, featured_until or featured_rank at once."""
    return _act(Verb.PLACE, article_id, user, version_id, at=at, **placement)


def available_verbs(article: Article, user: Any, at: datetime | None = None) -> list[Verb]:
    """Return the verbs ``user`` could do to ``article`` now; they decide which buttons are drawn.

    Only what the verb's form will ask for (a reason, dates, complete content) is left open.
    """
    at = at or timezone.now()
    version = article.newest_version_id or 0
    return [
        verb
        for verb in RULES
        if not {"permission", "state", "four_eyes"}
        & {refusal.kind for refusal in _refusals(Act(verb, article, user, version, at, "", {}))}
    ]


# --- one act ------------------------------------------------------------------------------------


def _act(
    verb: Verb,
    article_id: int,
    user: Any,
    version_id: int,
    *,
    reason: str = "",
    at: datetime | None = None,
    **arguments: Any,
) -> Event:
    rule = RULES[verb]
    with transaction.atomic():
        # Acts on one article go one after the other, and each judges by a clock read after the one
        # before it was done. SQLite's transactions do so by themselves.
        Article.objects.select_for_update().only("pk").get(pk=article_id)
        act = _claim(verb, article_id, user, version_id, reason, at or timezone.now(), arguments)
        before = act.article.status
        act.article.status = rule.target or before
        details = rule.effect(act)
        search.index_article(act.article, act.version)
        if rule.readers_see:
            ContentGeneration.bump()
        event = _record(act, before, details)
        notices.tell(event, rule.told(act))
        return event


def _record(act: Act, before: str, details: dict[str, Any]) -> Event:
    return Event.objects.create(
        article=act.article,
        version=act.version,
        version_number=act.version.number,
        verb=act.verb,
        from_status=before,
        to_status=act.article.status,
        reason=act.reason,
        details=details,
        created_at=act.at,
        created_by=act.user,
    )


def _claim(
    verb: Verb,
    article_id: int,
    user: Any,
    version_id: int,
    reason: str,
    at: datetime,
    arguments: dict[str, Any],
) -> Act:
    """Judge the act and take the article for it, or raise Refused.

    The update holds only while status, version and revision are those that were judged (a row lock
    would do nothing on SQLite). When another act came between, it is judged again.
    """
    rule = RULES[verb]
    for _attempt in range(ATTEMPTS):
        article = Article.objects.select_related("category", "newest_version").get(pk=article_id)
        act = Act(verb, article, user, version_id, at, paragraphs(reason), arguments)
        found = [*_refusals(act), *rule.checks(act)]
        if found:
            raise Refused(found)
        taken = Article.objects.filter(
            pk=article_id,
            status=article.status,
            newest_version=version_id,
            revision=article.revision,
        ).update(
            status=rule.target or article.status,
            revision=F("revision") + 1,
            modified_at=at,
            modified_by=user,
        )
        if taken:
            return act
    raise Refused([Refusal("stale", _("Somebody else is working on this article. Try again."))])


def _refusals(act: Act) -> Iterator[Refusal]:
    rule = RULES[act.verb]
    if not rule.allowed(act.user, act.article):
        yield Refusal("permission", _("Your role does not allow this for this article."))
    if rule.sources is not None and act.article.status not in rule.sources:
        yield Refusal("state", refusals.wrong_status(act))
    if act.version_id != act.article.newest_version_id:
        yield Refusal("stale", refusals.newer_version(act))
    if rule.needs_reason and not act.reason:
        yield Refusal("reason", _("Please give a reason."), "reason")
    yield from rule.refusals(act)


# --- the table ----------------------------------------------------------------------------------

NOT_PENDING = frozenset({Status.DRAFT, Status.APPROVED, Status.REJECTED})
PENDING = frozenset({Status.PENDING})

RULES: dict[Verb, Rule] = {
    Verb.SAVE: Rule(
        permissions.may_edit,
        NOT_PENDING,
        Status.DRAFT,
        refusals=refusals.is_fit,
        effect=effects.save,
    ),
    Verb.SUBMIT: Rule(
        permissions.may_edit,
        frozenset({Status.DRAFT, Status.REJECTED}),
        Status.PENDING,
        checks=refusals.is_complete,
        effect=effects.submit,
        told=notices.approvers,
    ),
    Verb.RECALL: Rule(permissions.submitted_it, PENDING, Status.DRAFT),
    Verb.APPROVE: Rule(
        permissions.may_approve_in_category,
        PENDING,
        Status.APPROVED,
        refusals=refusals.second_pair_of_eyes,
        effect=effects.approve,
        told=notices.writers,
        readers_see=True,
    ),
    Verb.REJECT: Rule(
        permissions.may_approve_in_category,
        PENDING,
        Status.REJECTED,
        told=notices.writers,
        needs_reason=True,
    ),
    Verb.EMERGENCY_PUBLISH: Rule(
        permissions.may_publish_in_emergency,
        frozenset({Status.DRAFT, Status.PENDING}),
        Status.APPROVED,
        checks=refusals.is_complete,
        effect=effects.emergency_publish,
        told=notices.writers_and_approvers,
        needs_reason=True,
        readers_see=True,
    ),
    Verb.REVIEW: Rule(
        permissions.may_approve_in_category,
        refusals=refusals.emergency_is_marked,
        effect=effects.review,
        told=notices.emergency_publisher,
        needs_reason=True,
    ),
    Verb.WITHDRAW: Rule(
        permissions.may_approve_in_category,
        refusals=refusals.is_open_or_planned,
        effect=effects.withdraw,
        told=notices.writers,
        needs_reason=True,
        readers_see=True,
    ),
    Verb.REPUBLISH: Rule(
        permissions.may_approve_in_category,
        refusals=refusals.has_ended,
        effect=effects.republish,
        told=notices.writers,
        readers_see=True,
    ),
    Verb.RESCHEDULE: Rule(
        permissions.may_approve_in_category,
        refusals=refusals.can_move,
        effect=effects.reschedule,
        told=notices.writers,
        readers_see=True,
    ),
    Verb.CANCEL: Rule(
        permissions.may_approve_in_category,
        refusals=refusals.is_planned,
        effect=effects.cancel,
        told=notices.writers,
        readers_see=True,
    ),
    Verb.RESTORE: Rule(
        permissions.may_edit_any,
        NOT_PENDING,
        Status.DRAFT,
        refusals=refusals.version_exists,
        effect=effects.restore,
    ),
    Verb.PLACE: Rule(
        permissions.may_place,
        refusals=refusals.may_stand_there,
        effect=effects.place,
        told=notices.approvers_not_told,
        readers_see=True,
    ),
}
