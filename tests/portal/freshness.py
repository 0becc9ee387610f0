"""Every kind of change that readers see, made while two server processes keep the page.

Each kind is a function that prepares what it needs and returns a Change; ``try_once`` has the page
kept in every server, makes the change and measures how long each goes on with the old page.
"""

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from kientuong_portal.models import Link, LinkSet, SiteIdentity
from news import workflow
from news.enums import Role
from news.models import StoredFile
from tests import factories

LIMIT_SECONDS = 2.0
GIVE_UP_SECONDS = 10.0
ATTEMPTS = 10
LEAD_SECONDS = 1.0
POLL_SECONDS = 0.01
_serial = itertools.count(1)


@dataclass
class Change:
    """``make`` changes what ``address`` answers until ``is_new(status, text)`` holds.

    ``moment``: when the change takes place if not at once (seconds since 1970).
    """

    address: str
    make: Callable[[], object]
    is_new: Callable[[int, str], bool]
    moment: float = 0.0
    # Files are read from the disk each time; only pages are kept.
    is_page: bool = True


class Desk:
    """The people and things that the changes work with."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lead = LEAD_SECONDS
        self.writer = factories.make_user(Role.EDITOR)
        self.approver = factories.make_user(Role.APPROVER)
        self.category = factories.make_category()
        self.identity = SiteIdentity.objects.create(
            valid_from=date(2013, 3, 18), site_name="Cổng", agency="UBND SEN", place_name="Sen"
        )
        self.menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
        self.link = Link.objects.create(link_set=self.menu, label="Mục", url="/muc/")

    def word(self):
        """Return a text that stands on no page yet."""
        return f"Thay đổi số {next(_serial)}"

    def published(self, **fields):
        """Return an article that readers see, and its address."""
        article = factories.make_published(
            self.writer, self.category, approver=self.approver, **fields
        )
        return article, article.publications.get().get_absolute_url()

    def colour(self):
        """Return a colour for a picture; so many that none comes twice."""
        return tuple(self.random.randrange(256) for _ in range(3))

    def correcting(self, article, **fields):
        """Prepare a correction of ``article`` and return what gives it to readers."""
        content = factories.make_content(title=article.newest_version.title, **fields)
        workflow.save(article.pk, self.writer, article.newest_version_id, content)
        pending = factories.reload(article)
        workflow.submit(article.pk, self.writer, pending.newest_version_id)
        pending = factories.reload(article)
        return lambda: workflow.approve(article.pk, self.approver, pending.newest_version_id)

    def soon(self):
        """Return a moment a little ahead: time enough to keep the page before it."""
        return timezone.now() + timedelta(seconds=self.lead + self.random.random() * 0.5)


def approval(desk):
    word = desk.word()
    article = factories.make_pending(desk.writer, desk.category, title=word)
    return Change(
        desk.category.get_absolute_url(),
        lambda: workflow.approve(article.pk, desk.approver, article.newest_version_id),
        lambda status, text: word in text,
    )


def correction(desk):
    article, address = desk.published(title="Bản đầu")
    word = desk.word()
    content = factories.make_content(title="Bản đầu", body=f"<p>{word}</p>")
    workflow.save(article.pk, desk.writer, article.newest_version_id, content)
    article = factories.reload(article)
    workflow.submit(article.pk, desk.writer, article.newest_version_id)
    return Change(
        address,
        lambda: workflow.approve(article.pk, desk.approver, article.newest_version_id),
        lambda status, text: word in text,
    )


def withdrawal(desk):
    article, address = desk.published()
    return Change(
        address,
        lambda: workflow.withdraw(
            article.pk, desk.approver, article.newest_version_id, reason="Sai số liệu"
        ),
        lambda status, text: status == 410,
    )


def opening(desk):
    word, moment = desk.word(), desk.soon()
    desk.published(title=word, published_at=moment)
    return Change(
        desk.category.get_absolute_url(),
        lambda: None,
        lambda status, text: word in text,
        moment.timestamp(),
    )


def expiry(desk):
    moment = desk.soon()
    _article, address = desk.published(expires_at=moment)
    return Change(address, lambda: None, lambda status, text: status == 410, moment.timestamp())


def identity(desk):
    word = desk.word()

    def make():
        desk.identity.agency = word
        desk.identity.save()

    return Change("/", make, lambda status, text: word in text)


def menu(desk):
    word = desk.word()

    def make():
        desk.link.label = word
        desk.link.save()

    return Change("/", make, lambda status, text: word in text)


@dataclass
class Replaced:
    """An article whose picture and attachment are replaced: the change, and what stood before.

    ``old`` is the picture and the attachment, ``old_version`` the page on which staff see them.
    """

    change: Change
    old: tuple[StoredFile, StoredFile]
    old_version: str


def replaced_files(desk):
    """Prepare another picture, beside the text and in it, and another file of an attachment."""
    pictures = [
        factories.make_stored_image(desk.writer, colour=desk.colour()) for _again in range(2)
    ]
    one, other = (factories.make_attachment(desk.writer, desk.word()) for _again in range(2))
    attachments = (one, replace(other, key=one.file.sha256))

    def content(number):
        picture = pictures[number]
        body = f'<p>Chữ.</p><p><img src="{picture.get_absolute_url()}" alt="Cầu"></p>'
        attached = (attachments[number],)
        return {"image": picture, "image_alt": "Cầu", "body": body, "attachments": attached}

    article, address = desk.published(**content(0))
    old, new = ((pictures[number], attachments[number].file) for number in range(2))

    def is_new(status, text):
        is_gone = not any(file.sha256 in text for file in old)
        return is_gone and all(file.sha256 in text for file in new)

    change = Change(address, desk.correcting(article, **content(1)), is_new)
    return Replaced(change, old, f"/quan-tri/news/article/{article.pk}/versions/1/")


def replacement(desk):
    """Another picture and another attachment, on the page that shows them."""
    return replaced_files(desk).change


def replaced_address(desk):
    """The old attachment's address, which people have: it leads to the new file then."""
    replaced = replaced_files(desk)
    address = replaced.old[1].get_absolute_url()
    return Change(address, replaced.change.make, lambda status, text: status == 302, is_page=False)


