"""When readers see which version: openings, closings, corrections, emergencies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.enums import Ending, PublicState, Role, Status
from news.refusals import Refused
from tests import factories
from tests.news.acts import correct, do, state, visible_title

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


# --- intervals ------------------------------------------------------------------------------------


def test_approval_opens_at_once_without_a_date(approver, now):
    article = factories.make_pending()
    do("approve", article, approver, at=now)

    publication = article.publications.get()
    assert (publication.starts_at, publication.ends_at) == (now, None)
    assert publication.published_at == now


def test_an_old_date_is_shown_but_the_interval_begins_now(approver, now):
    """The seed's article: dated 16/01/2023, visible from today."""
    dated = timezone.make_aware(timezone.datetime(2023, 1, 16, 10, 0))
    article = factories.make_pending(published_at=dated)
    do("approve", article, approver, at=now)

    publication = article.publications.get()
    assert (publication.published_at, publication.starts_at) == (dated, now)


def test_a_correction_leaves_the_old_text_until_it_is_approved(editor, approver):
    article = factories.make_published(title="Bản cũ")

    do("save", article, editor, content=factories.make_content(title="Bản mới"))
    assert visible_title(article) == "Bản cũ"
    do("submit", article, editor)
    assert visible_title(article) == "Bản cũ"
    do("approve", article, approver)
    assert visible_title(article) == "Bản mới"

    new, old = article.publications.order_by("-pk")
    assert old.ends_at == new.starts_at
    assert old.ending == Ending.SUCCESSOR
    assert new.published_at == old.published_at
    assert new.revised_at == new.starts_at
    assert old.revised_at is None


def test_a_scheduled_correction_takes_over_by_the_clock_alone(editor, approver, now):
    article = factories.make_published(title="Bản cũ")
    opens_at = now + 5 * HOUR
    correct(article, editor, approver, title="Bản mới", published_at=opens_at)

    assert visible_title(article, opens_at - timedelta(seconds=1)) == "Bản cũ"
    assert visible_title(article, opens_at) == "Bản mới"
    assert state(article) == PublicState.VISIBLE


def test_cancelling_gives_the_predecessor_its_own_end_back(editor, approver, now):
    ends_at = now + timedelta(days=30)
    article = factories.make_published(title="Bản cũ", expires_at=ends_at)
    correct(article, editor, approver, title="Bản mới", published_at=now + 5 * HOUR)
    old = article.publications.earliest("pk")
    assert old.ends_at == now + 5 * HOUR

    do("cancel", article, approver)

    old.refresh_from_db()
    assert (old.ends_at, old.ending) == (ends_at, Ending.EXPIRY)
    assert visible_title(article, now + 6 * HOUR) == "Bản cũ"
    assert state(article, ends_at) == PublicState.EXPIRED


@pytest.mark.parametrize("hours", [2, 9], ids=["earlier", "later"])
def test_rescheduling_moves_the_predecessors_end_along(hours, editor, approver, now):
    article = factories.make_published(title="Bản cũ")
    correct(article, editor, approver, title="Bản mới", published_at=now + 5 * HOUR)

    opens_at, closes_at = now + hours * HOUR, now + 20 * HOUR
    do("reschedule", article, approver, opens_at=opens_at, closes_at=closes_at)

    new, old = article.publications.order_by("-pk")
    assert old.ends_at == new.starts_at == new.published_at == opens_at
    assert (new.ends_at, new.ending) == (closes_at, Ending.EXPIRY)


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [(-1, None, "opens_at"), (3, 2, "closes_at"), (3, 3, "closes_at")],
)
def test_impossible_schedules_are_refused(opens, closes, field, approver, now):
    article = factories.make_scheduled()
    with pytest.raises(Refused) as refused:
        do(
            "reschedule",
            article,
            approver,
            opens_at=now + opens * HOUR,
            closes_at=now + closes * HOUR if closes is not None else None,
        )
    assert [refusal.field for refusal in refused.value.refusals] == [field]


def test_a_schedule_cannot_move_before_the_version_it_replaces(editor, approver, now):
    article = factories.make_published(published_at=now + 3 * HOUR)
    correct(article, editor, approver, published_at=now + 6 * HOUR)

    with pytest.raises(Refused, match="chưa được đăng"):
        do("reschedule", article, approver, opens_at=now + 2 * HOUR)


