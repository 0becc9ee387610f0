"""Sheets and modules written by subject, delivered as one small file: an import costs a journey.

Comments and indents stay here: over a slow line every kilobyte before the first picture is felt.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# An import of a sheet in the same folder, so that addresses in it hold where it is joined.
IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.MULTILINE)
# A module imported for what it does. Joined, those that take something from each other share one
# scope, so a name at the top of one may stand in no other; one that does not keeps its own.
MODULE = re.compile(r'^import "\./([\w-]+\.js)";\n', re.MULTILINE)
# Other people's files stay as they came.
OURS = re.compile(r"^(css|js)/[\w-]+\.(css|js)$")
BETWEEN_MODULES = re.compile(r'^import \{[^}]*\} from "\./[\w-]+\.js";\n|^export ', re.MULTILINE)

Paths = dict[str, tuple[Storage, str]]


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts what is imported in the place of its import, and makes our own files small."""

    def post_process(
        self, paths: Paths, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Join what is imported among ``paths`` ({name: (storage, path there)}), then go on."""
        if not dry_run:
            paths = {name: self._joined(name, paths) for name in paths}
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, name: str, paths: Paths) -> tuple[Storage, str]:
        ours = OURS.match(name)
        if not ours:
            return paths[name]
        text = _text(name, paths)
        if ours[2] == "css":
            joined = IMPORT.sub(lambda found: _text(_beside(name, found[1]), paths), text)
            small = cssmin(joined)
        else:
            joined = MODULE.sub(lambda found: _module(_beside(name, found[1]), paths), text)
            small = jsmin(joined)
        self.delete(name)
        self._save(name, ContentFile(small.encode()))
        return self, name


def _text(name: str, paths: Paths) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        return sheet.read().decode()


def _beside(name: str, other: str) -> str:
    return "/".join([*name.split("/")[:-1], other])


def _module(name: str, paths: Paths) -> str:
    text = _text(name, paths)
    return BETWEEN_MODULES.sub("", text) if BETWEEN_MODULES.search(text) else f"{{\n{text}}}\n"
