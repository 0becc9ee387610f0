"""The media library: every file that was brought in, where it is used and where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from news import file_words, permissions
from news.models import Article, Publication, StoredFile, Upload, VersionFile

SIZE = 24
# Uses that one file tells of; a picture of a whole series stands in hundreds.
MOST_USES = 50
SOUND = Q(media_type__startswith="audio/")
VIDEO = Q(media_type__startswith="video/")
PICTURE = Q(width__isnull=False)
KINDS: dict[str, Q] = {
    "anh": PICTURE,
    "video": VIDEO,
    "am-thanh": SOUND,
    "van-ban": ~PICTURE & ~VIDEO & ~SOUND,
}
UNUSED, TWICE, WAITING = "khong-dung", "trung", "cho-quet"
STATES = (UNUSED, TWICE, WAITING)


@dataclass(frozen=True)
class Use:
    """An article that uses a file: readers see it there, its newest version has it, or one had."""

    article: Article
    is_public: bool
    is_newest: bool


@dataclass
class Shown:
    """A file with its uses that the person may know of, and who brought it in, the first first.

    ``others`` tells that there are uses in articles that the person may not open.
    """

    file: StoredFile
    uses: list[Use] = field(default_factory=list)
    others: bool = False
    uploads: list[Upload] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """One page, the newest first; ``older`` and ``newer`` are ids to go on from, or nothing."""

    rows: list[Shown]
    older: int | None
    newer: int | None


def viewable(user: Any) -> QuerySet[StoredFile]:
    """Return the files that ``user`` may see at work; the rule of permissions.may_read_file."""
    if not permissions.has_role(user, *permissions.DESK):
        return StoredFile.objects.none()
    articles = permissions.viewable_articles(user).filter(pk=OuterRef("version__article"))
    used = VersionFile.objects.filter(Exists(articles), file=OuterRef("pk"))
    own = Upload.objects.filter(file=OuterRef("pk"), user=user)
    return StoredFile.objects.filter(Exists(used) | Exists(own))


def page(
    user: Any,
    *,
    text: str = "",
    kind: str = "",
    state: str = "",
    before: int | None = None,
    after: int | None = None,
) -> Page:
    """Return SIZE files that ``user`` may see, with ids below ``before`` or above ``after``."""
    files = file_words.matching(viewable(user), text)
    if kind in KINDS:
        files = files.filter(KINDS[kind])
    files = _in_state(files, state)
    if after:
        found = list(files.filter(pk__gt=after).order_by("pk")[: SIZE + 1])
        rows, has_more = found[:SIZE][::-1], len(found) > SIZE
        older, newer = bool(rows), has_more
    else:
        files = files.filter(pk__lt=before) if before else files
        found = list(files.order_by("-pk")[: SIZE + 1])
        rows, has_more = found[:SIZE], len(found) > SIZE
        older, newer = has_more, bool(before)
    return Page(
        shown(user, rows),
        rows[-1].pk if older and rows else None,
        rows[0].pk if newer and rows else None,
    )


def _in_state(files: QuerySet[StoredFile], state: str) -> QuerySet[StoredFile]:
    if state == UNUSED:
        return files.filter(~Exists(VersionFile.objects.filter(file=OuterRef("pk"))))
    if state == TWICE:
        several = Upload.objects.values("file").annotate(people=Count("pk")).filter(people__gt=1)
        return files.filter(pk__in=several.values("file"))
    if state == WAITING:
        return files.filter(waiting__isnull=False)
    return files


def shown(user: Any, rows: Sequence[StoredFile]) -> list[Shown]:
    """Return ``rows`` with their uses and uploads; five queries, however many rows."""
    by_id = {file.pk: Shown(file) for file in rows}
    for upload in Upload.objects.filter(file__in=by_id).select_related("user").order_by("pk"):
        by_id[upload.file_id].uploads.append(upload)
    used = (
        VersionFile.objects.filter(file__in=by_id)
        .values_list("file", "version__article")
        .annotate(newest=Max("version"))
        .order_by("-newest")[: MOST_USES * SIZE]
    )
    pairs = list(used)
    ids = {article for _file, article, _newest in pairs}
    articles = (
        permissions.viewable_articles(user)
        .filter(pk__in=ids)
        .select_related("newest_version")
        .defer("newest_version__body")
        .in_bulk()
    )
    public = _public_pairs(by_id, ids)
    for file, article, newest in pairs:
        row = by_id[file]
        if article not in articles:
            row.others = True
        elif len(row.uses) < MOST_USES:
            is_newest = articles[article].newest_version_id == newest
            row.uses.append(Use(articles[article], (file, article) in public, is_newest))
    return list(by_id.values())


def _public_pairs(files: dict[int, Shown], articles: set[int]) -> set[tuple[int, int]]:
    """Return (file, article) where readers see the file now."""
    visible = Publication.objects.visible().filter(article__in=articles)
    versions = dict(visible.values_list("version", "article"))
    links = VersionFile.objects.filter(version__in=versions, file__in=files)
    return {(file, versions[version]) for file, version in links.values_list("file", "version")}
