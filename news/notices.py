"""Who is told of a verb. The notices are written in the verb's own transaction."""

from __future__ import annotations

from news import permissions
from news.enums import Role, Verb
from news.refusals import Act


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


def emergency_publisher(act: Act) -> set[int]:
    """Return the id of who published the article in an emergency last."""
    last = act.article.events.filter(verb=Verb.EMERGENCY_PUBLISH).first()
    return {last.created_by_id} if last else set()
