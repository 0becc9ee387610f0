"""Who is told of what: every verb × every person, in the portal and by e-mail."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import letters, workflow
from news.enums import MailChoice, MailState, Role, Verb
from news.models import MailedNotice, Notice, NoticePreference, QueuedMail
from tests import factories
from tests.news.acts import do

pytestmark = pytest.mark.django_db

MOVED = "place while it waits"
READY = {
    Verb.SAVE: (),
    Verb.SUBMIT: (),
    Verb.RECALL: ("submit",),
    Verb.APPROVE: ("submit",),
    Verb.REJECT: ("submit",),
    Verb.EMERGENCY_PUBLISH: ("submit",),
    Verb.REVIEW: ("submit", "emergency_publish"),
    Verb.WITHDRAW: ("submit", "approve"),
    Verb.REPUBLISH: ("submit", "approve", "withdraw"),
    Verb.RESCHEDULE: ("submit", "approve"),
    Verb.CANCEL: ("submit", "approve"),
    Verb.RESTORE: (),
    Verb.PLACE: (),
    MOVED: ("submit",),
}
PLANNED = (Verb.RESCHEDULE, Verb.CANCEL)
# Who does it; everybody else only looks on.
ACTOR = {
    "submit": "submitter",
    "save": "submitter",
    "restore": "submitter",
    "place": "submitter",
    "recall": "submitter",
    "emergency_publish": "chief",
}
WRITERS = {"creator", "submitter"}
APPROVERS = {"approver here", "approver above", "decider"}
TOLD = {
    Verb.SAVE: set(),
    Verb.SUBMIT: APPROVERS,
    Verb.RECALL: set(),
    Verb.APPROVE: WRITERS,
    Verb.REJECT: WRITERS,
    # Who wrote it could not have approved it, but may review it.
    Verb.EMERGENCY_PUBLISH: WRITERS | APPROVERS | {"approver who wrote"},
    Verb.REVIEW: {"chief"},
    Verb.WITHDRAW: WRITERS,
    Verb.REPUBLISH: WRITERS,
    Verb.RESCHEDULE: WRITERS,
    Verb.CANCEL: WRITERS,
    Verb.RESTORE: set(),
    Verb.PLACE: set(),
    # The others were told when it was submitted.
    MOVED: {"approver elsewhere"},
}


@pytest.fixture
def places():
    above = factories.make_category("Cấp trên")
    return {
        "above": above,
        "here": factories.make_category("Ở đây", parent=above),
        "elsewhere": factories.make_category("Nơi khác"),
    }


@pytest.fixture
def people(places):
    roles = {
        "creator": [(Role.CONTRIBUTOR, None)],
        "submitter": [(Role.EDITOR, None)],
        "approver here": [(Role.APPROVER, places["here"])],
        "approver above": [(Role.APPROVER, places["above"])],
        "decider": [(Role.APPROVER, places["here"])],
        "approver elsewhere": [(Role.APPROVER, places["elsewhere"])],
        "approver who wrote": [(Role.EDITOR, places["here"]), (Role.APPROVER, places["here"])],
        "editor here": [(Role.EDITOR, places["here"])],
        "contributor": [(Role.CONTRIBUTOR, None)],
        "chief": [(Role.ADMINISTRATOR, None)],
        "administrator": [(Role.ADMINISTRATOR, None)],
        "analyst": [(Role.ANALYST, None)],
        "nobody": [],
    }
    found = {}
    for name, given in roles.items():
        found[name] = factories.make_user(full_name=name, email=f"{len(found)}@sen.example")
        for role, category in given:
            found[name].role_assignments.create(role=role, category=category)
    found["superuser"] = factories.make_user(
        full_name="superuser", email="super@sen.example", is_superuser=True
    )
    return {name: factories.fresh(person) for name, person in found.items()}


def perform(verb, article, people, **changes):
    arguments = {
        "save": {"content": factories.make_content(title="Bản khác")},
        "reject": {"reason": "Thiếu nguồn"},
        "emergency_publish": {"reason": "Lũ lên nhanh"},
        "review": {"reason": "Đã đọc"},
        "withdraw": {"reason": "Sai số liệu"},
        "reschedule": {"opens_at": timezone.now() + timedelta(days=9)},
        "restore": {"serial": 1},
        "place": {"is_featured": True},
    }.get(verb, {})
    person = people[ACTOR.get(verb, "decider")]
    return do(verb, article, person, **arguments | changes)


def made_ready(verb, people, places):
    """Return an article two others have written on, ready for ``verb``."""
    date = timezone.now() + timedelta(days=3) if verb in PLANNED else None
    article = factories.make_draft(people["creator"], places["here"], published_at=date)
    content = factories.make_content(published_at=date)
    do("save", article, people["approver who wrote"], content=content)
    for step in READY[verb]:
        perform(step, article, people)
    return factories.reload(article)


def told_of(event):
    return set(Notice.objects.filter(event=event).values_list("user__full_name", flat=True))


def mailed_of(event):
    found = MailedNotice.objects.filter(notice__event=event, mail__state=MailState.WAITING)
    return set(found.values_list("mail__user__full_name", flat=True))


@pytest.mark.parametrize("verb", READY, ids=str)
def test_verb_by_person(verb, people, places):
    article = made_ready(verb, people, places)
    if verb == MOVED:
        event = perform("place", article, people, category=places["elsewhere"])
    else:
        event = perform(verb.value, article, people)

    told, mailed = told_of(event), mailed_of(event)

    for person in people:
        expected = person in TOLD[verb] and people[person] != event.created_by
        assert (person in told) == expected, person
        assert (person in mailed) == expected, person


@pytest.mark.parametrize("name", sorted(WRITERS | APPROVERS))
@pytest.mark.parametrize("verb", ["submit", "approve", "reject", "withdraw"])
def test_who_acts_is_not_told_whoever_it_is(verb, name, people, places):
    """Each of those that a verb tells does it themselves, with every role; the others are told."""
    article = made_ready(Verb(verb), people, places)
    actor = people[name]
    for role in (Role.EDITOR, Role.APPROVER):
        actor.role_assignments.get_or_create(role=role, category=places["here"])
    actor = factories.fresh(actor)
    if verb == "approve" and name == "creator":
        # The four-eyes rule: what is approved now must be somebody else's correction.
        perform("approve", article, people)
        do("save", article, people["editor here"], content=factories.make_content())
        do("submit", article, people["submitter"])
    reason = {"reason": "Lý do"} if verb in ("reject", "withdraw") else {}

    event = do(verb, article, actor, **reason)

    assert told_of(event) == (APPROVERS if verb == "submit" else WRITERS) - {name}


def test_every_verb_that_tells_anybody_has_words():
    nobody = workflow.Rule.told
    tells = {verb for verb, rule in workflow.RULES.items() if rule.told is not nobody}
    assert tells == set(letters.WORDS)


@pytest.mark.parametrize("moment", ["news_notice", "news_queuedmail", "news_mailednotice"])
def test_a_verb_that_fails_leaves_neither_notice_nor_letter(moment, people, places):
    article = made_ready(Verb.APPROVE, people, places)
    before = Notice.objects.count(), QueuedMail.objects.count(), MailedNotice.objects.count()

    def full_disk(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{moment}"'):
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full_disk), pytest.raises(DatabaseError, match="disk full"):
        perform("approve", article, people)

    assert factories.reload(article).status == "pending"
    now = Notice.objects.count(), QueuedMail.objects.count(), MailedNotice.objects.count()
    assert now == before


def test_who_is_disabled_or_has_no_address_gets_no_letter(people, places):
    article = made_ready(Verb.REJECT, people, places)
    creator, submitter = people["creator"], people["submitter"]
    creator.is_active = False
    creator.save(update_fields=["is_active"])
    submitter.email = ""
    submitter.save(update_fields=["email"])

    event = perform("reject", article, people)

    assert mailed_of(event) == set()
    assert "submitter" in told_of(event)


@pytest.mark.parametrize(
    ("choice", "rows", "now"),
    [(MailChoice.AT_ONCE, 1, 1), (MailChoice.DAILY, 1, 0), (MailChoice.NEVER, 0, 0)],
)
def test_each_person_chooses(choice, rows, now, people, places):
    article = made_ready(Verb.REJECT, people, places)
    creator = people["creator"]
    NoticePreference.objects.create(user=creator, choice=choice)

    event = perform("reject", article, people)

    assert "creator" in told_of(event)
    queued = MailedNotice.objects.filter(notice__event=event, notice__user=creator)
    assert queued.count() == rows
    assert queued.filter(mail__isnull=False).count() == now


def test_a_portal_that_sends_no_mail_queues_none(settings, people, places):
    settings.SENDS_MAIL = False
    event = perform("reject", made_ready(Verb.REJECT, people, places), people)
    assert told_of(event)
    assert mailed_of(event) == set()


def test_being_told_costs_the_same_for_any_number():
    costs = []
    for number in (1, 5):
        here = factories.make_category()
        for _ in range(number):
            factories.make_user(Role.APPROVER, category=here, email="a@sen.example")
        article = factories.make_draft(category=here)
        with CaptureQueriesContext(connection) as queries:
            do("submit", article, article.created_by)
        costs.append(len(queries))
    assert costs[0] == costs[1]
