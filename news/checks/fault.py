"""One thing that a check has found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to put right: the form field it belongs to and the sentence to show there.

    ``file`` is the content hash of the attachment it is about, for the row that holds it. A warning
    does not hold up who says why the text is to go out all the same.
    """

    field: str
    message: str
    file: str = ""
    is_warning: bool = False
