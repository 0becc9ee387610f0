"""The demo: filled once, with everything the portal can show, and left alone afterwards."""

import unicodedata

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kientuong_portal.demo import people
from news.enums import Layout, PublicState, Role, Status
from news.models import Article, ArticleVersion, Category, Publication, RoleAssignment
from stats import reports
from stats.models import ArticleViews, OpeningBalance


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Fill the demo once for all tests of this file."""
    from django.db import transaction

    from kientuong_portal.management.commands.demo import Command

    with django_db_blocker.unblock(), transaction.atomic():
        Command().fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(filled, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def states():
    rows = Article.objects.with_public_state(timezone.now())
    return list(rows.values_list("public_state", flat=True))


def test_there_is_one_account_for_each_role(demo):
    assert get_user_model().objects.count() == len(Role)
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role.values)
    for username, *_rest in people.ACCOUNTS:
        assert get_user_model().objects.get(username=username).check_password(people.PASSWORD)


def test_at_least_forty_articles_in_every_state_over_three_years(demo):
    assert Article.objects.count() >= 40
    assert set(states()) == set(PublicState.values)
    assert states().count(PublicState.VISIBLE) >= 30
    assert set(Article.objects.values_list("status", flat=True)) == set(Status.values)
    dates = Publication.objects.values_list("published_at", flat=True)
    assert (max(dates) - min(dates)).days > 3 * 365 - 60


def test_there_is_something_of_everything(demo):
    assert Category.objects.count() == 6
    assert Category.objects.filter(parent=None).count() == 4
    versions = ArticleVersion.objects
    assert versions.exclude(redirect_url="").exists()
    assert versions.filter(serial=8).exists()
    assert versions.filter(layout=Layout.PAGE).count() >= 2
    bodies = " ".join(versions.values_list("body", flat=True))
    for tag in ("<table>", "<ul>", "<ol>", "<blockquote>", "<h2>", "<h3>"):
        assert tag in bodies
    assert sum(1 for kept in versions.values_list("attachments", flat=True) if kept) >= 5
    assert Publication.objects.visible().filter(is_featured=True).count() >= 3


def test_every_text_is_nfc_and_has_no_placeholder_left(demo):
    for version in ArticleVersion.objects.all():
        text = "\n".join((version.title, version.summary, version.body, version.image_caption))
        assert unicodedata.is_normalized("NFC", text)
        assert "{" not in text, version.title


def test_the_old_counter_goes_on(demo):
    assert OpeningBalance.objects.get().amount == 579_360
    assert reports.visit_counter(timezone.now()).total > 579_360
    assert ArticleViews.objects.count() > 1000


def test_home_shows_featured_and_newest(demo, client):
    text = client.get("/").text
    assert "ỦY BAN NHÂN DÂN THỊ XÃ KIẾN TƯỜNG" in text
    assert "lead-story" in text
    for publication in Publication.objects.visible().filter(is_featured=True)[:1]:
        assert publication.title in text


def test_every_visible_article_and_category_answers(demo, client):
    for publication in Publication.objects.visible():
        assert client.get(publication.get_absolute_url()).status_code == 200
    for category in Category.objects.all():
        assert client.get(category.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("username", [account[0] for account in people.ACCOUNTS])
def test_every_account_finds_a_desk(demo, client, username):
    user = get_user_model().objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    assert str(user) in response.text


@pytest.mark.django_db
def test_a_database_with_people_is_left_alone(capsys):
    get_user_model().objects.create_user("co-san", full_name="Có Sẵn")
    call_command("demo", port="8123")
    said = capsys.readouterr().out
    assert "giữ nguyên" in said
    assert "http://127.0.0.1:8123/quan-tri/" in said
    assert get_user_model().objects.count() == 1
