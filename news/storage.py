"""Where stored files lie on a local disk: written whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class AtomicFileSystemStorage(FileSystemStorage):
    """A folder of files named by their content: a name that exists holds the same bytes.

    A file appears under its name only when it is complete and on disk, so a process killed while
    writing leaves no half file behind its hash.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return ``name`` itself; writing it again replaces equal bytes by equal bytes."""
        return name

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o640)
        Path(part).replace(target)
        return name
