"""What follows in a verb's own transaction: notices, generation, search rows, all or nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.http import QueryDict
from django.utils.http import urlencode

from news import generation, permissions, search
from news.enums import Role, Status, Verb
from news.models import Article, Notice
from tests import factories
from tests.news.acts import do

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told(article):
    """Return who has been told of the article's newest event."""
    return set(
        Notice.objects.filter(event=article.events.first()).values_list("user__username", flat=True)
    )


def test_who_is_told_of_what():
    here = factories.make_category()
    writer = factories.make_user(Role.CONTRIBUTOR, username="viet")
    approver = factories.make_user(Role.APPROVER, category=here, username="duyet")
    factories.make_user(Role.APPROVER, category=factories.make_category(), username="noi-khac")
    factories.make_user(Role.APPROVER, username="da-nghi", is_active=False)
    factories.make_user(Role.EDITOR, username="bien-tap")
    article = factories.make_draft(writer, here)

    do("submit", article, writer)
    assert told(article) == {"duyet"}
    do("reject", article, approver, reason="Thiếu nguồn")
    assert told(article) == {"viet"}
    do("submit", article, writer)
    do("approve", article, approver)
    assert told(article) == {"viet"}
    do("withdraw", article, approver, reason="Sai số liệu")
    assert told(article) == {"viet"}


def test_nobody_is_told_of_their_own_act():
    """Neither as one of the approvers nor as the writer."""
    both = factories.make_user(Role.EDITOR, Role.APPROVER)
    article = factories.make_draft(both)
    do("submit", article, both)
    assert told(article) == set()
    do("approve", article, factories.make_user(Role.APPROVER))
    assert told(article) == {both.username}
    do("withdraw", article, both, reason="Sai số liệu")
    assert told(article) == set()


def test_asking_who_is_told_costs_the_same_at_any_depth(django_assert_num_queries):
    deep = top = factories.make_category()
    for _ in range(4):
        deep = factories.make_category(parent=deep)
    approver = factories.make_user(Role.APPROVER, category=top)
    for category in (top, deep):
        with django_assert_num_queries(2):
            assert permissions.people_with_role(Role.APPROVER, category.pk) == {approver.pk}


def test_an_act_leaves_its_name_and_time_on_the_article(editor, approver, now):
    article = factories.make_pending(editor)
    do("approve", article, approver, at=now)
    article = factories.reload(article)
    assert (article.modified_by, article.modified_at) == (approver, now)


def test_the_note_of_a_version_is_the_reason_of_its_event(editor):
    article = factories.make_draft(editor)
    do("save", article, editor, content=factories.make_content(), note="Sửa tên cầu")
    assert article.events.first().reason == "Sửa tên cầu"


def test_moving_a_schedule_is_recorded_with_what_was_planned_before(approver, now):
    article = factories.make_scheduled()
    planned = article.publications.get().starts_at
    opens_at, closes_at = now + 5 * HOUR, now + 9 * HOUR

    event = do("reschedule", article, approver, opens_at=opens_at, closes_at=closes_at)

    assert event.details == {
        "before": {"visible_from": planned.isoformat(), "visible_until": None},
        "visible_from": opens_at.isoformat(),
        "visible_until": closes_at.isoformat(),
    }


def test_what_waits_for_an_approver_counts_work_since_the_last_approval_only(editor, approver):
    """Who wrote the first version, approved long ago, may approve somebody else's correction."""
    first = factories.make_user(Role.CONTRIBUTOR, Role.APPROVER)
    article = factories.make_published(first, approver=approver)
    do("save", article, editor, content=factories.make_content())
    do("submit", article, editor)

    assert list(permissions.waiting_for(first)) == [article]
    do("approve", article, first)


@pytest.mark.parametrize("verb", Verb)
def test_the_generation_grows_with_what_readers_see_only(verb, now):
    make = {
        Verb.APPROVE: factories.make_pending,
        Verb.REJECT: factories.make_pending,
        Verb.RECALL: factories.make_pending,
        Verb.REVIEW: factories.make_emergency,
        Verb.WITHDRAW: factories.make_published,
        Verb.REPUBLISH: factories.make_expired,
        Verb.RESCHEDULE: factories.make_scheduled,
        Verb.CANCEL: factories.make_scheduled,
        Verb.PLACE: factories.make_published,
    }.get(verb, factories.make_draft)
    arguments = {
        Verb.SAVE: {"content": factories.make_content()},
        Verb.RESTORE: {"serial": 1},
        Verb.RESCHEDULE: {"opens_at": now + 9 * HOUR},
        Verb.PLACE: {"is_featured": True},
    }.get(verb, {})
    if verb in (Verb.REJECT, Verb.REVIEW, Verb.WITHDRAW, Verb.EMERGENCY_PUBLISH):
        arguments = {"reason": "Lý do"}
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article = make()
    Article.objects.filter(pk=article.pk).update(submitted_by=boss)
    before = generation.current()

    do(verb.value, article, boss, **arguments)

    readers_see = {
        Verb.APPROVE,
        Verb.EMERGENCY_PUBLISH,
        Verb.WITHDRAW,
        Verb.REPUBLISH,
        Verb.RESCHEDULE,
        Verb.CANCEL,
        Verb.PLACE,
    }
    assert (generation.current() > before) == (verb in readers_see)


def read(text):
    """Return what readers find."""
    return search.Asked(QueryDict(urlencode({"q": text}))).results().rows


def test_search_rows_follow_the_newest_and_the_published_version(editor):
    article = factories.make_published(title="Sen nở trên đồng nước")
    do("save", article, editor, content=factories.make_content(title="Lúa chín vàng"))

    assert search.find(Article.objects.all(), "lua chin").ids == [article.pk]
    assert search.find(Article.objects.all(), "sen no").ids == []
    assert [row.article for row in read("sen no")] == [article]
    assert read("lua chin") == []


def test_a_failing_verb_leaves_nothing_behind(editor, approver):
    """The event is written last: when it cannot be, nothing else stays either."""
    article = factories.make_pending(editor)
    before = generation.current()

    def full_disk(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "news_event"'):
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(full_disk),
        pytest.raises(DatabaseError, match="disk full"),
    ):
        do("approve", article, approver)

    article = factories.reload(article)
    assert (article.status, article.newest_version.number) == (Status.PENDING, "0.1")
    assert not article.publications.exists()
    assert generation.current() == before
