"""Comparing versions over HTTP: who may, what is shown, what an approver sees of a correction."""

import pytest
from django.urls import reverse

from news import workflow
from news.enums import Role
from news.models import Event
from news.versions import content_of
from tests import factories
from tests.news.desk import address, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def compare_address(article, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('admin:news_article_compare', args=[article.pk])}?{query}"


def corrected(editor, *bodies, submit=False, **fields):
    """Return a published article with a correction for each of ``bodies``."""
    article = factories.make_published(body="<p>Cầu cũ bắc qua kênh.</p>", **fields)
    for body in bodies:
        content = content_of(article.newest_version)
        workflow.save(article.pk, editor, article.newest_version_id, changed(content, body))
        article = factories.reload(article)
    if submit:
        workflow.submit(article.pk, editor, article.newest_version_id)
    return factories.reload(article)


def changed(content, body):
    return factories.make_content(
        **{name: getattr(content, name) for name in ("article_type", "title", "summary")}, body=body
    )


@pytest.fixture
def article(editor):
    return corrected(editor, "<p>Cầu mới bắc qua kênh.</p>", "<p>Cầu mới bắc ngang kênh.</p>")


# --- who and what ---------------------------------------------------------------------------------


def test_two_versions_in_one_text(enter, editor, article):
    response = enter(editor).get(compare_address(article, tu=1, den=2))
    assert response.status_code == 200
    assert "1 đoạn sửa." in response.text
    assert "</span>cũ</del>" in response.text
    assert "</span>mới</ins>" in response.text
    assert "ngang" not in response.text


def test_two_versions_side_by_side(enter, editor, article):
    response = enter(editor).get(compare_address(article, tu=1, den=3, xem="song-song"))
    old, new = response.text.split('<div class="diff-old">')[2].split('<div class="diff-new">')
    assert "cũ</del>" in old
    assert "<ins>" not in old
    assert "mới</ins>" in new
    assert "<del>" not in new
    assert '<input type="hidden" name="xem" value="song-song">' in response.text


def test_backwards_is_as_good(enter, editor, article):
    response = enter(editor).get(compare_address(article, tu=2, den=1))
    assert "</span>mới</del>" in response.text


def test_nothing_asked_for_compares_the_newest_with_what_was_approved(enter, editor, article):
    context = enter(editor).get(compare_address(article)).context
    assert (context["old"].number, context["new"].number) == ("1.0", "1.2")
    context = enter(editor).get(compare_address(article, den=2)).context
    assert (context["old"].number, context["new"].number) == ("1.0", "1.1")


def test_a_version_with_itself_differs_in_nothing(enter, editor, article):
    response = enter(editor).get(compare_address(article, tu=2, den=2))
    assert "không thấy hai bản khác nhau" in response.text


def test_an_only_version_can_be_asked_for(enter, editor):
    response = enter(editor).get(compare_address(factories.make_draft()))
    assert response.status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"tu": 1, "den": 9},
        {"tu": 0, "den": 1},
        {"tu": "x", "den": 1},
        {"tu": 1, "den": ""},
        {"tu": "²", "den": 1},
        {"tu": 1, "den": "9" * 30},
        {"tu": "-1", "den": 1},
    ],
)
def test_a_version_that_is_not_there_is_not_found(enter, editor, article, asked):
    assert enter(editor).get(compare_address(article, **asked)).status_code == 404


def test_the_versions_of_another_article_are_not_found(enter, editor, article):
    other = factories.make_draft()
    assert enter(editor).get(compare_address(other, tu=1, den=2)).status_code == 404


def test_who_may_not_open_the_article_may_not_compare(enter, here):
    elsewhere = factories.make_user(Role.EDITOR, category=factories.make_category())
    contributor = factories.make_user(Role.CONTRIBUTOR)
    article = factories.make_draft(category=here)
    for person in (elsewhere, contributor, factories.make_user(Role.ANALYST)):
        assert enter(person).get(compare_address(article, tu=1, den=1)).status_code == 404


def test_its_writer_may_compare(enter, writer):
    article = factories.make_draft(writer)
    assert enter(writer).get(compare_address(article, tu=1, den=1)).status_code == 200


