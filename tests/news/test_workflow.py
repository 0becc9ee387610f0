"""What the verbs bring about and refuse: numbers, events, restoring, placing, buttons."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from news import workflow
from news.enums import PublicState, Role, Status, Verb
from news.models import Article
from news.refusals import Refused
from tests import factories
from tests.interference import meanwhile
from tests.news.acts import correct, do, state, visible_title

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


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
        "body",
        "image_alt",
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
    assert event.details == {
        "restored_serial": 1,
        "restored_number": "1.0",
        "differences": {"attachments_added": 1, "fields": ["title", "image_alt", "image"]},
    }
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


# --- buttons ------------------------------------------------------------------------------------


def test_buttons_are_what_can_be_done(editor, approver):
    article = factories.make_pending(editor)

    assert workflow.available_verbs(article, approver) == [Verb.APPROVE, Verb.REJECT]
    assert workflow.available_verbs(article, editor) == [Verb.RECALL, Verb.PLACE]
    assert workflow.available_verbs(article, factories.make_user(Role.ANALYST)) == []


# --- two at one moment ----------------------------------------------------------------------------


def test_an_article_moved_away_between_judging_and_taking_is_judged_again():
    """Status and version are the same; only the revision tells that it was placed elsewhere."""
    here, there = factories.make_category(), factories.make_category()
    editor = factories.make_user(Role.EDITOR, category=here)
    article = factories.make_draft(category=here)

    def placed_elsewhere():
        Article.objects.filter(pk=article.pk).update(category=there, revision=F("revision") + 1)

    with (
        meanwhile(placed_elsewhere, before='UPDATE "news_article" SET'),
        pytest.raises(Refused) as refused,
    ):
        do("save", article, editor, content=factories.make_content())

    assert refused.value.kinds == {"permission"}
    assert article.versions.count() == 1
