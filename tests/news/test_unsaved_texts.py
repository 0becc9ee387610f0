"""What is typed is kept a tab at a time, offered again with what differs, and goes when saved."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from news import richtext, unsaved_texts
from news.enums import Role
from news.models import Event, UnsavedText
from tests import factories, samples
from tests.news.desk import ADD, address, form_data, new_data

pytestmark = pytest.mark.django_db
ONE, TWO = "1" * 32, "2" * 32
NEW = reverse("admin:news_article_autosave_new")


@pytest.fixture
def mine():
    return factories.make_user(Role.EDITOR, full_name="Phạm Ngọc Ánh")


@pytest.fixture
def article(mine):
    return factories.make_draft(mine, title="Tên đầu", body="<p>Chữ đầu.</p>")


@pytest.fixture
def type_in(enter, mine):
    """Send what a tab holds: ``type_in(article, tab=…, turn=…, body=…)`` returns the answer."""

    def send(article, tab=ONE, turn=1, user=mine, **fields):
        sent = form_data(article, tab=tab, turn=turn, person=user.pk, **fields)
        at = reverse("admin:news_article_autosave", args=[article.pk]) if article else NEW
        return enter(user).post(at, sent)

    return send


def take_address(article):
    """Return where the only text kept is taken back."""
    return f"{address(article) if article else ADD}?lay-lai={UnsavedText.objects.get().pk}"


def bodies():
    return [text.fields["body"] for text in UnsavedText.objects.order_by("tab")]


def test_what_is_typed_is_kept_without_a_version_or_an_event(type_in, article):
    versions, events = article.versions.count(), Event.objects.count()
    with time_machine.travel("2026-11-23T03:03:00+00:00", tick=False):
        response = type_in(article, body="<p>Chữ đang gõ.</p>", note="Ghi chú")
    assert response.json() == {"at": "10:03"}
    kept = UnsavedText.objects.get()
    assert kept.fields["body"] == ["<p>Chữ đang gõ.</p>"]
    assert not {"csrfmiddlewaretoken", "tab", "turn", "person", "_save"} & kept.fields.keys()
    assert (article.versions.count(), Event.objects.count()) == (versions, events)


def test_two_tabs_never_write_over_each_other_and_an_older_turn_never_over_a_newer(
    type_in, article
):
    type_in(article, tab=ONE, turn=5, body="một")
    type_in(article, tab=TWO, turn=3, body="hai")
    type_in(article, tab=ONE, turn=4, body="cũ, đến sau")
    assert bodies() == [["một"], ["hai"]]
    type_in(article, tab=ONE, turn=6, body="mới")
    assert bodies() == [["mới"], ["hai"]]


def test_it_is_offered_with_time_and_difference_and_nothing_is_applied(
    type_in, enter, mine, article
):
    type_in(article, title="Tên đầu", summary="", body="<p>Chữ đầu, gõ thêm.</p>")
    page = enter(mine).get(address(article)).text
    kept = timezone.localtime(UnsavedText.objects.get().kept_at)
    assert f"{kept:%H:%M, %d/%m/%Y}" in page
    assert "gõ thêm" in page.partition('class="article-form')[0]
    form = enter(mine).get(address(article)).context["form"]
    assert "gõ thêm" not in str(form["body"].value())

    taken = enter(mine).get(take_address(article))
    assert taken.context["form"]["body"].value() == "<p>Chữ đầu, gõ thêm.</p>"
    assert article.versions.count() == 1
    assert "data-unsaved-now" in taken.text


def test_saving_forgets_what_it_saved_and_the_text_it_was_filled_from(
    type_in, enter, mine, article
):
    type_in(article, tab=ONE, turn=7, body="<p>Lấy lại.</p>")
    taken = enter(mine).get(take_address(article)).context["taken"]
    type_in(article, tab=TWO, turn=9, body="<p>Trang khác.</p>")
    sent = form_data(article, tab="3" * 32, taken=taken, body="<p>Lấy lại.</p>")
    assert enter(mine).post(address(article), sent).status_code == 302
    assert bodies() == [["<p>Trang khác.</p>"]]

    article = factories.reload(article)
    sent = form_data(article, tab=TWO, body="<p>Trang khác.</p>")
    assert enter(mine).post(address(article), sent).status_code == 302
    assert bodies() == []


def test_a_text_that_its_tab_changed_after_it_was_taken_stays(type_in, enter, mine, article):
    type_in(article, tab=ONE, turn=7, body="<p>Lấy lại.</p>")
    taken = enter(mine).get(take_address(article)).context["taken"]
    type_in(article, tab=ONE, turn=8, body="<p>Viết tiếp.</p>")
    enter(mine).post(address(article), form_data(article, taken=taken, body="<p>Lấy lại.</p>"))
    assert bodies() == [["<p>Viết tiếp.</p>"]]


def test_a_refused_form_goes_on_under_its_own_name(enter, mine, type_in, article):
    type_in(article, body="<p>Chữ.</p>")
    page = enter(mine).post(address(article), form_data(article, tab=ONE, title="")).text
    assert f'name="tab" value="{ONE}"' in page
    assert 'class="panel unsaved' not in page
    assert UnsavedText.objects.count() == 1


def test_an_article_not_begun_is_offered_on_the_empty_form(type_in, enter, mine, here, kind):
    type_in(None, title="Bài dở dang", body="<p>Mới gõ.</p>", category="", article_type="")
    offered = enter(mine).get(ADD).text
    assert "Bài dở dang" in offered
    assert "đổi loại bài viết" not in offered
    taken = enter(mine).get(take_address(None))
    assert taken.context["form"]["title"].value() == "Bài dở dang"
    # Half a text is no mistake yet.
    assert not taken.context["form"].errors
    saved = new_data(here, kind, title="Bài dở dang", taken=taken.context["taken"])
    assert enter(mine).post(ADD, saved).status_code == 302
    assert not UnsavedText.objects.exists()


def test_a_text_older_than_the_newest_version_stands_beside_it(type_in, enter, mine, article):
    type_in(article, body="<p>Của tôi.</p>", title="Tên đầu", summary="x")
    other = factories.make_user(Role.EDITOR)
    enter(other).post(address(article), form_data(article, body="<p>Của họ.</p>"))
    taken = enter(mine).get(take_address(article))
    assert taken.context["form"].has_met
    assert "Của họ." in taken.text
    assert "Của tôi." in taken.text


def test_what_says_the_same_is_not_offered(type_in, enter, mine, article):
    sent = form_data(article)
    enter(mine).post(address(article), sent)
    article = factories.reload(article)
    type_in(article)
    assert 'class="panel unsaved' not in enter(mine).get(address(article)).text
    type_in(article, turn=2, note="Chỉ có ghi chú này")
    assert 'class="panel unsaved' in enter(mine).get(address(article)).text


def test_dropping_is_its_writers_alone(type_in, enter, mine, article):
    type_in(article)
    drop = reverse("admin:news_article_drop_unsaved", args=[UnsavedText.objects.get().pk])
    other = factories.make_user(Role.EDITOR)
    answers = {
        "other's drop": enter(other).post(drop).status_code,
        "other's page": 'class="panel unsaved' in enter(other).get(address(article)).text,
        "other takes": enter(other).get(take_address(article)).context["taken"],
        "get": enter(mine).get(drop).status_code,
    }
    assert answers == {"other's drop": 404, "other's page": False, "other takes": "", "get": 405}
    assert enter(mine).post(drop).status_code == 302
    assert not UnsavedText.objects.exists()


def test_who_may_not_write_keeps_nothing(type_in, enter, mine, article):
    stranger = factories.make_user(Role.CONTRIBUTOR)
    approver = factories.make_user(Role.APPROVER)
    found = {
        "stranger": type_in(article, user=stranger).status_code,
        "approver": type_in(article, user=approver).status_code,
        "approver begins": type_in(None, user=approver).status_code,
        "somebody else's page": enter(stranger)
        .post(NEW, form_data(tab=ONE, turn=1, person=mine.pk))
        .status_code,
    }
    assert found == {
        "stranger": 404,
        "approver": 403,
        "approver begins": 403,
        "somebody else's page": 401,
    }
    assert not UnsavedText.objects.exists()


def test_sizes_and_names_are_bounded(type_in, article):
    deep = "<blockquote>" * (richtext.MAX_DEPTH + 9)
    found = {
        "long": type_in(article, body="a" * (richtext.MAX_LENGTH + 1)).status_code,
        "deep": type_in(article, body=deep).status_code,
        "rest": type_in(article, note="a" * (unsaved_texts.MAX_REST + 1)).status_code,
        "tab": type_in(article, tab="../x").status_code,
        "turn": type_in(article, turn="9" * 40).status_code,
        "no turn": type_in(article, turn="").status_code,
    }
    assert found == {
        **dict.fromkeys(("long", "deep", "rest"), 413),
        **dict.fromkeys(("tab", "turn", "no turn"), 400),
    }
    assert "quá dài" in type_in(article, body="a" * (richtext.MAX_LENGTH + 1)).json()["sentence"]
    assert not UnsavedText.objects.exists()
    assert type_in(article, note="a\0b").status_code == 200
    assert UnsavedText.objects.get().fields["note"] == ["ab"]


def test_old_texts_and_too_many_go_with_the_next_one(type_in, article, monkeypatch):
    monkeypatch.setattr(unsaved_texts, "MOST", 3)
    other = factories.make_user(Role.EDITOR)
    long_ago = timezone.now() - unsaved_texts.LIFE - timedelta(minutes=1)
    with time_machine.travel(long_ago):
        type_in(article, tab="f" * 32, user=other)
    for number in range(5):
        type_in(article, tab=str(number) * 32, body=str(number))
    assert bodies() == [["2"], ["3"], ["4"]]


def test_one_that_is_too_old_is_offered_no_more(type_in, enter, mine, article):
    with time_machine.travel(timezone.now() - unsaved_texts.LIFE - timedelta(minutes=1)):
        type_in(article)
    assert 'class="panel unsaved' not in enter(mine).get(address(article)).text


def test_a_form_without_any_text_costs_no_query_more_than_one(
    enter, mine, article, django_assert_max_num_queries
):
    client = enter(mine)
    client.get(address(article))
    with django_assert_max_num_queries(60) as asked:
        client.get(address(article))
    own = [one["sql"] for one in asked.captured_queries if "unsavedtext" in one["sql"]]
    assert len(own) == 1


def test_uploads_are_found_again_by_their_hash(type_in, enter, mine, article):
    picture = factories.make_stored_image(mine)
    attachment = factories.make_attachment(mine)
    type_in(
        article,
        stored_image=picture.sha256,
        **{"attachments-0-stored": attachment.file.sha256, "attachments-0-title": "Kế hoạch"},
    )
    taken = enter(mine).get(take_address(article))
    assert taken.context["form"].image_file == picture
    assert taken.context["rows"].forms[0].stored_file == attachment.file


def test_the_preview_of_a_form_keeps_it_with_its_uploads(enter, mine, article):
    sent = form_data(article, tab=ONE, title="Tiêu đề mới", image=samples.picture())
    shown = enter(mine).post(
        reverse("admin:news_article_preview", args=[article.pk]), sent, follow=True
    )
    assert shown.status_code == 200
    kept = UnsavedText.objects.get()
    page = enter(mine).get(reverse("admin:news_article_unsaved_preview_page", args=[kept.pk]))
    assert "<h1>Tiêu đề mới</h1>" in page.text
    assert kept.fields["stored_image"][0] in page.text
    # What the tab sends next is newer than what its preview has kept.
    assert kept.turn == 1
    assert article.versions.count() == 1


@pytest.mark.parametrize(
    ("field", "status"),
    [("stored_image", 200), ("stored_video", 200), ("attachments-0-stored", 200), ("tab", 302)],
)
def test_a_name_of_a_file_or_page_that_is_none_breaks_nothing(
    enter, writer, here, kind, field, status
):
    data = new_data(here, kind, **{field: "a\0"})
    assert enter(writer).post(ADD, data).status_code == status
