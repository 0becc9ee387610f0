"""Two people, two tabs, two clicks: nobody's work is undone unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news import permissions, workflow
from news.enums import Role, Status, Verb
from news.models import Article
from news.refusals import Refused
from tests import factories
from tests.news.acts import do
from tests.news.desk import form_data, verb_address

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def boss():
    return factories.make_user(*factories.EVERY_DESK_ROLE)


@pytest.fixture
def desk(client, boss):
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change_address(article):
    return reverse("admin:news_article_change", args=[article.pk])


def test_saving_does_not_move_an_article_back(desk, boss):
    article = factories.make_draft(boss)
    sent = form_data(article, seen_category=article.category_id)
    there = factories.make_category()
    workflow.place(article.pk, boss, article.newest_version_id, category=there)

    assert desk.post(change_address(article), sent).status_code == 302

    assert factories.reload(article).category == there
    assert article.versions.count() == 2


def test_a_chosen_category_still_moves_it(desk, boss):
    article = factories.make_draft(boss)
    there = factories.make_category()

    desk.post(
        change_address(article),
        form_data(article, seen_category=article.category_id, category=there.pk),
    )

    assert factories.reload(article).category == there


def test_a_placement_is_not_written_over_unseen(desk, boss):
    article = factories.make_published()
    seen = article.revision
    workflow.place(article.pk, boss, article.newest_version_id, is_featured=True, featured_rank=5)

    response = desk.post(
        verb_address(article, "place"),
        {
            "version": article.newest_version_id,
            "seen": seen,
            "category": article.category_id,
            "slug": "dia-chi-moi",
            "featured_rank": 100,
        },
    )

    assert response.status_code == 200
    assert "đã có người thay đổi bài này" in response.text
    assert 'value="dia-chi-moi"' in response.text
    assert factories.reload(article).featured_rank == 5


def test_placing_without_a_change_leaves_no_trace(desk, boss):
    article = factories.make_published()
    events = article.events.count()

    desk.post(
        verb_address(article, "place"),
        {
            "version": article.newest_version_id,
            "seen": article.revision,
            "category": article.category_id,
            "slug": article.slug,
            "featured_rank": article.featured_rank,
        },
    )

    assert article.events.count() == events


def test_a_second_click_on_save_says_that_nothing_changed(desk, boss):
    article = factories.make_draft(boss)
    sent = form_data(article, seen_category=article.category_id)

    assert desk.post(change_address(article), sent).status_code == 302
    again = desk.post(change_address(article), sent, follow=True)

    assert "Nội dung không thay đổi" in again.text
    assert article.versions.count() == 2


def test_what_was_cancelled_is_submitted_again_as_it_is(desk, boss):
    """Beside the text that readers see, it has no other way back."""
    article = factories.make_published()
    later = (timezone.now() + 24 * HOUR).replace(second=0, microsecond=0)
    sent = {"published_at": factories.hour(later), "seen_category": article.category_id}
    desk.post(change_address(article), form_data(article, **sent) | {"_submit": ""})
    approver = factories.make_user(Role.APPROVER)
    do("approve", article, approver)
    do("cancel", article, approver)
    article = factories.reload(article)
    page = desk.get(change_address(article))
    assert "Bạn đọc vẫn thấy phiên bản 1.0. Bản này sẽ không tự đăng" in page.text

    again = desk.post(change_address(article), form_data(article, **sent) | {"_submit": ""})

    assert again.status_code == 302
    article = factories.reload(article)
    assert (article.status, article.newest_version.number) == (Status.PENDING, "2.1")


def test_a_correction_keeps_a_schedule_that_was_moved(desk, boss):
    now = timezone.now()
    article = factories.make_published(published_at=now + 24 * HOUR)
    later = (now + 240 * HOUR).replace(second=0, microsecond=0)
    workflow.reschedule(article.pk, boss, article.newest_version_id, opens_at=later)

    shown = desk.get(change_address(article)).text
    assert f'value="{factories.hour(later)}"' in shown
    desk.post(change_address(article), form_data(article, published_at=factories.hour(later)))

    assert factories.reload(article).newest_version.published_at == later


def test_a_moved_schedule_may_come_before_its_predecessors_own_end(boss):
    now = timezone.now()
    article = factories.make_published(expires_at=now + 4 * HOUR)
    editor = factories.make_user(Role.EDITOR)
    workflow.save(
        article.pk,
        editor,
        article.newest_version_id,
        factories.make_content(published_at=now + 6 * HOUR),
    )
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)
    workflow.approve(article.pk, boss, article.newest_version_id)

    for hours in (3, 7, 2):
        workflow.reschedule(
            article.pk, boss, article.newest_version_id, opens_at=now + hours * HOUR
        )
        first, second = article.publications.order_by("pk")
        assert second.starts_at == now + hours * HOUR
        assert first.ends_at == now + min(hours, 4) * HOUR


def test_who_wrote_a_restored_version_does_not_approve_it():
    writer = factories.make_user(Role.CONTRIBUTOR, Role.APPROVER)
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_draft(writer)
    workflow.save(article.pk, editor, article.newest_version_id, factories.make_content())
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)
    workflow.approve(article.pk, factories.make_user(Role.APPROVER), article.newest_version_id)
    workflow.restore(article.pk, editor, article.newest_version_id, serial=1)
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)

    assert permissions.makers_since_approval(article) == {editor.pk, writer.pk}
    assert article not in permissions.waiting_for(writer)
    assert Verb.APPROVE not in workflow.available_verbs(article, writer)
    with pytest.raises(Refused):
        workflow.approve(article.pk, writer, article.newest_version_id)


def test_two_emergencies_are_reviewed_by_a_third_person():
    first, second = (factories.make_user(Role.ADMINISTRATOR, Role.APPROVER) for _ in range(2))
    article = factories.make_emergency(administrator=first)
    editor = factories.make_user(Role.EDITOR)
    workflow.save(article.pk, editor, article.newest_version_id, factories.make_content())
    article = factories.reload(article)
    workflow.emergency_publish(article.pk, second, article.newest_version_id, reason="Lũ")

    for person in (first, second):
        with pytest.raises(Refused):
            workflow.review(article.pk, person, article.newest_version_id, reason="Đúng")
    third = factories.make_user(Role.APPROVER)
    workflow.review(article.pk, third, article.newest_version_id, reason="Đúng")
    assert Article.objects.get(pk=article.pk).emergency_by is None


def test_the_desk_lists_only_emergencies_that_one_may_review(client):
    here, there = factories.make_category(), factories.make_category()
    person = factories.make_user(Role.APPROVER, category=here)
    factories.make_user()
    article = factories.make_emergency(category=there)
    permitted = factories.make_emergency(category=here)

    assert set(permissions.emergencies_for(factories.fresh(person))) == {permitted}
    assert article.emergency_by is not None


@pytest.mark.parametrize(
    ("placement", "field"),
    [
        ({"slug": "Không hợp lệ"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"featured_rank": 0}, "featured_rank"),
    ],
)
def test_the_rules_of_placing_hold_whoever_calls(boss, placement, field):
    article = factories.make_published()
    with pytest.raises(Refused) as refused:
        workflow.place(article.pk, boss, article.newest_version_id, **placement)
    assert {one.field for one in refused.value.refusals} == {field}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://[", "http://℀.com", "https://a b.vn", "//a.vn"]
)
def test_the_rules_of_content_hold_whoever_calls(boss, address):
    article = factories.make_draft(boss)
    content = factories.make_content(redirect_url=address)
    with pytest.raises(Refused):
        workflow.create(boss, article.category, content)
    with pytest.raises(Refused) as refused:
        workflow.save(article.pk, boss, article.newest_version_id, content)
    assert {one.field for one in refused.value.refusals} == {"redirect_url"}
    assert article.versions.count() == 1


@pytest.mark.parametrize("field", ["published_at", "expires_at"])
def test_a_year_that_no_calendar_has_is_told_beside_its_field(desk, boss, field):
    article = factories.make_draft(boss)

    response = desk.post(change_address(article), form_data(article, **{field: "0001-01-01T00:00"}))

    assert response.status_code == 200
    assert "Năm không đúng" in response.text
    assert "Khánh thành cầu kênh Bảy" in response.text


def test_faults_found_on_submitting_stand_beside_their_fields(desk, boss):
    article = factories.make_draft(boss)

    response = desk.post(change_address(article), form_data(article, summary="", _submit=""))

    assert response.status_code == 409
    assert 'id="id_summary_error"' in response.text
    assert factories.reload(article).status == "draft"
    assert article.versions.count() == 2


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<blockquote>" * 300 + "<p>chữ</p>", "lồng nhau quá sâu"),
        ("<p>" + "chữ " * 200_000 + "</p>", "quá dài"),
        ("<p>chữ</p>" * 21_000, "quá nhiều ô"),
    ],
    ids=["deep", "long", "many"],
)
def test_a_text_that_no_page_could_hold_is_told_beside_its_field(desk, boss, body, sentence):
    article = factories.make_draft(boss)

    response = desk.post(change_address(article), form_data(article, body=body))

    assert response.status_code == 200
    assert sentence in response.text
    assert article.versions.count() == 1
