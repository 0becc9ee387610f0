"""What each verb brings about: versions, intervals, events, notices, search rows, generation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import generation, search, workflow
from news.enums import Ending, PublicState, Role, Status, Verb
from news.models import Article, Notice, Publication
from news.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER)


@pytest.fixture
def editor():
    return factories.make_user(Role.EDITOR)


def do(verb, article, person, **arguments):
    """Do a verb to the article as it is now."""
    article = factories.reload(article)
    return getattr(workflow, verb)(article.pk, person, article.newest_version_id, **arguments)


def correct(article, editor, approver, *, at=None, **fields):
    """Save, submit and approve a correction."""
    do("save", article, editor, content=factories.make_content(**fields), at=at)
    do("submit", article, editor, at=at)
    return do("approve", article, approver, at=at)


def visible_title(article, at=None):
    found = Publication.objects.visible(at).filter(article=article).first()
    return found.title if found else None


def state(article, at=None):
    when = at or timezone.now()
    return Article.objects.with_public_state(when).get(pk=article.pk).public_state


# --- numbers --------------------------------------------------------------------------------------


def test_numbers_count_drafts_and_approvals(editor, approver):
    article = factories.make_draft(editor)
    numbers = [article.newest_version.number]
    for verb in ("save", "submit", "approve", "save", "save", "submit", "approve"):
        arguments = {"content": factories.make_content()} if verb == "save" else {}
        person = approver if verb == "approve" else editor
        do(verb, article, person, **arguments)
        numbers.append(factories.reload(article).newest_version.number)

    assert numbers == ["0.1", "0.2", "0.2", "1.0", "1.1", "1.2", "1.2", "2.0"]
    assert [version.serial for version in article.versions.all()] == [4, 3, 2, 1]


def test_events_keep_the_number_people_saw(editor, approver):
    article = factories.make_pending(editor)
    do("approve", article, approver)

    seen = [(event.verb, event.version_number) for event in article.events.order_by("pk")]

    assert seen == [("save", "0.1"), ("submit", "0.1"), ("approve", "1.0")]


# --- refusals -------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once(editor):
    image = factories.make_stored_image(editor)
    article = factories.make_draft(
        editor,
        summary="",
        body='<p><a href="/bai-viet/khong-co-999999/">Xem</a></p>',
        image=image,
        expires_at=timezone.now() - HOUR,
    )

    with pytest.raises(Refused) as refused:
        do("submit", article, editor)

    assert [refusal.field for refusal in refused.value.refusals] == [
        "summary",
        "image_alt",
        "body",
        "expires_at",
    ]
    assert factories.reload(article).status == Status.DRAFT


def test_reasons_of_every_kind_are_told_at_once(editor):
    """Wrong role, wrong state, an old version and no reason: four sentences, not one."""
    article = factories.make_draft(editor)
    stale = article.newest_version_id
    do("save", article, editor, content=factories.make_content())

    with pytest.raises(Refused) as refused:
        workflow.reject(article.pk, factories.make_user(Role.ANALYST), stale, reason="  ")

    assert refused.value.kinds == {"permission", "state", "stale", "reason"}
    assert len(refused.value.refusals) == 4


def test_a_stale_version_is_refused_and_named(editor):
    other = factories.make_user(Role.EDITOR, full_name="Lê Thị Sen")
    article = factories.make_draft(editor)
    do("save", article, other, content=factories.make_content())

    with pytest.raises(Refused, match=r"Lê Thị Sen.*0\.2"):
        workflow.save(article.pk, editor, article.newest_version_id, factories.make_content())

    assert article.versions.count() == 2


@pytest.mark.parametrize("verb", ["reject", "withdraw", "review", "emergency_publish"])
@pytest.mark.parametrize("reason", ["", "   ", "\n\u200b\n"])
def test_a_reason_of_nothing_is_no_reason(verb, reason):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    make = {
        "reject": factories.make_pending,
        "withdraw": factories.make_published,
        "review": factories.make_emergency,
        "emergency_publish": factories.make_draft,
    }[verb]

    with pytest.raises(Refused) as refused:
        do(verb, make(), boss, reason=reason)

    assert refused.value.kinds == {"reason"}


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


# --- restore and place ----------------------------------------------------------------------------


def test_restoring_makes_a_new_draft_equal_to_the_old_version(editor, approver):
    image = factories.make_stored_image(editor)
    attachment = factories.make_attachment(editor)
    article = factories.make_published(
        title="Bản gốc", image=image, image_alt="Cầu", attachments=(attachment,)
    )
    correct(article, editor, approver, title="Bản hai")

    event = do("restore", article, editor, serial=1)

    newest = factories.reload(article).newest_version
    assert (newest.title, newest.number, newest.image) == ("Bản gốc", "2.1", image)
    assert newest.attachments[0]["sha256"] == attachment.file.sha256
    assert event.details == {"restored_serial": 1, "restored_number": "1.0"}
    assert visible_title(article) == "Bản hai"


def test_restoring_a_version_that_is_not_there_is_refused(editor):
    with pytest.raises(Refused, match="không tồn tại"):
        do("restore", factories.make_draft(editor), editor, serial=7)


def test_placement_holds_at_once_and_is_recorded(approver):
    there = factories.make_category()
    article = factories.make_published()

    event = do("place", article, approver, category=there, slug="ten-moi", is_featured=True)

    publication = article.publications.get()
    assert (publication.category, publication.slug, publication.is_featured) == (
        there,
        "ten-moi",
        True,
    )
    assert event.details["slug"] == [article.slug, "ten-moi"]
    assert event.from_status == event.to_status == Status.APPROVED


def test_placement_leaves_closed_publications_as_they_were(editor, approver):
    article = factories.make_published()
    here = article.category
    correct(article, editor, approver)
    do("place", article, approver, category=factories.make_category())

    assert article.publications.earliest("pk").category == here


def test_placing_into_a_category_of_others_is_refused():
    here, there = factories.make_category(), factories.make_category()
    editor = factories.make_user(Role.EDITOR, category=here)
    article = factories.make_draft(editor, here)

    with pytest.raises(Refused) as refused:
        do("place", article, editor, category=there)
    assert [refusal.field for refusal in refused.value.refusals] == ["category"]


def test_a_role_for_a_category_holds_for_everything_below_it():
    top = factories.make_category()
    below = factories.make_category(parent=factories.make_category(parent=top))
    article = factories.make_pending(category=below)

    do("approve", article, factories.make_user(Role.APPROVER, category=top))

    assert state(article) == PublicState.VISIBLE


def test_the_address_follows_the_title_until_readers_may_know_it(editor, approver):
    article = factories.make_draft(editor, title="Cầu kênh Bảy")
    assert article.slug == "cau-kenh-bay"
    do("save", article, editor, content=factories.make_content(title="Đường ven đê"))
    assert factories.reload(article).slug == "duong-ven-de"
    do("submit", article, editor)
    do("approve", article, approver)
    do("save", article, editor, content=factories.make_content(title="Tên khác"))
    assert factories.reload(article).slug == "duong-ven-de"


def test_an_address_set_by_hand_stays(editor):
    article = factories.make_draft(editor, title="Cầu kênh Bảy")
    do("place", article, editor, slug="cau-moi")
    do("save", article, editor, content=factories.make_content(title="Đường ven đê"))
    assert factories.reload(article).slug == "cau-moi"


# --- what follows in the same transaction ---------------------------------------------------------


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
    both = factories.make_user(Role.EDITOR, Role.APPROVER)
    article = factories.make_draft(both)
    do("submit", article, both)
    assert both.username not in told(article)


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


def test_search_rows_follow_the_newest_and_the_published_version(editor):
    article = factories.make_published(title="Sen nở trên đồng nước")
    do("save", article, editor, content=factories.make_content(title="Lúa chín vàng"))

    assert search.find(Article.objects.all(), "lua chin").get() == article
    assert not search.find(Article.objects.all(), "sen no").exists()
    assert search.find(Publication.objects.all(), "sen no").get().article == article
    assert not search.find(Publication.objects.all(), "lua chin").exists()


def test_a_failing_verb_leaves_nothing_behind(editor, approver, monkeypatch):
    """The event is written last: when it cannot be, nothing else stays either."""
    article = factories.make_pending(editor)
    before = generation.current()
    event_model = article.events.model

    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(event_model.objects, "create", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        do("approve", article, approver)

    article = factories.reload(article)
    assert (article.status, article.newest_version.number) == (Status.PENDING, "0.1")
    assert not article.publications.exists()
    assert generation.current() == before


def test_buttons_are_what_can_be_done(editor, approver):
    article = factories.make_pending(editor)

    assert workflow.available_verbs(article, approver) == [Verb.APPROVE, Verb.REJECT]
    assert workflow.available_verbs(article, editor) == [Verb.RECALL, Verb.PLACE]
    assert workflow.available_verbs(article, factories.make_user(Role.ANALYST)) == []
