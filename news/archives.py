"""What lies inside packages: Office and OpenDocument texts, and plain ZIP files with documents.

A ZIP is a package without a main part of its own. What it may hold is a list of what offices
exchange, not a list of what is bad; documents in it are judged like documents on their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from news import packages
from news.packages import Budget, Package

OPEN = "application/vnd.oasis.opendocument."
OPEN_KINDS = {f"{OPEN}text": ".odt", f"{OPEN}spreadsheet": ".ods"}
MAIN_PARTS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
CONTENT_TYPES = "[Content_Types].xml"
MANIFEST = "META-INF/manifest.xml"
MAX_LIST = 2**20
MAX_DEPTH = 2
PROGRAM_FOLDERS = ("basic/", "scripts/")
WITH_MACROS = (
    ".docm",
    ".dotm",
    ".xlsm",
    ".xltm",
    ".xlam",
    ".xlsb",
    ".pptm",
    ".potm",
    ".ppsm",
    ".ppam",
)
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods")
IN_ARCHIVES = frozenset(
    {".pdf", ".txt", ".csv", ".json", ".rtf", *OFFICE}
    | {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".heic"}
    | {".mp3", ".mp4", ".m4a", ".wav"}
    | {".dwg", ".dxf", ".dgn", ".shp", ".shx", ".dbf", ".prj", ".cpg", ".kml", ".gpx", ".geojson"}
)
# What programs and scripts begin with, whatever they are called. Text may begin with a mark.
PROGRAM = re.compile(
    rb"(?:\xef\xbb\xbf|\s)*(?:MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|#!|<\?php|"
    rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml[^>]{0,200}>\s*<(?:svg|html)))",
    re.IGNORECASE,
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED_FILE = "\x01Ole10Native".encode("utf-16-le")
# A document that fetches its template or its objects from elsewhere when it is opened.
FETCHED = ("attachedtemplate", "oleobject", "frame", "subdocument")
# A folder of the writer's own computer: Word notes its template so, and nobody else is asked.
OWN_FOLDER = re.compile(r"(?:file:///)?(?:[a-z]:|[^/\\:]+(?:[/\\]|$))", re.IGNORECASE)


def kind_of(
    content: bytes,
    judge_inner: Callable[[bytes], object],
    budget: Budget | None = None,
    depth: int = 0,
) -> str:
    """Return the extension of the package in ``content``: ".docx" … or ".zip".

    ``judge_inner`` judges what is no package: a PDF in a ZIP. Raises ValidationError with a
    sentence for macros, passwords, programs, bombs and whatever is not sound.
    """
    if depth > MAX_DEPTH:
        raise packages.too_large()
    package = packages.opened(content, budget)
    extension = _kind(package)
    if extension != ".zip" and b"%PDF-" in content[:1024]:
        raise packages.two_in_one()
    _check_macros(package)
    if extension == ".zip":
        _check_archive(package, judge_inner, depth)
    else:
        _check_office(package, judge_inner, depth)
    return extension


def _kind(package: Package) -> str:
    if CONTENT_TYPES in package.parts:
        return next((kind for part, kind in MAIN_PARTS.items() if part in package.parts), ".zip")
    if "mimetype" in package.parts:
        told = package.read("mimetype", 200).decode("ascii", "replace").strip()
        if told.startswith(OPEN):
            if told not in OPEN_KINDS:
                raise _not_accepted()
            return OPEN_KINDS[told]
    return ".zip"


def _not_accepted() -> ValidationError:
    return ValidationError(
        _("This kind of Office file is not accepted. Please save it as DOCX, XLSX, PPTX or PDF.")
    )


def _check_macros(package: Package) -> None:
    lower = {name.lower() for name in package.parts}
    found = any(
        name.endswith(("vbaproject.bin", "vbadata.xml", *WITH_MACROS))
        or "/macrosheets/" in name
        or "/activex/" in name
        or name.startswith(PROGRAM_FOLDERS)
        for name in lower
    )
    if found or any("macro" in kind or "vbaproject" in kind for kind in _content_types(package)):
        raise ValidationError(
            _("The file contains macros. Please save it in a format without macros.")
        )


def _content_types(package: Package) -> list[str]:
    """Return, in lower case, what an Office package says its parts are."""
    if CONTENT_TYPES not in package.parts:
        return []
    root = _tree(package.read(CONTENT_TYPES, MAX_LIST))
    return [part.get("ContentType", "").lower() for part in root.iter(etree.Element)]


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise packages.damaged() from broken


def _check_office(package: Package, judge_inner: Callable[[bytes], object], depth: int) -> None:
    for name in package.parts:
        lower = name.lower()
        if lower.endswith(".rels"):
            _check_relations(package.read(name, MAX_LIST))
        elif name == MANIFEST and b"encryption-data" in package.read(name, MAX_LIST):
            raise packages.locked()
        package.look_at(name, _no_entities if lower.endswith((".xml", ".rels")) else _no_object)
        _check_beginning(package, name, judge_inner, depth)


def _no_entities(piece: bytes) -> None:
    """Refuse XML that defines entities: no office program writes it, and bombs are made of it."""
    if b"<!ENTITY" in (piece.replace(b"\0", b"") if b"\0" in piece else piece):
        raise ValidationError(
            _("The file contains text that grows without end when it is read. It is not accepted.")
        )


def _no_object(piece: bytes) -> None:
    """Refuse the packet in which an old Office object carries any file at all."""
    if PACKED_FILE in piece:
        raise _program(_("an object with a file in it"))


def _check_relations(xml: bytes) -> None:
    for relation in _tree(xml).iter(etree.Element):
        kind = relation.get("Type", "").rpartition("/")[2].lower()
        is_elsewhere = not OWN_FOLDER.match(relation.get("Target", ""))
        if relation.get("TargetMode") == "External" and kind in FETCHED and is_elsewhere:
            raise ValidationError(
                _("The file fetches a part of itself from elsewhere when it is opened.")
            )


def _check_archive(package: Package, judge_inner: Callable[[bytes], object], depth: int) -> None:
    names = [name for name in package.parts if not name.endswith("/")]
    if not names:
        raise ValidationError(_("The ZIP file is empty."))
    for name in names:
        extension = f".{name.lower().rpartition('.')[2]}" if "." in name else ""
        if extension not in IN_ARCHIVES:
            raise ValidationError(
                _(
                    "The ZIP file holds “%(name)s”; only documents, pictures, sound, video and "
                    "map data are accepted in it."
                )
                % {"name": name[-80:]}
            )
        for _piece in package.pieces(name):
            pass
        _check_beginning(package, name, judge_inner, depth, extension)


def _check_beginning(
    package: Package,
    name: str,
    judge_inner: Callable[[bytes], object],
    depth: int,
    extension: str = "",
) -> None:
    """Judge a part by how it begins: a program is refused, a document judged like any other."""
    part = package.parts[name]
    begins = next(iter(Package(package.content, {name: part}).pieces(name)), b"")[:1024]
    if PROGRAM.match(begins) and not name.lower().endswith((".xml", ".rels", ".vml")):
        raise _program(name)
    is_package = begins.startswith(packages.SIGNATURE)
    if is_package and extension in IN_ARCHIVES - set(OFFICE):
        raise ValidationError(_("“%(name)s” is not what its name says.") % {"name": name[-80:]})
    if is_package:
        found = kind_of(package.read(name), judge_inner, package.budget, depth + 1)
        if extension and found != extension:
            raise ValidationError(_("“%(name)s” is not what its name says.") % {"name": name[-80:]})
    elif begins.startswith(b"%PDF-") or extension in (".pdf", *OFFICE):
        judge_inner(package.read(name))
    elif extension and begins.startswith(OLD_OFFICE):
        raise ValidationError(_("“%(name)s” is not what its name says.") % {"name": name[-80:]})


def _program(name: str) -> ValidationError:
    return ValidationError(
        _("The file contains a program or a web page: %(name)s. It is not accepted.")
        % {"name": name[-80:]}
    )
