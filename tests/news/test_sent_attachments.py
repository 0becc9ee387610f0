"""Attachments sent one by one: judged, stored, answered; only from who may write."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.enums import Role
from news.models import StoredFile
from tests import factories, samples
from tests.news import desk

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ATTACH = reverse("admin:news_article_attach")


def test_a_sent_file_is_stored_and_saved_with_the_form(enter):
    editor = factories.make_user(Role.EDITOR)
    client = enter(editor)
    answer = client.post(ATTACH, {"file": samples.pdf("Kế hoạch.pdf")})
    assert answer.status_code == 200
    told = answer.json()
    file = StoredFile.objects.get(sha256=told["sha256"])
    assert (told["name"], file.uploads.get().user) == ("Kế hoạch.pdf", editor)

    article = factories.make_draft(editor)
    row = {"stored": told["sha256"], "name": told["name"], "title": "Kế hoạch gieo sạ"}
    sent = {f"attachments-0-{name}": value for name, value in row.items()}
    client.post(desk.address(article), desk.form_data(article, **sent))
    kept = factories.reload(article).newest_version.attachments
    assert [(one["sha256"], one["title"]) for one in kept] == [(file.sha256, "Kế hoạch gieo sạ")]


def test_a_refused_file_is_answered_with_the_sentence(enter):
    client = enter(factories.make_user(Role.CONTRIBUTOR))
    answers = {
        "macro": client.post(
            ATTACH, {"file": SimpleUploadedFile("a.docx", samples.docx_bytes(macros=True))}
        ),
        "tệp": client.post(ATTACH),
    }
    for word, answer in answers.items():
        assert answer.status_code == 422
        assert word in answer.json()["error"]
    assert not StoredFile.objects.exists()


def test_nobody_else_may_send(enter):
    for roles in ((), (Role.ANALYST,), (Role.APPROVER,), (Role.ADMINISTRATOR,)):
        client = enter(factories.make_user(*roles))
        assert client.post(ATTACH, {"file": samples.pdf()}).status_code in (302, 403)
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(
        factories.make_user(Role.EDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert checked.post(ATTACH, {"file": samples.pdf()}).status_code == 403
    assert not StoredFile.objects.exists()
