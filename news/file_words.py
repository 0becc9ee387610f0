"""The words by which files are found: noted when a file comes in and when a version uses it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from news import showing
from news.models import ArticleVersion, FileWords, StoredFile
from news.vietnamese import fold

MOST_CHARACTERS = 4000


def note(words: Mapping[int, str]) -> None:
    """Add ``words``, {id of a file: text}, to what its file is known by."""
    known = {row.file_id: row for row in FileWords.objects.filter(file__in=list(words))}
    new, grown = [], []
    for pk, text in words.items():
        folded = fold(text)
        if pk not in known:
            new.append(FileWords(file_id=pk, text=f" {folded} "[:MOST_CHARACTERS]))
        elif folded and f" {folded} " not in known[pk].text:
            known[pk].text = f"{known[pk].text}{folded} "[:MOST_CHARACTERS]
            grown.append(known[pk])
    FileWords.objects.bulk_create(new, ignore_conflicts=True)
    FileWords.objects.bulk_update(grown, ["text"])


def note_version(version: ArticleVersion, used: Mapping[StoredFile, str]) -> None:
    """Add what ``version`` says of the files it uses, {file: name}."""
    said = said_of_files(version)
    note({file.pk: f"{name} {said.get(file.sha256, '')}" for file, name in used.items()})


def said_of_files(version: ArticleVersion) -> dict[str, str]:
    """Return what ``version`` says of its files, by their content hash."""
    said = {
        kept["sha256"]: f"{kept['title']} {kept.get('number', '')}" for kept in version.attachments
    }
    for one in showing.album(version.body):
        said[one.sha256] = f"{said.get(one.sha256, '')} {one.alt} {one.caption}"
    if version.image:
        own = f"{version.image_alt} {version.image_caption}"
        said[version.image.sha256] = f"{said.get(version.image.sha256, '')} {own}"
    return said


def matching(files: QuerySet[StoredFile], text: str) -> QuerySet[StoredFile]:
    """Keep the files that are known by words beginning with every word of ``text``."""
    for word in fold(text).split():
        files = files.filter(words__text__contains=f" {word}")
    return files
