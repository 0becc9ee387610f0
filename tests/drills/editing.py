"""Issue 4's acceptance 2: a server killed in the middle of saves, uploads and verbs loses nothing.

KILLS, SEED and KINDS (names, separated by commas) from the environment; the seed is printed, so a
failure can be repeated. A kill takes place before a statement, a file operation, a commit, the
answer after it, or its sending. Afterwards everything stored agrees, and all that was answered is
there; the same request sent again brings what was wanted.
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from news import files, images
from news.consistency import contradictions
from news.enums import Role
from news.models import Article, Event, StoredFile
from tests import factories, samples
from tests.news.acts import do
from tests.news.desk import ADD, address, form_data, verb_address
from tests.servers import ROOT, START_SECONDS, test_database_url

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("KILLS", "30"))
SEED = int(os.environ.get("SEED", str(random.randrange(10**6))))
KINDS = os.environ.get("KINDS", "")
STEP_NAMES = {
    "s": "a statement",
    "f": "a file operation",
    "c": "a commit or its end",
    "a": "the answer",
}


@dataclass
class Deed:
    """One request of the desk, and how to see in the database that it took place."""

    person: Any
    address: str
    fields: dict[str, Any] = field(default_factory=dict)
    stands: Any = None

    def body(self):
        # Uploaded files are read anew each time the request is sent.
        for value in self.fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return encode_multipart(BOUNDARY, self.fields)


class Desk:
    """Prepares deeds on articles of their own, each seen by a title or name that is used once."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.chosen = Counter()
        self.number = 0
        self.editor = factories.make_user(Role.EDITOR)
        self.approver = factories.make_user(Role.APPROVER)
        self.administrator = factories.make_user(Role.ADMINISTRATOR)
        self.category = factories.make_category()
        self.there = factories.make_category()
        self.kind = factories.make_type()

    def fresh_number(self):
        self.number += 1
        return self.number

    def picture(self, number):
        colour = tuple(self.random.randrange(256) for _ in range(3))
        return samples.picture(f"anh-{number}.jpg", size=(1500, 900 + number), colour=colour)

    def draft(self):
        return factories.make_draft(self.editor, self.category)

    def pending(self):
        return factories.make_pending(self.editor, self.category)

    def published(self):
        return factories.make_published(self.editor, self.category, approver=self.approver)


# --- the deeds ------------------------------------------------------------------------------------


def _save(desk, article, title, **fields):
    data = form_data(article, title=title, **fields)
    return Deed(desk.editor, address(article), data, lambda: _has_version(title, fields))


def _has_version(title, fields):
    article = Article.objects.filter(versions__title=title).first()
    version = article and article.versions.filter(title=title).first()
    return bool(
        version
        and (version.image is not None) == ("image" in fields)
        and bool(version.attachments) == ("attachments-0-file" in fields)
    )


def _verb(article, person, verb, **fields):
    data = {"version": article.newest_version_id} | fields
    return Deed(person, verb_address(article, verb), data, lambda: _has_event(article, verb))


def _has_event(article, verb):
    return Event.objects.filter(article=article, verb=verb).exists()


def create(desk):
    title = f"Bài viết mới {desk.fresh_number()}"
    data = form_data(title=title, category=desk.category.pk, article_type=desk.kind.pk)
    return Deed(desk.editor, ADD, data, lambda: _has_version(title, {}))


def save(desk):
    return _save(desk, desk.draft(), f"Bản lưu {desk.fresh_number()}")


def correct(desk):
    return _save(desk, desk.published(), f"Bản sửa {desk.fresh_number()}")


def save_with_uploads(desk):
    number = desk.fresh_number()
    uploads = {
        "image": desk.picture(number),
        "image_alt": "Cầu",
        "attachments-0-file": samples.pdf(f"tep-{number}.pdf", text=f"Tệp {number} {SEED}"),
        "attachments-0-title": "Kế hoạch",
    }
    return _save(desk, desk.draft(), f"Bản có tệp {number}", **uploads)


def upload_into_text(desk):
    number = desk.fresh_number()

    def stands():
        file = StoredFile.objects.filter(name=f"anh-{number}.jpg").first()
        return file is not None and all(
            default_storage.exists(files.rendition_path(file, one))
            for one in images.renditions(file.width)
        )

    upload = {"upload": desk.picture(number)}
    return Deed(desk.editor, f"{ADD.removesuffix('add/')}upload/", upload, stands)


def save_and_submit(desk):
    article = desk.draft()
    deed = _save(desk, article, f"Bản gửi duyệt {desk.fresh_number()}")
    saved = deed.stands
    deed.fields = deed.fields | {"_submit": ""}
    deed.stands = lambda: saved() and _has_event(article, "submit")
    return deed


def take_theirs(desk):
    article = desk.draft()
    began_from = article.newest_version_id
    do("save", article, desk.editor, content=factories.make_content())
    title = f"Bản của tôi {desk.fresh_number()}"
    deed = _save(desk, factories.reload(article), title)
    deed.fields = deed.fields | {"began_from": began_from, "_take_theirs": ""}
    deed.stands = lambda: _has_version(title, {}) and article.versions.count() == 4
    return deed


