"""Style sheets written by subject, delivered as one file: an imported sheet costs a journey."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# An import of a sheet in the same folder, so that addresses in it hold where it is joined.
IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.MULTILINE)

Paths = dict[str, tuple[Storage, str]]


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts the text of an imported style sheet in the place of its import, before hashing."""

    def post_process(
        self, paths: Paths, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Join the sheets among ``paths`` ({name: (storage, path there)}), then go on as ever."""
        if not dry_run:
            paths = {name: self._joined(name, paths) for name in paths}
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, name: str, paths: Paths) -> tuple[Storage, str]:
        if not name.endswith(".css"):
            return paths[name]
        text = _text(name, paths)
        joined = IMPORT.sub(lambda found: _text(_beside(name, found[1]), paths), text)
        if joined == text:
            return paths[name]
        self.delete(name)
        self._save(name, ContentFile(joined.encode()))
        return self, name


def _text(name: str, paths: Paths) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        return sheet.read().decode()


def _beside(name: str, other: str) -> str:
    return "/".join([*name.split("/")[:-1], other])
