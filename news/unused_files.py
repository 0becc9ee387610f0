"""Files that nobody uses: which of them are, and removing them for good.

An upload is stored at once, so that an error in the form does not lose it; what is then given up
is collected later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from news import files, images
from news.models import (
    ArticleVersion,
    KeptText,
    Publication,
    StoredFile,
    UnsavedText,
    Upload,
    VersionFile,
)

KEPT_FOR = timedelta(days=7)
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# Texts that people have typed and not saved, and the field of each that holds what was sent.
KEPT_TEXTS: tuple[tuple[type[models.Model], str], ...] = (
    (KeptText, "fields"),
    (UnsavedText, "fields"),
)


def hashes_named_by_kept_texts() -> set[str]:
    """Return the content hash of every file that a text kept for somebody names anywhere in it."""
    named: set[str] = set()
    for model, column in KEPT_TEXTS:
        for kept in model._default_manager.values_list(column, flat=True).iterator():
            named.update(HASH.findall(json.dumps(kept)))
    return named


def unused(now: datetime) -> QuerySet[StoredFile]:
    """Return the files that no version has and that nobody brought in since a week before ``now``.

    ``now`` is aware.
    """
    recent = Upload.objects.filter(file=OuterRef("pk"), created_at__gt=now - KEPT_FOR)
    return StoredFile.objects.filter(
        ~Exists(recent),
        *(~Exists(model._default_manager.filter(**{name: OuterRef("pk")})) for model, name in USES),
        created_at__lte=now - KEPT_FOR,
    )


USES: tuple[tuple[type[models.Model], str], ...] = (
    (VersionFile, "file"),
    (ArticleVersion, "image"),
    (ArticleVersion, "video"),
    (Publication, "image"),
)


def collect(now: datetime, *, dry_run: bool = False) -> Iterator[StoredFile]:
    """Remove each file unused at ``now`` (aware) and yield it; ``dry_run`` only yields."""
    named = hashes_named_by_kept_texts()
    # The list is taken first: rows go away while it is worked through.
    for pk in list(unused(now).order_by("pk").values_list("pk", flat=True)):
        file = StoredFile.objects.filter(pk=pk).first()
        if file and file.sha256 not in named and (dry_run or _remove(file, now)):
            yield file


def _remove(file: StoredFile, now: datetime) -> bool:
    """Remove one file if it still is unused; return whether it was.

    The row is locked as ``files.store`` locks it, so an upload of the same bytes comes before, and
    the file stays, or after, and stores it anew. The bytes go while the lock is held: whoever waits
    for it finds neither row nor bytes. After a crash in between, the next upload writes them again.
    """
    with transaction.atomic():
        held = StoredFile.objects.select_for_update().filter(pk=file.pk)
        if not held.exists() or not unused(now).filter(pk=file.pk).exists():
            return False
        if file.sha256 in hashes_named_by_kept_texts():
            return False
        StoredFile.objects.filter(pk=file.pk).delete()
        for path in _paths(file):
            default_storage.delete(path)
    return True


def _paths(file: StoredFile) -> list[str]:
    """Return where all the bytes of ``file`` lie, its own and its renditions'."""
    renditions = images.renditions(file.width) if file.width else []
    return [file.path, *(files.rendition_path(file, one) for one in renditions)]
