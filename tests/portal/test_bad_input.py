"""Every form of the admin, articles aside, with each field wrong in turn.

It is told in Vietnamese beside that field and nowhere else, and all that was typed stays.
"""

import copy
import re

import lxml.html
import pytest
from django.db import transaction
from django.urls import reverse

from news.enums import Role
from tests import factories
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

UNSEEN = "\u200b\x01"
WRONG = {
    "number": ("mười", "-1", "1.5", "9" * 40),
    "date": ("hôm qua", "2026-02-30", "0001-01-01", "9999-12-31"),
    "email": ("khong-co-a-cong", "a@b.vn\nBcc: c@d.vn"),
    "select": ("999999", "khac"),
    "password": ("",),
    "text": ("dài" * 400,),
}
VIETNAMESE = re.compile(
    "[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.I
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FORMS = {
    "admin:news_category_add": {
        "name": "Đất đai",
        "parent": "{category}",
        "description": "Đất và nhà",
        "position": "3",
        "slug": "dat-dai",
    },
    "admin:news_articletype_add": {
        "name": "Phóng sự",
        "slug": "phong-su",
        "layout": "article",
        "position": "1",
    },
    "admin:news_author_add": {
        "pen_name": "Sen",
        "full_name": "Lê Thị Sen",
        "user": "{person}",
        "slug": "sen",
    },
    "admin:kientuong_portal_user_add": {
        "full_name": "Lê Văn An",
        "position": "Chuyên viên",
        "email": "an@sen.example",
        "username": "levanan",
        "password1": "doan-kho-lam-1",
        "password2": "doan-kho-lam-1",
        "role_assignments-0-role": "editor",
        "role_assignments-0-category": "{category}",
    },
    "admin:kientuong_portal_linkset_add": {
        "name": "Liên kết",
        "place": "footer",
        "links-0-position": "1",
        "links-0-label": "Chính phủ",
        "links-0-url": "https://chinhphu.vn/",
        "links-0-category": "",
        "links-0-article": "",
        "links-0-icon": "",
    },
    "admin:kientuong_portal_siteidentity_add": {
        "valid_from": "2027-01-01",
        "site_name": "Cổng thông tin",
        "agency": "UBND XÃ SEN",
        "place_name": "xã Sen",
        "parent_body": "UBND TỈNH",
        "description": "Tin của xã",
        "responsible": "Ông Lê Văn An",
        "address": "Số 1",
        "telephone": "0272 1",
        "fax": "0272 2",
        "email": "xa@sen.example",
        "trust_badge_url": "https://tin.example/",
    },
    "admin:stats_openingbalance_add": {
        "kind": "visits",
        "article": "",
        "amount": "5",
        "label": "Cổng cũ",
        "counted_until": "2025-06-30",
    },
    "admin:password_change": {
        "old_password": factories.PASSWORD,
        "new_password1": "doan-kho-lam-2",
        "new_password2": "doan-kho-lam-2",
    },
}


def inputs(page):
    """Return the form to be saved and its fields by name."""
    (form,) = lxml.html.fromstring(page.text).xpath("//main//form[@method='post'][.//label]")
    found = form.xpath(".//input[@name] | .//select | .//textarea")
    return form, {one.get("name"): one for one in found}


def value_of(field):
    if field.tag == "select":
        return (field.xpath(".//option[@selected]/@value") or [""])[0]
    return (field.text or "").lstrip("\n") if field.tag == "textarea" else field.get("value", "")


def kind_of(field):
    kind = field.get("type", "text") if field.tag == "input" else field.tag
    return kind if kind in WRONG else "text"


def told(form, name):
    """Return all faults that the form tells, and those beside the field or on top of its row."""
    everywhere = [
        " ".join(one.itertext()).strip() for one in form.xpath(".//*[@class='errorlist']/li")
    ]
    block = f".//*[contains(@class, 'has-error')][.//*[@name='{name}']]"
    beside = form.xpath(
        f"{block}//li | .//details[.//*[@name='{name}']]//ul[contains(@class, 'nonfield')]/li"
    )
    return everywhere, [" ".join(one.itertext()).strip() for one in beside]


@pytest.mark.parametrize("address", FORMS)
def test_each_field_wrong_in_turn(enter, address):
    makers.make_identity()
    names = {"category": factories.make_category().pk, "person": factories.make_user().pk}
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    form, empty = inputs(client.get(reverse(address)))
    assert not form.xpath(".//option[starts-with(., '--')]")
    days = [name for name, value in FORMS[address].items() if DAY.fullmatch(value)]
    assert {kind_of(empty[name]) for name in days} <= {"date"}
    right = {name: value_of(field) for name, field in empty.items() if name[0] != "_"}
    right |= {name: value.format(**names) for name, value in FORMS[address].items()}
    cookies = copy.deepcopy(client.cookies)

    def send(**fields):
        client.cookies = copy.deepcopy(cookies)
        with transaction.atomic():
            answer = client.post(reverse(address), right | fields)
            transaction.set_rollback(True)
        return answer

    assert send().status_code == 302
    for name in FORMS[address]:
        field = empty[name]
        values = list(WRONG[kind_of(field)])
        if field.get("required") is not None and field.tag != "select":
            values += ["", UNSEEN] if kind_of(field) == "text" else [""]
        for value in values:
            answer = send(**{name: value})
            assert answer.status_code == 200, (name, value)
            form, shown = inputs(answer)
            everywhere, beside = told(form, name)
            assert everywhere, (name, value)
            assert all(VIETNAMESE.search(sentence) for sentence in everywhere)
            # Two passwords that differ are told beside the second.
            assert beside == everywhere or name.endswith("password1"), (name, value, everywhere)
            kept = {one: value_of(shown[one]) for one in right if kind_of(shown[one]) != "password"}
            typed = {one: (right | {name: value})[one] for one in kept}
            if kind_of(field) == "select":
                del kept[name], typed[name]
            kept.pop("csrfmiddlewaretoken", None), typed.pop("csrfmiddlewaretoken", None)
            assert kept == typed, (name, value)
