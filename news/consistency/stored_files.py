"""Whether files agree: what versions show is linked, and what is stored is there as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, F
from django.utils.translation import gettext as _

from news import files, images, richtext
from news.consistency.contradiction import Contradiction
from news.models import ArticleVersion, StoredFile, VersionFile

Row = tuple[Any, ...]
PIECE = 2**20
AT_ONCE = 500


def versions_link_as_many_as_they_say() -> Iterator[Contradiction]:
    """A version has as many files as it was stored with."""
    counted = ArticleVersion.objects.annotate(linked=Count("file_links"))
    wrong = counted.exclude(linked=F("file_count")).order_by("pk")
    for row in wrong.values("article", "serial", "linked", "file_count").iterator():
        yield Contradiction(
            row["article"],
            _("the version with serial number %(serial)d has %(linked)d files, not %(file_count)d")
            % row,
        )


def what_a_version_shows_is_linked() -> Iterator[Contradiction]:
    """Picture, video, attachments and pictures in the text are among a version's files."""
    links = VersionFile.objects.values_list("version", "file__sha256")
    versions = ArticleVersion.objects.order_by("pk").values_list(
        "pk", "article", "serial", "image__sha256", "video__sha256", "attachments", "body"
    )
    for some in _in_groups(versions.iterator(AT_ONCE)):
        linked: dict[int, set[str]] = {}
        for version, sha256 in links.filter(version__in=[row[0] for row in some]):
            linked.setdefault(version, set()).add(sha256)
        for pk, article, serial, image, video, attachments, body in some:
            used = {image, video, *(kept["sha256"] for kept in attachments)} - {None}
            used |= {sha256 for sha256, _alt in richtext.pictures(body)}
            for sha256 in sorted(used - linked.get(pk, set())):
                yield Contradiction(
                    article,
                    _("the version with serial number %(serial)d shows %(file)s without a link")
                    % {"serial": serial, "file": sha256},
                )


def bytes_are_there() -> Iterator[Contradiction]:
    """Each stored file lies in the storage in its size; a picture in use has its renditions."""
    in_use = set(VersionFile.objects.values_list("file", flat=True).distinct())
    for file in StoredFile.objects.order_by("pk").iterator():
        if not default_storage.exists(file.path):
            yield Contradiction(_user_of(file), _("the file %(file)s is missing") % _names(file))
            continue
        if default_storage.size(file.path) != file.size:
            yield Contradiction(
                _user_of(file), _("the file %(file)s has another size") % _names(file)
            )
        if file.width is None or file.pk not in in_use:
            continue
        for one in images.renditions(file.width):
            if not default_storage.exists(files.rendition_path(file, one)):
                yield Contradiction(
                    _user_of(file),
                    _("the picture %(file)s has no rendition %(name)s")
                    % (_names(file) | {"name": one.name}),
                )


def bytes_have_their_hash() -> Iterator[Contradiction]:
    """Each stored file's content has the hash under which it is known."""
    for file in StoredFile.objects.order_by("pk").iterator():
        if not default_storage.exists(file.path):
            continue
        digest = hashlib.sha256()
        with files.open_stored(file.path) as stored:
            for piece in stored.chunks(PIECE):
                digest.update(piece)
        if digest.hexdigest() != file.sha256:
            yield Contradiction(
                _user_of(file), _("the file %(file)s holds something else") % _names(file)
            )


def _names(file: StoredFile) -> dict[str, str]:
    return {"file": f"{file.sha256} ({file.name})"}


def _user_of(file: StoredFile) -> int:
    """Return the first article that uses the file; 0 when none does."""
    link = file.version_links.select_related("version").order_by("pk").first()
    return link.version.article_id if link else 0


def _in_groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group
