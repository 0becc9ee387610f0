"""A reason is kept while it is written, is back in its field later, and goes when it is given."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from news import unsaved_texts
from news.enums import Role
from news.models import UnsavedText
from tests import factories
from tests.news.desk import address, verb_address

pytestmark = pytest.mark.django_db
BULK_REASON = reverse("admin:news_article_bulk_reason", args=["reject"])


def keep_reason(client, user, reason, where, **more):
    sent = {"person": user.pk, "turn": 1, "reason": reason}
    return client.post(where, sent | more)


def reason_address(article, verb="reject"):
    return reverse("admin:news_article_reason", args=[article.pk, verb])


def test_a_reason_half_written_is_back_in_its_field_until_the_verb_is_done(enter, approver):
    article = factories.make_pending()
    client, desk = enter(approver), reverse("admin:index")
    assert keep_reason(client, approver, "Thiếu nguồn tin về", reason_address(article)).json()["at"]
    for page in (client.get(address(article)), client.get(desk)):
        assert "Thiếu nguồn tin về</textarea>" in page.text
        assert "mà chưa gửi đi." in page.text
    # It is no text of the article's form, and nobody else's.
    assert unsaved_texts.of(approver, article, timezone.now()) == []
    assert "Thiếu nguồn" not in enter(factories.make_user(Role.APPROVER)).get(desk).text

    done = {"version": article.newest_version_id, "reason": "Thiếu nguồn tin về cầu."}
    assert enter(approver).post(verb_address(article, "reject"), done).status_code == 302
    assert not UnsavedText.objects.exists()


def test_an_emptied_reason_is_forgotten_and_a_late_one_writes_over_nothing(enter, approver):
    article = factories.make_pending()
    client, where = enter(approver), reason_address(article)
    for reason, turn, is_kept in (("Mới", 5, True), ("Cũ, đến muộn", 4, False)):
        answer = keep_reason(client, approver, reason, where, turn=turn)
        assert answer.json()["kept"] is is_kept
    assert UnsavedText.objects.get().fields == {"reason": ["Mới"]}
    keep_reason(client, approver, " ", where, turn=6)
    assert not UnsavedText.objects.exists()


def test_one_reason_for_many_is_kept_until_it_is_given(enter, approver):
    article = factories.make_pending()
    client, bulk = enter(approver), reverse("admin:news_article_bulk")
    keep_reason(client, approver, "Thiếu ảnh ở", BULK_REASON)
    chosen = {"task": "return", "row": f"{article.pk}-{article.newest_version_id}"}
    page = client.post(bulk, chosen).text
    assert "Thiếu ảnh ở</textarea>" in page
    client.post(bulk, chosen | {"confirmed": "1", "reason": "Thiếu ảnh ở trang đầu"})
    assert not UnsavedText.objects.exists()


def test_reasons_push_no_text_out(enter, approver, monkeypatch):
    monkeypatch.setattr(unsaved_texts, "MOST", 2)
    article, client = factories.make_pending(), enter(approver)
    unsaved_texts.keep(
        approver, None, QueryDict("title=Bài"), tab="0" * 32, turn=1, at=timezone.now()
    )
    for verb in ("reject", "withdraw", "review"):
        keep_reason(client, approver, verb, reason_address(article, verb))
    kept = {text.tab for text in UnsavedText.objects.all()}
    assert kept == {"0" * 32, f"withdraw/{article.pk}", f"review/{article.pk}"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"person": 0}, 401),
        ({"turn": "x"}, 400),
        ({"turn": 0}, 400),
        ({"reason": "x" * 100_001}, 413),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(enter, approver, sent, status):
    where = reason_address(factories.make_pending())
    usual = {"person": approver.pk, "turn": 1, "reason": "Lý do"}
    assert enter(approver).post(where, usual | sent).status_code == status
    assert not UnsavedText.objects.exists()


def test_only_who_may_do_the_verb_has_its_reason_kept(enter, editor, approver):
    article = factories.make_pending()
    client = enter(editor)
    for where in (reason_address(article), BULK_REASON):
        assert keep_reason(client, editor, "Lý do", where).status_code == 403
    analyst = factories.make_user(Role.ANALYST)
    assert keep_reason(enter(analyst), analyst, "x", reason_address(article)).status_code == 404
    where = reason_address(article, "approve")
    assert keep_reason(enter(approver), approver, "x", where).status_code == 404
    assert not UnsavedText.objects.exists()
