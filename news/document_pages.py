"""What a document tells of itself at a cheap price: how many pages it has, and whether it has text.

PDF: the pages its page tree reaches, also where the tree lies in compressed object streams. DOCX
and PPTX: what the program that saved them wrote down. Others, and anything unclear: None. The work
is bounded, whatever the file claims, and a damaged file is no fault: it only has no count.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from news import pdf_objects
from news.documents import DAMAGE
from news.pdf_objects import TYPE, Unclear, kind

MAX_PAGES = 100_000
MAX_PROPERTIES = 2**20

PROPERTIES = "docProps/app.xml"
COUNTED_AS = {".docx": "Pages", ".pptx": "Slides"}

# Every repetition is bounded, so that no content makes a search slow.
REFERENCE_TO = {
    name: re.compile(rb"/" + name + rb"\s{0,8}(\d{1,10})\s{1,4}\d{1,5}\s{1,4}R")
    for name in (b"Root", b"Pages")
}
# What text is set in; a scanner's pages name none, those with a text layer do.
FONT = re.compile(rb"/Font(?![A-Za-z0-9])")
REFERENCE = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}R(?![A-Za-z])")
Objects = dict[int, bytes]


def count(content: bytes, extension: str) -> int | None:
    """Return the number of pages (slides) of a document; None when it is not known.

    ``extension`` is what news.documents has found it to be, with its dot.
    """
    try:
        if extension == ".pdf":
            pages = _count_pdf(content)
        elif extension in COUNTED_AS:
            pages = _property(content, COUNTED_AS[extension])
        else:
            return None
    except (Unclear, *DAMAGE):
        return None
    return pages if 0 < pages <= MAX_PAGES else None


def has_text(content: bytes, extension: str) -> bool | None:
    """Tell whether a PDF names any font: one that does not holds pictures of its pages only.

    None for other kinds and where it cannot be told. A scan behind one page with text passes.
    """
    if extension != ".pdf":
        return None
    # Fonts mostly stand in the open; only where none does is everything unpacked.
    if FONT.search(content):
        return True
    try:
        if not _count_pdf(content):
            return None
        return any(FONT.search(body) for _number, body in pdf_objects.walk(content))
    except (Unclear, *DAMAGE):
        return None


def _property(content: bytes, name: str) -> int:
    """Return a number from the properties that an Office package carries."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if PROPERTIES not in package.namelist():
            raise Unclear
        with package.open(PROPERTIES) as part:
            listed = part.read(MAX_PROPERTIES)
    root = etree.fromstring(listed, etree.XMLParser(resolve_entities=False, no_network=True))
    found = root.findtext(f"{{*}}{name}") or ""
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", found, re.ASCII):
        raise Unclear
    return int(found)


def _count_pdf(content: bytes) -> int:
    """Return how many pages the tree reaches; without a tree, how many page objects there are."""
    objects: Objects = {}
    # A later object with the same number replaces the earlier one, as in a file saved again.
    for number, body in pdf_objects.walk(content):
        if TYPE.search(body):
            objects[number] = body
        else:
            objects.pop(number, None)
    reached = _reached(objects, _root(content, objects))
    return reached or sum(1 for body in objects.values() if kind(body) == b"Page")


def _root(content: bytes, objects: Objects) -> int | None:
    """Return the number of the document's catalogue, as the newest trailer names it."""
    at = content.rfind(b"/Root")
    if at >= 0 and (named := REFERENCE_TO[b"Root"].match(content, at)):
        return int(named[1])
    catalogues = [number for number, body in objects.items() if kind(body) == b"Catalog"]
    return catalogues[-1] if catalogues else None


def _reached(objects: Objects, root: int | None) -> int:
    """Return how many pages hang on the page tree below the catalogue ``root``."""
    tree = REFERENCE_TO[b"Pages"].search(objects.get(root, b"")) if root is not None else None
    waiting = [int(tree[1])] if tree else []
    seen: set[int] = set()
    pages = 0
    while waiting:
        number = waiting.pop()
        body = objects.get(number, b"")
        if number in seen:
            continue
        seen.add(number)
        if kind(body) == b"Page":
            pages += 1
        elif kind(body) == b"Pages":
            begin = body.find(b"[", body.find(b"/Kids"))
            kids = body[begin : body.find(b"]", begin)]
            waiting += [int(kid) for kid in REFERENCE.findall(kids)]
    return pages
