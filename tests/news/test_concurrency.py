"""Many people at one moment: one verb takes place, everybody else gets a clear answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from news import workflow
from news.enums import Role, Verb
from news.models import Article, ArticleVersion, Publication
from news.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 50


def all_at_once(acts):
    """Run every act in a thread and a database connection of its own, begun together."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=30)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def approval(article, person):
    return lambda: workflow.approve(article.pk, person, article.newest_version_id)


def test_fifty_concurrent_approvals_publish_once():
    article = factories.make_pending()
    people = [factories.make_user(Role.APPROVER) for _ in range(PEOPLE)]

    answers = all_at_once([approval(article, person) for person in people])

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == PEOPLE - 1
    assert {frozenset(answer.kinds) for answer in refused} == {frozenset({"state"})}
    # Each is told what happened and who did it.
    (winner,) = {event.created_by.full_name for event in article.events.filter(verb=Verb.APPROVE)}
    assert all(winner in str(answer) and "Duyệt đăng" in str(answer) for answer in refused)
    assert Publication.objects.filter(article=article).count() == 1
    assert factories.reload(article).newest_version.number == "1.0"


def test_concurrent_saves_on_one_version_keep_one_and_refuse_the_rest():
    editors = [factories.make_user(Role.EDITOR) for _ in range(10)]
    article = factories.make_draft(editors[0])

    def saving(person, number):
        content = factories.make_content(title=f"Bản {number}")
        return lambda: workflow.save(article.pk, person, article.newest_version_id, content)

    answers = all_at_once([saving(person, number) for number, person in enumerate(editors)])

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert {frozenset(answer.kinds) for answer in refused} == {frozenset({"stale"})}
    assert len(refused) == 9
    assert ArticleVersion.objects.filter(article=article).count() == 2


def test_approving_and_recalling_at_once_end_in_one_of_both():
    writer = factories.make_user(Role.CONTRIBUTOR)
    for _ in range(5):
        article = factories.make_pending(writer)
        version = article.newest_version_id
        answers = all_at_once(
            [
                approval(article, factories.make_user(Role.APPROVER)),
                lambda article=article, version=version: workflow.recall(
                    article.pk, writer, version
                ),
            ]
        )
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
        published = Publication.objects.filter(article=article).exists()
        status = Article.objects.get(pk=article.pk).status
        assert (status == "approved") == published