KINDS = (
    *(approval, correction, withdrawal, opening, expiry, identity, menu),
    *(replacement, replaced_address),
)


def try_once(servers, kind, desk):
    """Make one change of a kind; return after how many seconds each server showed the new page.

    Before it, every server keeps the page; afterwards none goes back, and none was early.
    """
    for attempt in range(ATTEMPTS):
        # On a slow machine a moment must lie further ahead.
        desk.lead = LEAD_SECONDS * (attempt + 1)
        change = kind(desk)
        if is_kept(servers, change):
            break
    else:
        raise AssertionError("too slow to keep the page before the moment")
    change.make()
    began = change.moment or time.time()
    delays = dict.fromkeys(servers)
    while None in delays.values():
        for server, delay in delays.items():
            is_new = change.is_new(*server.ask(change.address)[:2])
            if delay is None and is_new:
                delays[server] = time.time() - began
            assert delay is None or is_new, "a server went back to the old page"
        assert time.time() - began < GIVE_UP_SECONDS, change
        # Leaves the machine to the servers; far below what is measured.
        time.sleep(POLL_SECONDS)
    for server in servers * 10:
        assert change.is_new(*server.ask(change.address)[:2]), "a server went back"
    assert min(delays.values()) >= 0, "shown before its time"
    return list(delays.values())


def is_kept(servers, change):
    """Have the page kept in every server; tell whether that was done before the change's moment."""
    for server in servers:
        while True:
            status, text, kept = server.ask(change.address)
            if change.moment and time.time() >= change.moment:
                # A slow machine: it took longer than the change was ahead.
                return False
            assert status < 500, text
            assert not change.is_new(status, text), "new before the change"
            if kept or not change.is_page:
                break
    return True
