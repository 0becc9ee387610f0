"""Files made to do harm: each gets a sentence or is stored tamed, and none costs much.

Judging happens in processes with limits of their own, so that an overrun fails and hurts nobody.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news import files
from news.enums import Role
from news.models import StoredFile
from tests import factories, samples
from tests.news import hostile_media, hostile_packages, judging_child

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROOT = Path(__file__).parent.parent.parent
# What a label begins its second part with when the file may be stored: damaged or silly at most.
HARMLESS = "~"
SHOWN = ("image/", "video/")
# Whatever a refusal says, these words are of programs, not of people.
TECHNICAL = ("Error", "Traceback", "b'", "None", "zlib", "struct")


@pytest.fixture(scope="module")
def hostile():
    return hostile_packages.every() | hostile_media.every()


@pytest.fixture(scope="module")
def judged(hostile, tmp_path_factory):
    """What became of each file: {label: answer of tests.news.judging_child}."""
    folder = tmp_path_factory.mktemp("hostile")
    labels = {}
    for number, (label, (name, content)) in enumerate(hostile.items()):
        path = folder / f"{number:03d}{Path(name).suffix}"
        path.write_bytes(content)
        labels[path.name] = label
    done = subprocess.run(
        [sys.executable, "-m", "tests.news.judging_child", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = (json.loads(line) for line in done.stdout.splitlines())
    return {labels[answer["file"]]: answer for answer in answers}


def test_every_hostile_file_gets_a_sentence_or_is_tamed_and_costs_little(hostile, judged):
    assert len(hostile) >= 150
    assert judged.keys() == hostile.keys()
    wrong = {}
    for label, answer in judged.items():
        sentence = answer.get("sentence", "")
        if "fault" in answer:
            wrong[label] = answer["fault"]
        elif answer["seconds"] > judging_child.SECONDS:
            wrong[label] = f"{answer['seconds']} s"
        elif answer["megabytes"] * 2**20 > judging_child.BYTES:
            wrong[label] = f"{answer['megabytes']} MB"
        elif "stored" in answer and HARMLESS not in label:
            wrong[label] = f"stored as {answer['stored']}"
        elif not answer.get("stored") and (
            not sentence.endswith((".", "!")) or any(word in sentence for word in TECHNICAL)
        ):
            wrong[label] = sentence or "no sentence"
    assert wrong == {}


def test_what_is_stored_of_them_is_served_as_what_it_is(hostile, judged, enter):
    """To its uploader alone, in its one type, never opened as a page, holding no page."""
    user = factories.make_user(Role.EDITOR)
    client, wrong = enter(user), {}
    for label, answer in judged.items():
        if "stored" not in answer:
            continue
        name, content = hostile[label]
        take = files.take_attachment if name.startswith("a.") else files.take_picture
        file = take(SimpleUploadedFile(name, content), user)
        served = client.get(file.get_absolute_url())
        kept = served.getvalue()
        is_shown = file.media_type.startswith(SHOWN)
        expected = {
            "Content-Type": answer["stored"],
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        found = {header: served[header] for header in expected}
        kind = served["Content-Disposition"].partition(";")[0]
        if found != expected or kind != ("inline" if is_shown else "attachment"):
            wrong[label] = found | {"disposition": kind}
        elif hostile_media.PAGE in kept and not file.is_video:
            wrong[label] = "holds a page"
        elif b"<?php" in kept or (is_shown and b"PK\3\4" in kept):
            wrong[label] = "holds something else"
    assert wrong == {}


HOSTILE_NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\x.pdf": "x.pdf",
    "vb\u202efdp.exe": "vbfdp.pdf",
    "a\r\nSet-Cookie: a=b.pdf": "a Set-Cookie a=b.pdf",
    "a\0.exe": "a.pdf",
    '"><img src=x onerror=alert(1)>.pdf': "img src=x onerror=alert(1).pdf",
    "%2e%2e%2fx.pdf": "2e 2e 2fx.pdf",
    "a.pdf;.exe": "a.pdf.pdf",
    " . . .pdf": "tệp.pdf",
    "x" * 5000 + ".pdf": "x" * 100 + ".pdf",
}


def test_hostile_names_are_tamed_and_served_under_the_tame_one(enter):
    user = factories.make_user(Role.EDITOR)
    client, found = enter(user), {}
    for number, name in enumerate(HOSTILE_NAMES):
        upload = SimpleUploadedFile("x.pdf", samples.pdf_bytes(f"{number}"))
        # As a request that Django has not tidied would bring it.
        upload._name = name
        file = files.take_attachment(upload, user)
        found[name] = file.name
        served = client.get(file.get_absolute_url())
        assert served.status_code == 200
        assert "\n" not in served["Content-Disposition"]
    assert found == HOSTILE_NAMES


def test_a_name_that_says_another_kind_is_refused(enter):
    user = factories.make_user(Role.EDITOR)
    office = hostile_packages.office
    contents = {
        ".pdf": samples.pdf_bytes(),
        ".mp3": samples.mp3(),
        ".mp4": samples.mp4(),
        ".zip": samples.package({"a.txt": "a"}),
        **{kind: office(kind) for kind in (".docx", ".xlsx", ".pptx", ".odt", ".ods")},
    }
    wrong = []
    for kind, content in contents.items():
        for claimed in contents.keys() - {kind}:
            try:
                files.take_attachment(SimpleUploadedFile(f"a{claimed}", content), user)
            except files.ValidationError:
                continue
            wrong.append((kind, claimed))
    assert wrong == []
    assert not StoredFile.objects.exists()


def test_pictures_from_the_editor_answer_with_the_sentence(hostile, judged, enter):
    client = enter(factories.make_user(Role.EDITOR))
    for label in ("picture, svg", "picture, 30,000 × 30,000", "picture, page"):
        upload = SimpleUploadedFile("anh.jpg", hostile[label][1])
        answer = client.post(reverse("admin:news_article_upload"), {"upload": upload}).json()
        assert answer["error"]["message"] == judged[label]["sentence"]