def test_nothing_can_be_posted(enter, editor, article):
    assert enter(editor).post(compare_address(article, tu=1, den=2)).status_code == 405


@pytest.mark.parametrize("view", ["", "song-song"])
def test_the_number_of_queries_does_not_grow(
    enter, editor, article, view, django_assert_max_num_queries
):
    few = factories.make_published(body="<p>Một đoạn duy nhất.</p>")
    client = enter(editor)
    client.get(compare_address(few))
    counts = []
    for one in (few, article):
        with django_assert_max_num_queries(20) as queries:
            client.get(compare_address(one, xem=view))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- the pages that lead there --------------------------------------------------------------------


def test_the_list_of_versions_says_what_changed_and_leads_to_it(enter, editor, article):
    page = enter(editor).get(address(article))
    assert page.text.count("1 đoạn sửa") == 2
    for tu, den in ((1, 2), (2, 3), (1, 3)):
        assert f"?tu={tu}&amp;den={den}" in page.text
    rows = page.context["versions"]
    assert [row.version.serial for row in rows] == [3, 2, 1]
    assert [row.previous for row in rows] == [2, 1, None]
    assert [row.approved and row.approved.number for row in rows] == ["1.0", None, None]


def test_a_version_leads_to_what_it_changed(enter, editor, article):
    page = enter(editor).get(reverse("admin:news_article_version", args=[article.pk, 2]))
    assert "?tu=1&amp;den=2" in page.text
    first = enter(editor).get(reverse("admin:news_article_version", args=[article.pk, 1]))
    assert "den=1" not in first.text


def test_a_save_keeps_how_much_it_changed(enter, editor, article):
    enter(editor).post(
        address(article), form_data(article, title="Tên mới", body="<p>Khác hẳn.</p>")
    )
    newest = Event.objects.first()
    assert newest.details["differences"]["paragraphs_removed"] == 1
    assert "title" in newest.details["differences"]["fields"]


def test_a_restored_version_says_what_it_changed(editor, article):
    workflow.restore(article.pk, editor, article.newest_version_id, serial=1)
    details = Event.objects.first().details
    assert details["differences"] == {"paragraphs_changed": 1}
    assert details["restored_serial"] == 1


# --- what an approver sees ------------------------------------------------------------------------


def panel(page):
    """Return the panel of changes on an article's page; empty when there is none."""
    _before, found, after = page.text.partition('<details class="panel changes')
    return after.partition("</details>")[0] if found else ""


def test_an_approver_sees_what_a_waiting_correction_changes(enter, editor, approver):
    article = corrected(editor, "<p>Cầu mới bắc qua kênh.</p>", submit=True)
    shown = panel(enter(approver).get(address(article)))
    assert shown.partition(">")[0].endswith(" open")
    assert "so với bản đang đăng (1.0)" in shown
    assert "1 đoạn sửa." in shown
    assert "</span>cũ</del>" in shown
    assert "?tu=1&amp;den=2&amp;xem=song-song" in shown


def test_it_is_folded_while_the_correction_is_being_written(enter, editor, approver):
    article = corrected(editor, "<p>Cầu mới bắc qua kênh.</p>")
    shown = panel(enter(approver).get(address(article)))
    assert shown
    assert not shown.partition(">")[0].endswith(" open")


def test_all_corrections_since_the_approval_are_shown_together(enter, article, approver):
    shown = panel(enter(approver).get(address(article)))
    assert "</span>cũ</del>" in shown
    assert "</span>ngang</ins>" in shown


def test_a_withdrawn_article_is_compared_with_what_was_approved(enter, editor, approver):
    article = corrected(editor, "<p>Cầu mới bắc qua kênh.</p>", submit=True)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    assert "so với bản đã duyệt (1.0)" in panel(enter(approver).get(address(article)))


def test_a_first_submission_has_nothing_to_compare(enter, approver):
    assert panel(enter(approver).get(address(factories.make_pending()))) == ""


def test_an_approved_text_changes_nothing(enter, approver):
    assert panel(enter(approver).get(address(factories.make_published()))) == ""


def test_who_may_not_approve_is_not_shown_the_panel(enter, editor):
    article = corrected(editor, "<p>Cầu mới bắc qua kênh.</p>", submit=True)
    assert panel(enter(editor).get(address(article))) == ""
