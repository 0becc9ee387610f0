"""Attachments sent in pieces: gone on with when interrupted, judged whole; by writers only."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news import piecewise
from news.enums import Role
from news.models import StoredFile, UnfinishedUpload
from tests import factories, samples
from tests.news import desk

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BEGIN = reverse("admin:news_article_attach")
PDF = samples.pdf_bytes("một")
LARGE = samples.pdf_bytes("0" * 2 * piecewise.PIECE)


@pytest.fixture
def editor():
    return factories.make_user(Role.EDITOR)


def begin(client, name="Kế hoạch.pdf", content=PDF, **told):
    told = {"name": name, "size": len(content), "modified": 1_700_000_000_000} | told
    return client.post(BEGIN, told)


def send(client, key, content, start, purpose=""):
    address = reverse("admin:news_article_attach_piece", args=[key])
    asked = f"?tu={start}" + (f"&purpose={purpose}" if purpose else "")
    return client.post(address + asked, content, content_type="application/octet-stream")


def ask(client, key):
    return client.get(reverse("admin:news_article_attach_piece", args=[key]))


def pieces_left():
    try:
        folders, names = default_storage.listdir("unfinished")
    except FileNotFoundError:
        return []
    return [*folders, *names]


def test_a_sent_file_is_stored_and_saved_with_the_form(enter, editor):
    client = enter(editor)
    key = begin(client).json()["key"]
    told = send(client, key, PDF, 0).json()
    file = StoredFile.objects.get(sha256=told["sha256"])
    assert (told["name"], file.uploads.get().user) == ("Kế hoạch.pdf", editor)
    assert told["address"].startswith(f"/tep/{file.sha256}/")
    assert pieces_left() == []

    article = factories.make_draft(editor)
    row = {"stored": told["sha256"], "name": told["name"], "title": "Kế hoạch gieo sạ"}
    sent = {f"attachments-0-{name}": value for name, value in row.items()}
    client.post(desk.address(article), desk.form_data(article, **sent))
    kept = factories.reload(article).newest_version.attachments
    assert [(one["sha256"], one["title"]) for one in kept] == [(file.sha256, "Kế hoạch gieo sạ")]


@pytest.mark.parametrize(
    ("purpose", "name", "content", "field"),
    [
        ("picture", "Cầu.jpg", samples.picture_bytes(), "image"),
        ("video", "Lễ hội.mp4", samples.mp4(), "video"),
    ],
)
def test_a_picture_or_video_is_judged_as_what_it_was_chosen_for(
    enter, editor, purpose, name, content, field
):
    client = enter(editor)
    key = begin(client, name, content, purpose=purpose).json()["key"]
    told = send(client, key, content, 0, purpose).json()
    article = factories.make_draft(editor)
    sent = {f"stored_{field}": told["sha256"]}
    client.post(desk.address(article), desk.form_data(article, **sent))
    kept = getattr(factories.reload(article).newest_version, field)
    assert (kept.sha256, kept.name) == (told["sha256"], name)
    if purpose == "picture":
        assert told["shown"].endswith(".webp")
        assert client.get(told["shown"]).status_code == 200

    key = begin(client, "x.pdf", PDF, purpose=purpose).json()["key"]
    assert send(client, key, PDF, 0, "nothing").status_code == 404
    refused = send(client, key, PDF, 0, purpose)
    assert refused.status_code == 422
    assert refused.json()["error"]
    assert begin(client, purpose="nothing").status_code == 422


def test_an_interrupted_upload_goes_on_where_it_stopped(enter, editor):
    client = enter(editor)
    key = begin(client, content=LARGE).json()["key"]
    first = LARGE[: piecewise.PIECE]
    assert send(client, key, first, 0).json() == {"received": piecewise.PIECE}
    # The same again, one from further on, one too large, none, no number: told what is wanted.
    for content, start in (
        (first, 0),
        (b"x", 2 * piecewise.PIECE),
        (LARGE[piecewise.PIECE :], piecewise.PIECE),
        (b"", piecewise.PIECE),
        (first, "x"),
    ):
        answer = send(client, key, content, start)
        assert (answer.status_code, answer.json()) == (409, {"received": piecewise.PIECE})

    # A closed tab: the same file chosen again.
    again = begin(client, content=LARGE).json()
    assert again == {"key": key, "received": piecewise.PIECE}
    told = None
    for start in range(piecewise.PIECE, len(LARGE), piecewise.PIECE):
        told = send(client, key, LARGE[start : start + piecewise.PIECE], start).json()
    stored = StoredFile.objects.get(sha256=told["sha256"])
    with default_storage.open(stored.path) as kept:
        assert kept.read() == LARGE
    # The answer is told again to who missed it, and chosen anew the file is sent anew.
    assert ask(client, key).json() == told
    assert begin(client, content=LARGE).json()["received"] == 0


def test_a_file_that_arrived_and_was_not_judged_is_judged_when_asked(enter, editor):
    client = enter(editor)
    key = begin(client).json()["key"]
    default_storage.save(f"unfinished/{key}/{0:012d}", samples.pdf("a.pdf", "một"))
    UnfinishedUpload.objects.update(received=len(PDF))
    assert ask(client, key).json() == {"received": len(PDF)}
    assert "sha256" in send(client, key, b"", len(PDF)).json()


def test_what_is_refused_says_why_and_leaves_nothing(enter, editor, settings):
    client = enter(editor)
    macro = samples.docx_bytes(macros=True)
    key = begin(client, "a.docx", macro).json()["key"]
    refused = send(client, key, macro, 0)
    assert refused.status_code == 422
    assert "macro" in refused.json()["error"]
    assert ask(client, key).status_code == 404

    settings.MAX_ATTACHMENT_BYTES = 2**20
    for told, word in (
        ({"size": 2**20 + 1}, "1 MB"),
        ({"size": 0}, "rỗng"),
        ({"size": "x"}, "tệp"),
        ({"modified": -1}, "rỗng"),
        ({"name": "\u200b"}, "tệp"),
        ({"name": "a/.."}, "tệp"),
    ):
        answer = begin(client, **told)
        assert answer.status_code == 422
        assert word in answer.json()["error"]
    assert not StoredFile.objects.exists()
    assert not UnfinishedUpload.objects.exists()
    assert pieces_left() == []


def test_one_person_has_so_many_under_way_and_none_for_ever(enter, editor):
    client = enter(editor)
    keys = []
    for number in range(piecewise.MOST + 2):
        keys.append(begin(client, f"{number}.pdf", LARGE).json()["key"])
        send(client, keys[-1], LARGE[:1000], 0)
    assert [ask(client, key).status_code for key in keys[:3]] == [404, 404, 200]
    assert UnfinishedUpload.objects.count() == piecewise.MOST
    UnfinishedUpload.objects.exclude(key=keys[-1]).update(
        changed_at=timezone.now() - timedelta(days=8)
    )
    call_command("collect_files", verbosity=0)
    assert list(UnfinishedUpload.objects.values_list("key", flat=True)) == [keys[-1]]
    assert pieces_left() == [keys[-1]]


def test_nobody_else_may_send_or_look(enter, editor):
    key = begin(enter(editor)).json()["key"]
    other = enter(factories.make_user(Role.EDITOR))
    assert ask(other, key).status_code == 404
    assert send(other, key, PDF, 0).status_code == 404
    for roles in ((), (Role.ANALYST,), (Role.APPROVER,), (Role.ADMINISTRATOR,)):
        client = enter(factories.make_user(*roles))
        for answer in (begin(client), send(client, key, PDF, 0), ask(client, key)):
            assert answer.status_code in (302, 403)
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert begin(checked).status_code == 403
    assert send(checked, key, PDF, 0).status_code == 403
    assert not StoredFile.objects.exists()
