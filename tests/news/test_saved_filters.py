"""Filters that people keep: their own, under their own names."""

import pytest
from django.urls import reverse

from news.enums import Role
from news.models import SavedFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = reverse("admin:news_article_changelist")
SAVE = reverse("admin:news_article_save_filter")


def delete_address(kept):
    return reverse("admin:news_article_delete_filter", args=[kept.pk])


def own(client):
    return [(chip.label, chip.query) for chip in client.get(LIST).context["own_chips"]]


def test_a_filter_is_kept_and_asks_for_the_same_again(enter, editor):
    factories.make_rejected(title="Cầu trả lại")
    factories.make_draft(title="Cầu nháp")
    client = enter(editor)
    query = "status__exact=rejected&q=cau&truoc=1-1&x=1&category="

    response = client.post(SAVE, {"name": "  Bài  cầu ", "query": query}, follow=True)

    assert "Bộ lọc “Bài cầu” đã được lưu" in response.text
    assert own(client) == [("Bài cầu", "q=cau&status__exact=rejected")]
    chosen = client.get(f"{LIST}?q=cau&status__exact=rejected")
    assert [str(row.article) for row in chosen.context["rows"]] == ["Cầu trả lại"]
    assert [chip.is_current for chip in chosen.context["own_chips"]] == [True]


def test_rankings_of_other_apps_can_be_kept(enter, editor):
    client = enter(editor)
    client.post(SAVE, {"name": "Đọc", "query": "order=read&category=3"})
    assert own(client) == [("Đọc", "category=3&order=read")]


def test_the_same_name_again_means_the_newer_filter(enter, editor):
    client = enter(editor)
    for query in ("q=cau", "q=duong"):
        client.post(SAVE, {"name": "Của tôi", "query": query})
    assert own(client) == [("Của tôi", "q=duong")]


def test_a_name_that_is_too_long_is_told_not_cut(enter, editor):
    client = enter(editor)
    response = client.post(SAVE, {"name": "n" * 61, "query": "q=cau"}, follow=True)
    assert f"61 ký tự, chỉ giữ được nhiều nhất 60: “{'n' * 61}”" in response.text
    assert own(client) == []


def test_others_neither_see_nor_delete_it(enter, editor, approver):
    kept = SavedFilter.objects.create(user=editor, name="Riêng", query="q=cau")
    client = enter(approver)
    assert own(client) == []
    assert "Riêng" not in client.get(LIST).text
    assert client.post(delete_address(kept)).status_code == 404
    assert SavedFilter.objects.filter(pk=kept.pk).exists()


def test_deleting_ones_own(enter, editor):
    kept = SavedFilter.objects.create(user=editor, name="Riêng", query="q=cau")
    client = enter(editor)
    assert client.get(delete_address(kept)).status_code == 405
    assert client.post(delete_address(kept)).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "sent", [{"name": "", "query": "q=a"}, {"name": "A", "query": ""}, {"name": "A"}, {}]
)
def test_a_filter_needs_a_name_and_a_query(enter, editor, sent):
    response = enter(editor).post(SAVE, sent, follow=True)
    assert "cần có tên" in response.text
    assert not SavedFilter.objects.exists()


def test_nobody_keeps_endlessly_many(enter, editor):
    client = enter(editor)
    for number in range(21):
        client.post(SAVE, {"name": f"Số {number}", "query": "q=a"})
    assert SavedFilter.objects.count() == 20
    client.post(SAVE, {"name": "Số 1", "query": "q=b"})
    assert SavedFilter.objects.get(name="Số 1").query == "q=b"


def test_who_has_no_list_keeps_no_filter(enter):
    client = enter(factories.make_user(Role.ANALYST))
    assert client.post(SAVE, {"name": "A", "query": "q=a"}).status_code == 403
