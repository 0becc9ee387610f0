"""Logging in again on the page itself: the same person, throttled, with a fresh proof of origin."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from news.enums import Role
from stats import staff
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AGAIN = reverse("admin:log_in_again")


@pytest.fixture
def mine():
    return factories.make_user(Role.EDITOR)


def give(client, who, password=factories.PASSWORD, **more):
    sent = {"person": who.pk, "username": who.username, "password": password}
    return client.post(AGAIN, sent | more)


def test_it_says_who_is_there_and_keeps_nothing_for_anybody_else(enter, mine):
    assert Client().get(AGAIN).json()["person"] is None
    answer = enter(mine).get(AGAIN)
    assert answer.json()["person"] == mine.pk
    assert "no-store" in answer["Cache-Control"]


def test_the_right_password_goes_on_under_the_new_proof_of_origin(mine):
    client = Client(enforce_csrf_checks=True)
    client.force_login(mine, backend="django.contrib.auth.backends.ModelBackend")
    Session.objects.all().delete()
    token = client.get(AGAIN).json()["token"]
    assert give(client, mine).status_code == 403
    answer = give(client, mine, csrfmiddlewaretoken=token)
    assert answer.status_code == 200
    assert staff.COOKIE in answer.cookies
    upload = reverse("admin:news_article_upload")
    assert client.post(upload, headers={"X-CSRFToken": answer.json()["token"]}).status_code == 200
    refused = client.post(upload, headers={"X-CSRFToken": token[::-1]})
    assert (refused.status_code, refused["X-Refused"]) == (403, "origin")


def test_another_person_does_not_take_over_the_page(client, mine):
    other = factories.make_user(Role.EDITOR)
    answer = give(client, other, person=mine.pk)
    assert answer.status_code == 403
    assert "người khác" in answer.json()["sentence"]
    assert client.get(AGAIN).json()["person"] is None


def test_guessing_is_locked_like_at_the_log_in(client, mine):
    answers = [give(client, mine, "sai").status_code for _ in range(5)]
    assert answers == [403, 403, 403, 403, 429]
    assert give(client, mine).status_code == 429
    assert client.get(AGAIN).json()["person"] is None
