"""The address that takes what is pasted: pictures, doubts, limits, and who may."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from news import pasted
from news.enums import Role
from news.models import StoredFile
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESS = reverse("admin:news_article_paste")


def send(client, html, **more):
    sent = SimpleUploadedFile("pasted.html", html.encode(), content_type="text/html")
    return client.post(ADDRESS, {"pasted": sent} | more)


def data_picture(colour="red", kind="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, kind)
    coded = base64.b64encode(content.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{coded}"


@pytest.fixture
def writer(enter):
    return enter(factories.make_user(Role.EDITOR))


def test_a_paste_comes_back_clean(writer):
    html = "<p class=MsoNormal style='color:red'>Một <b>hai</b><o:p></o:p></p>"
    assert send(writer, html).json() == {
        "html": "<p>Một <strong>hai</strong></p>",
        "pictures_missing": 0,
        "suspected": None,
    }


def test_pictures_in_the_text_are_stored_and_others_counted(writer):
    red = data_picture()
    html = (
        f'<p style="margin:0">a <img src="{red}" alt="Đỏ"> <img src="{red}" alt="Lại đỏ"></p>'
        '<img src="data:image/png;base64,AAAA"><img src="data:image/svg+xml;base64,PHN2Zy8+">'
        '<img src="file:///C:/a.png"><img src="https://xa.example/b.png">'
        '<img src="https://xa.example/dem.gif" width="1" height="1">'
    )
    found = send(writer, html).json()
    file = StoredFile.objects.get()
    assert found["html"].count(f"/tep/{file.sha256}/") == 2
    assert 'alt="Đỏ" width="40" height="30"' in found["html"]
    assert found["pictures_missing"] == 4


def test_no_more_pictures_are_taken_than_a_person_can_wait_for(writer, monkeypatch):
    monkeypatch.setattr(pasted, "MAX_PICTURES", 1)
    html = "".join(f'<p class=x><img src="{data_picture(one)}"></p>' for one in ("red", "blue"))
    found = send(writer, html).json()
    assert found["html"].count("<img") == 1
    assert found["pictures_missing"] == 1


def test_old_fonts_are_offered_converted_and_nothing_is_converted_unasked(writer):
    found = send(writer, "<p style='font-family:.VnTime'>ViÖt Nam ®éc lËp</p>").json()
    assert found["html"] == "<p>ViÖt Nam ®éc lËp</p>"
    assert found["suspected"] == {
        "encoding": "TCVN3 (ABC)",
        "converted_html": "<p>Việt Nam độc lập</p>",
    }


def test_what_is_too_much_is_refused_with_a_sentence(writer, monkeypatch):
    deep = send(writer, "<div>" * 150 + "a")
    assert deep.status_code == 400
    assert "lồng" in deep.json()["error"]
    monkeypatch.setattr(pasted, "MAX_MARKUP", 100)
    long = send(writer, "<p>" + "a" * 200)
    assert long.status_code == 400
    assert long.json()["error"]
    assert writer.post(ADDRESS).status_code == 400


def test_only_writers_may_and_only_from_the_page(enter):
    for role, status in ((Role.CONTRIBUTOR, 200), (Role.APPROVER, 403), (Role.ANALYST, 403)):
        assert send(enter(factories.make_user(role)), "<p>a</p>").status_code == status
    assert send(Client(), "<p>a</p>").status_code == 302

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.make_user(Role.EDITOR))
    assert send(strict, "<p>a</p>").status_code == 403
