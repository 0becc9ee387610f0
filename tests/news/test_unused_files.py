"""Uploads that nobody uses go after a week; nothing else does, whatever happens beside it."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from news import files, images, kept_texts, unused_files, workflow
from news.enums import Role
from news.models import StoredFile, Upload
from tests import factories, samples

LATER = timedelta(days=8)
ROUNDS = 8


def collected(now=None, **options):
    now = now or timezone.now() + LATER
    return [file.name for file in unused_files.collect(now, **options)]


@pytest.mark.django_db
def test_what_nobody_uses_goes_with_all_its_bytes_after_a_week():
    user = factories.make_user(Role.EDITOR)
    file = files.take_picture(samples.picture("bo-di.jpg"), user)
    paths = [file.path, *(files.rendition_path(file, one) for one in images.renditions(800))]
    assert collected(timezone.now() + timedelta(days=6)) == []
    assert collected(dry_run=True) == ["bo-di.jpg"]
    assert all(default_storage.exists(path) for path in paths)
    assert collected() == ["bo-di.jpg"]
    assert not StoredFile.objects.exists()
    assert [path for path in paths if default_storage.exists(path)] == []
    assert collected() == []


@pytest.mark.django_db
def test_what_a_version_has_or_a_kept_text_names_stays():
    """Also what only a version long past has, and what stands in an unsaved text's HTML."""
    user = factories.make_user(Role.EDITOR)
    past, named, chosen, free = (
        files.take_picture(samples.picture(f"{name}.jpg", colour=(number * 70, 9, 9)), user)
        for number, name in enumerate(("past", "named", "chosen", "free"))
    )
    article = factories.make_draft(user, image=past)
    workflow.save(article.pk, user, article.newest_version_id, factories.make_content())
    sent = QueryDict(mutable=True)
    sent["body"] = f'<p><img src="{named.get_absolute_url()}" alt=""></p>'
    sent["stored_image"] = chosen.sha256
    kept_texts.keep(article, user, sent, timezone.now())
    assert unused_files.hashes_named_by_kept_texts() == {named.sha256, chosen.sha256}
    assert collected() == [free.name]
    kept_texts.of(article, user).delete()
    assert sorted(collected()) == ["chosen.jpg", "named.jpg"]
    assert StoredFile.objects.get() == past


@pytest.mark.django_db
def test_bringing_a_file_in_again_keeps_it_for_another_week():
    user = factories.make_user(Role.EDITOR)
    file = files.take_attachment(samples.pdf("a.pdf"), user)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=30))
    files.take_attachment(samples.pdf("a.pdf"), user)
    assert Upload.objects.get().created_at > timezone.now() - timedelta(days=1)
    assert collected(timezone.now() + timedelta(days=6)) == []
    assert default_storage.exists(file.path)


@pytest.mark.django_db
@pytest.mark.once
def test_the_command_says_what_it_does():
    files.take_attachment(samples.pdf("moi.pdf"), factories.make_user(Role.EDITOR))
    said = StringIO()
    call_command("collect_files", "--dry-run", stdout=said)
    call_command("collect_files", stdout=said)
    assert StoredFile.objects.count() == 1
    assert said.getvalue().count("0 (0 MB)") == 2


def make_old(content, user):
    """Store ``content`` as it lies there when it was brought in a month ago and given up."""
    at = timezone.now() - timedelta(days=30)
    digest = files.hashlib.sha256(content).hexdigest()
    file = StoredFile.objects.create(
        sha256=digest, name="cu.pdf", media_type="application/pdf", size=len(content), created_at=at
    )
    default_storage.save(file.path, ContentFile(content))
    Upload.objects.create(file=file, user=user, created_at=at)


@pytest.mark.django_db(transaction=True)
def test_an_upload_of_the_same_bytes_at_the_same_moment_is_never_lost():
    user = factories.make_user(Role.EDITOR)
    faults, lost = [], []

    def side_by_side(*acts):
        start = threading.Barrier(len(acts))

        def run(act):
            try:
                start.wait()
                act()
            except Exception as fault:
                faults.append(repr(fault))
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for number in range(ROUNDS):
        content = samples.pdf_bytes(f"cùng lúc {number}")
        make_old(content, user)
        side_by_side(
            lambda: files.take_attachment(samples.pdf("lai.pdf", f"cùng lúc {number}"), user),  # noqa: B023 -- runs within this round
            lambda: list(unused_files.collect(timezone.now())),
        )
        file = StoredFile.objects.filter(sha256=files.hashlib.sha256(content).hexdigest()).first()
        is_there = file is not None and file.uploads.filter(user=user).exists()
        if not is_there or files.open_stored(file.path).read() != content:
            lost.append(number)
    assert (faults, lost) == ([], [])
