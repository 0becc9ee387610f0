"""Who is told of a verb. Notices and letters are written in the verb's own transaction."""

from __future__ import annotations

from news import mail_queue, permissions
from news.enums import Role, Status, Verb
from news.models import Event, Notice
from news.refusals import Act


def tell(event: Event, people: set[int]) -> None:
    """Write a notice of ``event`` for each of ``people`` but who has done it, and queue letters."""
    mail_queue.put(
        Notice.objects.bulk_create(
            Notice(event=event, user_id=person, created_at=event.created_at)
            for person in sorted(people - {event.created_by_id})
        )
    )


def approvers(act: Act) -> set[int]:
    """Return the ids of those who may approve the article, its makers left out."""
    people = permissions.people_with_role(Role.APPROVER, act.article.category_id)
    return people - permissions.makers_since_approval(act.article)


def writers(act: Act) -> set[int]:
    """Return the ids of who began the article and who submitted it."""
    return {act.article.created_by_id} | (
        {act.article.submitted_by_id} if act.article.submitted_by_id else set()
    )


def writers_and_approvers(act: Act) -> set[int]:
    """Return both."""
    return writers(act) | approvers(act)


def approvers_not_told(act: Act) -> set[int]:
    """Return the ids of those for whom the article waits now and who were not told so.

    What waits may be placed in another category, where others approve.
    """
    if act.article.status != Status.PENDING:
        return set()
    submission = act.article.events.filter(verb=Verb.SUBMIT).first()
    told = Notice.objects.filter(
        event__article=act.article, event__pk__gte=submission.pk if submission else 0
    )
    return approvers(act) - set(told.values_list("user_id", flat=True))


def emergency_publisher(act: Act) -> set[int]:
    """Return the id of who published the article in an emergency last."""
    last = act.article.events.filter(verb=Verb.EMERGENCY_PUBLISH).first()
    return {last.created_by_id} if last else set()