def test_approving_a_newer_text_drops_the_older_planned_one(editor, approver, now):
    article = factories.make_published(title="Một")
    correct(article, editor, approver, title="Hai", published_at=now + 5 * HOUR)
    correct(article, editor, approver, title="Ba")

    titles = [visible_title(article, now + hours * HOUR) for hours in (1, 6)]

    assert titles == ["Ba", "Ba"]
    assert article.publications.get(title="Hai").ends_at == now + 5 * HOUR


def test_two_planned_texts_follow_each_other(editor, approver, now):
    article = factories.make_published(title="Một")
    correct(article, editor, approver, title="Hai", published_at=now + 5 * HOUR)
    correct(article, editor, approver, title="Ba", published_at=now + 9 * HOUR)

    titles = [visible_title(article, now + hours * HOUR) for hours in (1, 6, 10)]

    assert titles == ["Một", "Hai", "Ba"]
    do("cancel", article, approver)
    assert visible_title(article, now + 10 * HOUR) == "Hai"


def test_withdrawing_ends_what_is_open_and_what_is_planned(editor, approver, now):
    article = factories.make_published(title="Một")
    correct(article, editor, approver, title="Hai", published_at=now + 5 * HOUR)

    do("withdraw", article, approver, reason="Sai số liệu")

    assert [visible_title(article, now + hours * HOUR) for hours in (1, 6)] == [None, None]
    assert state(article) == PublicState.WITHDRAWN


def test_withdrawing_leaves_a_draft_alone(editor, approver):
    article = factories.make_published()
    do("save", article, editor, content=factories.make_content(title="Đang sửa"))

    do("withdraw", article, approver, reason="Sai số liệu")

    article = factories.reload(article)
    assert (article.status, article.newest_version.title) == (Status.DRAFT, "Đang sửa")


def test_republishing_shows_the_same_version_in_a_new_interval(approver, now):
    article = factories.make_published(title="Một", approver=approver)
    first = article.publications.get()
    do("withdraw", article, approver, reason="Sai số liệu")
    do("save", article, factories.make_user(Role.EDITOR), content=factories.make_content())

    do("republish", article, approver, closes_at=now + 50 * HOUR)

    again, closed = article.publications.order_by("-pk")
    assert again.version == closed.version == first.version
    assert again.published_at == first.published_at
    assert again.starts_at > closed.ends_at
    assert again.ends_at == now + 50 * HOUR
    assert again.revised_at is None


def test_an_expired_article_can_be_republished(approver):
    article = factories.make_expired(title="Một")
    do("republish", article, approver)
    assert visible_title(article) == "Một"


def test_republishing_until_a_time_past_is_refused(approver, now):
    article = factories.make_expired()
    with pytest.raises(Refused) as refused:
        do("republish", article, approver, closes_at=now - HOUR)
    assert [refusal.field for refusal in refused.value.refusals] == ["closes_at"]


def test_expiry_needs_no_worker(now):
    article = factories.make_published(title="Một", expires_at=now + HOUR)

    assert visible_title(article, now + HOUR - timedelta(microseconds=1)) == "Một"
    assert visible_title(article, now + HOUR) is None
    assert state(article, now + HOUR) == PublicState.EXPIRED


def test_a_schedule_that_was_cancelled_was_never_shown(approver):
    article = factories.make_scheduled()
    do("cancel", article, approver)

    assert state(article) == PublicState.WITHDRAWN
    do("republish", article, approver)
    assert state(article) == PublicState.VISIBLE


def test_approving_what_has_already_expired_is_refused(approver, now):
    article = factories.make_pending(at=now - 9 * HOUR, expires_at=now - HOUR)
    with pytest.raises(Refused) as refused:
        do("approve", article, approver)
    assert [refusal.field for refusal in refused.value.refusals] == ["expires_at"]


# --- emergency ------------------------------------------------------------------------------------


def test_emergency_publishing_is_marked_until_somebody_else_reviews(approver):
    chief = factories.make_user(Role.ADMINISTRATOR, Role.APPROVER)
    article = factories.make_draft(published_at=timezone.now() + HOUR)
    do("emergency_publish", article, chief, reason="Lũ lên nhanh")

    assert visible_title(article) is not None
    assert factories.reload(article).emergency_by == chief
    with pytest.raises(Refused) as refused:
        do("review", article, chief, reason="Tôi tự xem")
    assert refused.value.kinds == {"four_eyes"}

    do("review", article, approver, reason="Đã kiểm tra số liệu")
    assert factories.reload(article).emergency_by is None
