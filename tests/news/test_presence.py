"""Who else has an article open: told at the door, kept alive by signs, forgotten without them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news import presence, workflow
from news.enums import Role
from news.models import EditSession
from tests import factories
from tests.news.desk import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return factories.make_user(Role.EDITOR, full_name="Phạm Ngọc Ánh")


@pytest.fixture
def theirs():
    return factories.make_user(Role.EDITOR, full_name="Trần Văn Bình")


@pytest.fixture
def article(mine):
    return factories.make_draft(mine)


def signs(article):
    return reverse("admin:news_article_presence", args=[article.pk])


def opened(article, user, *, minutes_ago=0):
    """Let the person have opened the form some minutes ago, without a sign since."""
    return presence.note(article, user, timezone.now() - timedelta(minutes=minutes_ago))


def test_opening_the_form_is_noted_and_told_to_the_next(enter, article, mine, theirs):
    assert "đang mở bài này" not in enter(theirs).get(address(article)).text

    response = enter(mine).get(address(article))

    since = timezone.localtime(EditSession.objects.get(user=theirs).opened_at)
    assert f"Trần Văn Bình đang mở bài này từ {since:%H:%M}" in response.text
    assert "Phạm Ngọc Ánh đang mở" not in response.text


def test_nobody_is_there_after_ten_minutes_without_a_sign(enter, article, mine, theirs):
    opened(article, theirs, minutes_ago=11)
    assert "đang mở bài này" not in enter(mine).get(address(article)).text
    assert not EditSession.objects.filter(user=theirs).exists()

    opened(article, theirs, minutes_ago=9)
    assert "đang mở bài này" in enter(mine).get(address(article)).text


def test_signs_keep_the_moment_of_opening(article, theirs):
    began = opened(article, theirs, minutes_ago=9)
    presence.note(article, theirs, timezone.now())
    (session,) = presence.others(article, factories.make_user(), timezone.now())
    assert session.opened_at == began


def test_who_comes_back_after_a_long_pause_has_opened_it_anew(article, theirs):
    opened(article, theirs, minutes_ago=60)
    now = presence.note(article, theirs, timezone.now())
    assert EditSession.objects.get().opened_at == now


def test_expired_sessions_of_all_articles_are_cleared_a_few_at_a_time(article, mine, monkeypatch):
    monkeypatch.setattr(presence, "CLEARED_AT_ONCE", 2)
    for _ in range(3):
        presence.note(factories.make_draft(mine), mine, timezone.now() - timedelta(hours=1))
        EditSession.objects.update(seen_at=timezone.now())
    EditSession.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    opened(article, mine)
    assert EditSession.objects.count() == 2


def test_a_sign_tells_who_else_is_there_and_what_was_saved(enter, article, mine, theirs):
    opened(article, theirs)
    client = enter(mine)
    answer = client.post(signs(article), {"version": article.newest_version_id})
    assert "Trần Văn Bình đang mở bài này" in answer.json()["told"]
    assert "phiên bản" not in answer.json()["told"]

    workflow.save(article.pk, theirs, article.newest_version_id, factories.make_content())
    told = client.post(signs(article), {"version": article.newest_version_id}).json()["told"]
    assert "phiên bản 0.2" in told


def test_closing_ends_it_but_not_for_a_page_opened_later(enter, article, mine):
    client = enter(mine)
    first = client.get(address(article)).context["open_sign"]
    second = client.get(address(article)).context["open_sign"]

    client.post(signs(article), {"closed": "", "sign": first})
    assert EditSession.objects.filter(user=mine).exists()
    client.post(signs(article), {"closed": "", "sign": second})
    assert not EditSession.objects.filter(user=mine).exists()


@pytest.mark.parametrize("sign", ["", "hôm qua", "2023-13-45", "2023-01-16T10:00:00"])
def test_a_sign_that_is_none_ends_nothing(enter, article, mine, sign):
    opened(article, mine)
    assert enter(mine).post(signs(article), {"closed": "", "sign": sign}).status_code == 204
    assert EditSession.objects.count() == 1


def test_only_who_may_write_gives_signs(enter, article):
    reader = factories.make_user(Role.APPROVER)
    enter(reader).get(address(article))
    assert enter(reader).post(signs(article)).status_code == 403
    stranger = factories.make_user(Role.CONTRIBUTOR)
    assert enter(stranger).post(signs(article)).status_code == 404
    assert enter(stranger).get(signs(article)).status_code == 405
    assert not EditSession.objects.exists()
