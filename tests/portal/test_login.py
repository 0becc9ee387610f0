"""Log-in: throttled, in Vietnamese, without keeping an address; staff are known to counting."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.urls import reverse

from news.enums import Role
from news.models import UnsavedText
from stats import staff
from stats.visitors import address_hash
from tests import factories
from tests.news.desk import address, verb_address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN = reverse("admin:login")
DO = reverse("admin:news_article_changelist")


def attempt(client, username, password, **headers):
    return client.post(LOGIN, {"username": username, "password": password}, **headers)


def test_who_has_a_role_gets_in(client):
    user = factories.make_user(Role.ANALYST)
    response = attempt(client, user.username, factories.PASSWORD)
    assert response.status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_has_no_role_stays_outside_and_is_told(client):
    user = factories.make_user(full_name="Lê Văn Không")
    response = client.post(
        LOGIN, {"username": user.username, "password": factories.PASSWORD}, follow=True
    )
    assert "chưa có vai trò nào" in response.text
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("active", [True, False])
def test_a_wrong_password_and_a_disabled_account_look_the_same(client, active):
    user = factories.make_user(Role.EDITOR, is_active=active)
    password = factories.PASSWORD if not active else "sai rồi"
    response = attempt(client, user.username, password)
    assert response.status_code == 200
    assert "Xin nhập đúng tên đăng nhập và mật khẩu" in response.text


def test_a_disabled_person_is_out_at_once(enter):
    user = factories.make_user(Role.EDITOR)
    client = enter(user)
    user.is_active = False
    user.save()
    assert client.get(reverse("admin:index")).status_code == 302


def test_guessing_is_locked_after_five_and_says_how_long(client):
    user = factories.make_user(Role.EDITOR)
    for _ in range(4):
        assert attempt(client, user.username, "sai").status_code == 200
    response = attempt(client, user.username, "sai")
    assert response.status_code == 429
    assert "15 phút" in response.text
    assert attempt(client, user.username, factories.PASSWORD).status_code == 429

    # The lock is for this person from this address; a colleague next door goes on working.
    assert (
        attempt(client, user.username, factories.PASSWORD, REMOTE_ADDR="10.9.8.7").status_code
        == 302
    )


def test_no_address_is_kept_of_failed_log_ins(client):
    user = factories.make_user(Role.EDITOR)
    for _ in range(5):
        attempt(client, user.username, "sai", REMOTE_ADDR="203.0.113.77")
    kept = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    assert kept
    assert "203.0.113.77" not in str(kept)
    assert address_hash("203.0.113.77") in str(kept)
    assert not AccessLog.objects.exists()


def test_logging_in_marks_the_browser_as_staffs_and_logging_out_unmarks_it(client):
    user = factories.make_user(Role.EDITOR)
    response = attempt(client, user.username, factories.PASSWORD)
    cookie = response.cookies[staff.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert user.username not in cookie.value

    response = client.post(reverse("admin:logout"))
    assert response.cookies[staff.COOKIE]["max-age"] == 0


def test_who_is_no_staff_is_not_marked(client):
    user = factories.make_user()
    assert staff.COOKIE not in attempt(client, user.username, factories.PASSWORD).cookies


def test_logging_out_needs_a_post(enter):
    client = enter(factories.make_user(Role.EDITOR))
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    ("stood_on", "led_to"),
    [
        ("http://testserver/quan-tri/?x=1", "/quan-tri/?x=1"),
        # Pages that a form was refused on take only what is sent.
        (f"http://testserver{DO}{{pk}}/do/reject/", f"{DO}{{pk}}/change/"),
        (f"http://testserver{DO}bulk/", DO),
        ("https://khac.vn/a", f"{DO}{{pk}}/change/"),
        ("", f"{DO}{{pk}}/change/"),
    ],
)
def test_a_form_sent_without_a_session_is_led_back_to_its_page(client, stood_on, led_to):
    user, article = factories.make_user(Role.APPROVER), factories.make_pending()
    stood_on, led_to = (one.format(pk=article.pk) for one in (stood_on, led_to))
    verb = verb_address(article, "approve")
    answer = client.post(verb, headers={"referer": stood_on}, follow=True)
    sent = {"username": user.username, "password": factories.PASSWORD}
    answer = client.post(LOGIN, sent | {"next": answer.context["next"]}, follow=True)
    assert answer.redirect_chain == [(led_to, 302)]
    assert "Phiên làm việc đã hết, nên việc vừa gửi chưa được thực hiện" in answer.text
    # A script's request is told nothing: it knows, and nobody reads its page.
    client.logout()
    client.post(verb, headers={"sec-fetch-mode": "cors"})
    attempt(client, *sent.values())
    assert "việc vừa gửi chưa" not in client.get("/quan-tri/").text


@pytest.mark.parametrize("kind", ["one", "many"])
def test_a_reason_sent_without_a_session_is_in_its_field_after_the_log_in(client, kind):
    user, article = factories.make_user(Role.APPROVER), factories.make_pending()
    chosen = {"task": "return", "row": f"{article.pk}-{article.newest_version_id}"}
    if kind == "one":
        verb, stood_on = verb_address(article, "reject"), address(article)
    else:
        verb, stood_on = f"{DO}bulk/", DO
    sent = chosen | {"confirmed": "1", "reason": "Thiếu “nguồn” tin"}
    page = client.post(verb, sent)
    assert page.status_code == 200
    assert page.context["next"] == stood_on
    assert "Thiếu “nguồn” tin</p>" in page.text
    along = {name: page.context[name] for name in ("unsent_reason", "unsent_to", "next")}
    again = client.post(LOGIN, along | {"username": user.username, "password": "sai"})
    assert 'name="unsent_reason" value="Thiếu “nguồn” tin"' in again.text
    who = {"username": user.username, "password": factories.PASSWORD}
    there = client.post(LOGIN, along | who, follow=True)
    assert there.redirect_chain == [(stood_on, 302)]
    assert "việc vừa gửi chưa được thực hiện" in there.text
    form = there if kind == "one" else client.post(f"{DO}bulk/", chosen)
    assert "Thiếu “nguồn” tin</textarea>" in form.text
    assert not article.events.filter(verb="reject").exists()


@pytest.mark.parametrize(
    "to", ["/quan-tri/news/article/{pk}/do/reject/", "/quan-tri/", "http://[", "", "/khong-co/"]
)
def test_a_reason_of_a_verb_one_may_not_do_is_not_kept(client, to):
    user, article = factories.make_user(Role.EDITOR), factories.make_pending()
    along = {"unsent_reason": "Lý do", "unsent_to": to.format(pk=article.pk)}
    sent = {"username": user.username, "password": factories.PASSWORD}
    assert client.post(LOGIN, sent | along).status_code == 302
    assert not UnsavedText.objects.exists()


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/quan-tri/thong-bao/da-doc/", 405, "Ở đây không có trang nào"),
        ("/quan-tri/news/article/1/change/", 404, "Không tìm thấy trang"),
    ],
)
def test_an_address_at_work_that_shows_nothing_leads_to_the_desk(enter, address, status, heading):
    answer = enter(factories.make_user(Role.EDITOR)).get(address)
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    assert 'href="/quan-tri/"' in answer.text