def approve(desk):
    return _verb(desk.pending(), desk.approver, "approve")


def reject(desk):
    return _verb(desk.pending(), desk.approver, "reject", reason="Thiếu nguồn")


def publish_in_an_emergency(desk):
    return _verb(desk.draft(), desk.administrator, "emergency_publish", reason="Lũ lên")


def withdraw(desk):
    return _verb(desk.published(), desk.approver, "withdraw", reason="Sai số liệu")


def republish(desk):
    article = desk.published()
    do("withdraw", article, desk.approver, reason="Sai số liệu")
    return _verb(article, desk.approver, "republish")


def restore(desk):
    article = desk.draft()
    do("save", article, desk.editor, content=factories.make_content())
    return _verb(factories.reload(article), desk.editor, "restore", serial=1)


def place(desk):
    article = desk.published()
    fields = {"seen": article.revision, "category": desk.there.pk, "featured_rank": 5}
    person = factories.make_user(Role.APPROVER, Role.EDITOR)
    return _verb(article, person, "place", slug=f"cho-{desk.fresh_number()}", **fields)


ALL_KINDS = [
    *(create, save, save_with_uploads, upload_into_text, correct, save_and_submit, take_theirs),
    *(approve, reject, publish_in_an_emergency, withdraw, republish, restore, place),
]


# --- the server -----------------------------------------------------------------------------------


class DoomedServer:
    """One process of tests.drills._doomed_server."""

    def __init__(self, log):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": test_database_url()}
        command = [sys.executable, "-m", "tests.drills._doomed_server", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stderr=log)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def send(self, deed, *, kill_at=""):
        """Return (status, steps taken); raises when the server died before it answered."""
        sessions = Client()
        sessions.force_login(deed.person, backend="django.contrib.auth.backends.ModelBackend")
        session = sessions.cookies[settings.SESSION_COOKIE_NAME].value
        token = _get_new_csrf_string()
        headers = {
            "Content-Type": MULTIPART_CONTENT,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; "
            f"{settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
            "X-Kill-At": kill_at,
        }
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connected.request("POST", deed.address, body=deed.body(), headers=headers)
        response = connected.getresponse()
        response.read()
        return response.status, response.headers["X-Steps"]

    def end(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def servers():
    """Yield a function that starts a server in place of the one before; the last one is ended."""
    started = []
    with (Path(settings.DATA_DIR) / "doomed.log").open("ab") as log:

        def start():
            for one in started:
                one.end()
            started.append(DoomedServer(log))
            return started[-1]

        try:
            yield start
        finally:
            for one in started:
                one.end()


# --- the drill ------------------------------------------------------------------------------------


def point_of(desk, steps):
    """Choose a step to die before, of the kind that was chosen least until now: "s12"."""
    least = min(desk.chosen[kind] for kind in set(steps))
    kind = desk.random.choice([one for one in sorted(set(steps)) if desk.chosen[one] == least])
    desk.chosen[kind] += 1
    return f"{kind}{desk.random.randint(1, steps.count(kind))}"


def killed(server, deed, at):
    """Send the deed so that the server dies at step ``at``; return whether it did, by SIGKILL.

    It may not, where a deed of the same kind takes a step less: folders it needs are there already.
    """
    try:
        server.send(deed, kill_at=at)
    except (ConnectionError, http.client.HTTPException):
        return server.process.wait(timeout=20) == -signal.SIGKILL
    return False


def test_no_acknowledged_act_is_lost_and_everything_agrees():
    print(f"\n{connection.vendor}, seed {SEED}, {KILLS} kills")
    print("| act | killed before | step | took place | contradictions | lost |")
    print("|---|---|---|---|---|---|")
    desk = Desk(SEED)
    kinds = [kind for kind in ALL_KINDS if not KINDS or kind.__name__ in KINDS]
    acknowledged, faults = [], []
    with servers() as start:
        server = start()
        for number in range(KILLS):
            kind = kinds[number % len(kinds)]
            rehearsed = kind(desk)
            status, steps = server.send(rehearsed)
            assert status in (200, 302), (kind.__name__, status)
            acknowledged.append(rehearsed)
            at = point_of(desk, steps)
            deed = kind(desk)
            while not killed(server, deed, at):
                assert server.process.poll() is None, "died otherwise"
                acknowledged.append(deed)
                deed = kind(desk)

            disagreeing = list(contradictions(read_bytes=True, read_words=True))
            took_place = deed.stands()
            server = start()
            server.send(deed)
            acknowledged.append(deed)
            lost = sum(not one.stands() for one in acknowledged)
            name, place = kind.__name__.replace("_", " "), f"{at[1:]} of {steps.count(at[0])}"
            stood = "yes" if took_place else "no"
            line = f"{name} | {STEP_NAMES[at[0]]} | {place} | {stood} | {len(disagreeing)} | {lost}"
            print(f"| {line} |", flush=True)
            if disagreeing or lost:
                faults.append((name, at, disagreeing, lost))
    print(f"{len(acknowledged)} acts acknowledged")
    assert faults == []
