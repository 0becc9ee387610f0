"""People and their roles: created, given roles, given a password, disabled, never deleted."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from news import permissions
from news.enums import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = reverse("admin:kientuong_portal_user_add")
NEW_PASSWORD = "Kênh-Bảy-mùa-nước-nổi"


def person_data(**fields):
    return {
        "username": "hanh",
        "full_name": "Nguyễn  Thị Hạnh",
        "position": "Chuyên viên",
        "email": "hanh@sen.example",
        "usable_password": "true",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "role_assignments-TOTAL_FORMS": 1,
        "role_assignments-INITIAL_FORMS": 0,
        "role_assignments-0-role": "",
        "role_assignments-0-category": "",
    } | fields


@pytest.fixture
def chief():
    return factories.make_user(Role.ADMINISTRATOR)


def test_a_person_is_created_with_a_role_in_one_go(enter, chief):
    here = factories.make_category()
    data = person_data(
        **{"role_assignments-0-role": "editor", "role_assignments-0-category": here.pk}
    )
    response = enter(chief).post(ADD, data)
    assert response.status_code == 302
    person = get_user_model().objects.get(username="hanh")
    assert (person.full_name, person.get_short_name()) == ("Nguyễn Thị Hạnh", "Hạnh")
    assert permissions.roles(person) == {Role.EDITOR: {here.pk}}
    assert not person.is_superuser


def test_a_weak_password_is_refused_by_its_field(enter, chief):
    response = enter(chief).post(ADD, person_data(password1="12345", password2="12345"))
    assert response.status_code == 200
    assert "Mật khẩu quá ngắn" in response.text
    assert "Nguyễn  Thị Hạnh" in response.text


def test_the_same_role_twice_is_refused_in_words(enter, chief):
    data = person_data(
        **{
            "role_assignments-TOTAL_FORMS": 2,
            "role_assignments-0-role": "editor",
            "role_assignments-1-role": "editor",
            "role_assignments-1-category": "",
        }
    )
    response = enter(chief).post(ADD, data)
    assert response.status_code == 200
    assert "Người này đã có vai trò này" in response.text
    assert not get_user_model().objects.filter(username="hanh").exists()


def test_a_role_for_the_whole_portal_takes_no_category_and_says_so_once(enter, chief):
    here = factories.make_category()
    given = {"role_assignments-0-role": "analyst", "role_assignments-0-category": here.pk}
    response = enter(chief).post(ADD, person_data(**given))
    assert response.text.count("Vai trò này áp dụng cho toàn cổng") == 1
    assert "vui lòng để “Mọi chuyên mục”" in response.text


def change_data(person, **fields):
    return {
        "username": person.username,
        "full_name": person.full_name,
        "position": "",
        "email": "",
        "is_active": "on",
        "role_assignments-TOTAL_FORMS": 0,
        "role_assignments-INITIAL_FORMS": 0,
    } | fields


def test_a_person_is_disabled_and_kept(enter, chief):
    person = factories.make_user(Role.CONTRIBUTOR)
    article = factories.make_draft(person)
    address = reverse("admin:kientuong_portal_user_change", args=[person.pk])
    data = change_data(person)
    del data["is_active"]

    enter(chief).post(address, data)

    person.refresh_from_db()
    assert not person.is_active
    assert article.created_by == person
    login = {"username": person.username, "password": factories.PASSWORD}
    assert Client().post(reverse("admin:login"), login).status_code == 200


def test_nobody_disables_themselves(enter, chief):
    address = reverse("admin:kientuong_portal_user_change", args=[chief.pk])
    data = change_data(chief)
    del data["is_active"]
    enter(chief).post(address, data)
    chief.refresh_from_db()
    assert chief.is_active


def test_nobody_is_deleted(enter, chief):
    person = factories.make_user()
    address = reverse("admin:kientuong_portal_user_delete", args=[person.pk])
    assert enter(chief).post(address, {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=person.pk).exists()


def test_no_form_makes_a_superuser(enter, chief):
    enter(chief).post(ADD, person_data(is_superuser="on", is_staff="on"))
    assert not get_user_model().objects.get(username="hanh").is_superuser


def test_a_new_password_is_given(enter, chief):
    person = factories.make_user(Role.EDITOR)
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    response = enter(chief).post(
        address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "set-password": ""}
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_a_person_changes_the_own_password(enter):
    person = factories.make_user(Role.ACCOUNTANT)
    response = enter(person).post(
        reverse("admin:password_change"),
        {
            "old_password": factories.PASSWORD,
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
        },
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_the_list_is_in_vietnamese_order(enter, chief):
    for name in ("Đào", "Ân", "An", "Dung"):
        factories.make_user(full_name=name)
    response = enter(chief).get(reverse("admin:kientuong_portal_user_changelist"))
    names = [str(person) for person in response.context["cl"].result_list if person != chief]
    assert names == ["An", "Ân", "Dung", "Đào"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_costs_the_same_for_any_number(
    enter, chief, count, django_assert_num_queries
):
    for _ in range(count):
        factories.make_user(Role.EDITOR, category=factories.make_category())
    client = enter(chief)
    with django_assert_num_queries(10):
        client.get(reverse("admin:kientuong_portal_user_changelist"))


def test_the_history_of_a_person_is_in_vietnamese(enter, chief):
    person = factories.make_user(Role.CONTRIBUTOR)
    given = person.role_assignments.get()
    rows = {
        "role_assignments-TOTAL_FORMS": 2,
        "role_assignments-INITIAL_FORMS": 1,
        "role_assignments-0-id": given.pk,
        "role_assignments-0-user": person.pk,
        "role_assignments-0-role": "approver",
        "role_assignments-1-user": person.pk,
        "role_assignments-1-role": "editor",
    }
    data = change_data(person, **rows)
    del data["is_active"]
    client = enter(chief)
    address = reverse("admin:kientuong_portal_user_change", args=[person.pk])
    assert client.post(address, data).status_code == 302
    client.post(
        reverse("admin:auth_user_password_change", args=[person.pk]),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "set-password": ""},
    )

    history = reverse("admin:kientuong_portal_user_history", args=[person.pk])
    said = [one.get_change_message() for one in client.get(history).context["action_list"]]
    assert said == [
        "Đã thay đổi Đang làm việc. Đã thêm vai trò “Biên tập viên – mọi chuyên mục”. "
        "Đã thay đổi Vai trò cho vai trò “Người duyệt – mọi chuyên mục”.",
        "Đã thay đổi Mật khẩu.",
    ]


def test_adding_a_person_does_not_begin_below_the_errors(enter, chief):
    assert "autofocus" not in enter(chief).get(ADD).text


def test_pages_for_passwords_begin_with_the_way_to_the_content(client, enter, chief):
    somebody = reverse("admin:auth_user_password_change", args=[chief.pk])

    assert "autofocus" not in client.get(reverse("admin:login")).text
    assert "autofocus" not in enter(chief).get(reverse("admin:password_change")).text
    assert "autofocus" not in enter(chief).get(somebody).text
