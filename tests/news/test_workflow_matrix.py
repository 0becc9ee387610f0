"""Every cell of status × verb, public state × verb, role × verb × object, and maker × approve."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import workflow
from news.enums import PublicState, Role, Status, Verb
from news.models import Article, Event, RoleAssignment
from news.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def perform(verb, article, user, **changes):
    """Do ``verb`` with arguments that are right for it."""
    now = timezone.now()
    arguments = {
        Verb.SAVE: {"content": factories.make_content(title="Tiêu đề đã sửa")},
        Verb.REJECT: {"reason": "Thiếu nguồn"},
        Verb.EMERGENCY_PUBLISH: {"reason": "Lũ lên nhanh"},
        Verb.REVIEW: {"reason": "Đã đọc, đồng ý"},
        Verb.WITHDRAW: {"reason": "Sai số liệu"},
        Verb.RESCHEDULE: {"opens_at": now + timedelta(days=9)},
        Verb.RESTORE: {"serial": 1},
        Verb.PLACE: {"is_featured": True},
    }.get(verb, {})
    act = getattr(workflow, verb.value)
    return act(article.pk, user, article.newest_version_id, **(arguments | changes))


def kinds_of_refusal(verb, article, user):
    """Return the kinds of reasons for which ``verb`` is refused; empty when it is done."""
    before = Event.objects.count()
    try:
        perform(verb, article, user)
    except Refused as refused:
        assert Event.objects.count() == before
        return refused.kinds
    assert Event.objects.count() == before + 1
    return set()


@pytest.fixture
def boss(db):
    """Somebody with every role everywhere, who has written nothing."""
    return factories.make_user(*factories.EVERY_DESK_ROLE)


# An approved article is visible, the others were never published.
STATUS_ALLOWS = {
    Status.DRAFT: {Verb.SAVE, Verb.SUBMIT, Verb.EMERGENCY_PUBLISH, Verb.RESTORE, Verb.PLACE},
    Status.PENDING: {
        Verb.RECALL,
        Verb.APPROVE,
        Verb.REJECT,
        Verb.EMERGENCY_PUBLISH,
        Verb.PLACE,
    },
    Status.APPROVED: {Verb.SAVE, Verb.RESTORE, Verb.WITHDRAW, Verb.PLACE},
    Status.REJECTED: {Verb.SAVE, Verb.SUBMIT, Verb.RESTORE, Verb.PLACE},
}
RESULT = {
    Verb.SAVE: Status.DRAFT,
    Verb.SUBMIT: Status.PENDING,
    Verb.RECALL: Status.DRAFT,
    Verb.APPROVE: Status.APPROVED,
    Verb.REJECT: Status.REJECTED,
    Verb.EMERGENCY_PUBLISH: Status.APPROVED,
    Verb.RESTORE: Status.DRAFT,
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
def test_status_by_verb(status, verb, boss):
    article = factories.IN_STATUS[status]()
    Article.objects.filter(pk=article.pk).update(submitted_by=boss)

    refused = kinds_of_refusal(verb, article, boss)

    assert refused == (set() if verb in STATUS_ALLOWS[status] else {"state"})
    expected = RESULT.get(verb, status) if not refused else status
    assert factories.reload(article).status == expected
    if not refused:
        event = article.events.first()
        assert (event.verb, event.from_status, event.to_status) == (verb, status, expected)
        assert event.created_by == boss


IN_PUBLIC_STATE = {
    PublicState.NEVER: factories.make_draft,
    PublicState.SCHEDULED: factories.make_scheduled,
    PublicState.VISIBLE: factories.make_published,
    PublicState.EXPIRED: factories.make_expired,
    PublicState.WITHDRAWN: factories.make_withdrawn,
}
STATE_ALLOWS = {
    PublicState.NEVER: {Verb.PLACE},
    PublicState.SCHEDULED: {Verb.WITHDRAW, Verb.RESCHEDULE, Verb.CANCEL, Verb.PLACE},
    PublicState.VISIBLE: {Verb.WITHDRAW, Verb.PLACE},
    PublicState.EXPIRED: {Verb.REPUBLISH, Verb.PLACE},
    PublicState.WITHDRAWN: {Verb.REPUBLISH, Verb.PLACE},
}
STATE_AFTER = {
    Verb.WITHDRAW: PublicState.WITHDRAWN,
    Verb.CANCEL: PublicState.WITHDRAWN,
    Verb.REPUBLISH: PublicState.VISIBLE,
    Verb.RESCHEDULE: PublicState.SCHEDULED,
}
PUBLICATION_VERBS = (
    Verb.WITHDRAW,
    Verb.REPUBLISH,
    Verb.RESCHEDULE,
    Verb.CANCEL,
    Verb.REVIEW,
    Verb.PLACE,
)


@pytest.mark.parametrize("verb", PUBLICATION_VERBS)
@pytest.mark.parametrize("state", PublicState)
def test_public_state_by_verb(state, verb, boss):
    article = IN_PUBLIC_STATE[state]()
    assert public_state(article) == state

    refused = kinds_of_refusal(verb, article, boss)

    assert refused == (set() if verb in STATE_ALLOWS[state] else {"state"})
    expected = state if refused else STATE_AFTER.get(verb, state)
    assert public_state(article) == expected


def public_state(article):
    return Article.objects.with_public_state(timezone.now()).get(pk=article.pk).public_state


READY = {
    Verb.SAVE: factories.make_draft,
    Verb.SUBMIT: factories.make_draft,
    Verb.RECALL: factories.make_pending,
    Verb.APPROVE: factories.make_pending,
    Verb.REJECT: factories.make_pending,
    Verb.EMERGENCY_PUBLISH: factories.make_draft,
    Verb.REVIEW: factories.make_emergency,
    Verb.WITHDRAW: factories.make_published,
    Verb.REPUBLISH: factories.make_withdrawn,
    Verb.RESCHEDULE: factories.make_scheduled,
    Verb.CANCEL: factories.make_scheduled,
    Verb.RESTORE: factories.make_draft,
    Verb.PLACE: factories.make_draft,
    "place visible": factories.make_published,
}
OWN, OTHERS, ELSEWHERE = "own", "other's", "other category's"
IN_CATEGORY = {OWN, OTHERS}
EVERYWHERE = {OWN, OTHERS, ELSEWHERE}
ROLE_ALLOWS = {
    Role.CONTRIBUTOR: {Verb.SAVE: {OWN}, Verb.SUBMIT: {OWN}, Verb.RECALL: {OWN}},
    Role.EDITOR: {
        Verb.SAVE: IN_CATEGORY,
        Verb.SUBMIT: IN_CATEGORY,
        Verb.RECALL: {OWN},
        Verb.RESTORE: IN_CATEGORY,
        Verb.PLACE: IN_CATEGORY,
    },
    Role.APPROVER: {
        Verb.RECALL: {OWN},
        Verb.APPROVE: {OTHERS},
        Verb.REJECT: IN_CATEGORY,
        Verb.REVIEW: IN_CATEGORY,
        Verb.WITHDRAW: IN_CATEGORY,
        Verb.REPUBLISH: IN_CATEGORY,
        Verb.RESCHEDULE: IN_CATEGORY,
        Verb.CANCEL: IN_CATEGORY,
        "place visible": IN_CATEGORY,
    },
    Role.ADMINISTRATOR: {Verb.RECALL: {OWN}, Verb.EMERGENCY_PUBLISH: EVERYWHERE},
    Role.ANALYST: {},
    Role.ACCOUNTANT: {},
    "superuser": {Verb.RECALL: {OWN}, Verb.EMERGENCY_PUBLISH: EVERYWHERE},
    "nobody": {},
    "disabled approver": {},
}


def person_with(role, category):
    if role == "superuser":
        return factories.make_user(is_superuser=True)
    if role == "disabled approver":
        return factories.make_user(Role.APPROVER, category=category, is_active=False)
    if role == "nobody":
        return factories.make_user()
    # An administrator's, analyst's and accountant's role is for the whole portal.
    whole = role in (Role.ADMINISTRATOR, Role.ANALYST, Role.ACCOUNTANT)
    return factories.make_user(role, category=None if whole else category)


def make_for(verb, whose, person, here, elsewhere):
    """Return an article ready for ``verb``; an own one was written while being a contributor."""
    make = READY[verb]
    if whose != OWN:
        return make(category=here if whose == OTHERS else elsewhere)
    was_active, person.is_active = person.is_active, True
    person.save(update_fields=["is_active"])
    post = RoleAssignment.objects.filter(user=person, role=Role.CONTRIBUTOR, category=here).first()
    temporary = post or RoleAssignment.objects.create(
        user=person, role=Role.CONTRIBUTOR, category=here
    )
    article = make(factories.fresh(person), here)
    if not post:
        temporary.delete()
    person.is_active = was_active
    person.save(update_fields=["is_active"])
    return article


@pytest.mark.parametrize("whose", [OWN, OTHERS, ELSEWHERE])
@pytest.mark.parametrize("verb", READY, ids=str)
@pytest.mark.parametrize("role", ROLE_ALLOWS, ids=str)
def test_role_by_verb_by_object(role, verb, whose):
    here, elsewhere = factories.make_category(), factories.make_category()
    person = person_with(role, here)
    article = make_for(verb, whose, person, here, elsewhere)
    act = Verb.PLACE if verb == "place visible" else verb

    refused = kinds_of_refusal(act, article, factories.fresh(person))

    allowed = whose in ROLE_ALLOWS[role].get(verb, set())
    if allowed:
        assert refused == set()
    elif role == Role.APPROVER and verb == Verb.APPROVE and whose == OWN:
        assert refused == {"four_eyes"}
    else:
        assert "permission" in refused


@pytest.mark.parametrize("role", [Role.APPROVER, "superuser with every role"], ids=str)
@pytest.mark.parametrize("restored", [False, True])
@pytest.mark.parametrize("maker", ["writer", "corrector", "maker before approval", "nobody"])
def test_maker_by_approve(maker, restored, role):
    """Who made a version since the last approval may not approve, whatever else they are."""
    writer = factories.make_user(Role.EDITOR)
    suspect = factories.make_user(Role.EDITOR, Role.APPROVER)
    if role != Role.APPROVER:
        suspect.is_superuser = True
        suspect.save(update_fields=["is_superuser"])
        RoleAssignment.objects.create(user=suspect, role=Role.ADMINISTRATOR)
    article = factories.make_draft(suspect if maker == "writer" else writer)

    def correct(person, number):
        nonlocal article
        if restored:
            workflow.restore(article.pk, person, article.newest_version_id, serial=1)
        else:
            content = factories.make_content(title=f"Bản sửa {number}")
            workflow.save(article.pk, person, article.newest_version_id, content)
        article = factories.reload(article)

    if maker == "maker before approval":
        correct(suspect, 1)
        workflow.submit(article.pk, writer, article.newest_version_id)
        workflow.approve(article.pk, factories.make_user(Role.APPROVER), article.newest_version_id)
        article = factories.reload(article)
        correct(writer, 2)
    elif maker == "corrector":
        correct(suspect, 1)
        correct(writer, 2)
    else:
        correct(writer, 1)
    workflow.submit(article.pk, writer, article.newest_version_id)

    refused = kinds_of_refusal(Verb.APPROVE, factories.reload(article), factories.fresh(suspect))

    assert refused == ({"four_eyes"} if maker in ("writer", "corrector") else set())
