"""Small files made on the spot: good ones, and some that nobody should be able to store."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"


def picture_bytes(size=(800, 600), colour=(30, 120, 90), kind="JPEG", **options):
    """Return an encoded picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind, **options)
    return target.getvalue()


def picture(name="cau-kenh.jpg", **options):
    """Return an uploaded picture."""
    return SimpleUploadedFile(name, picture_bytes(**options), "image/jpeg")


def pdf_bytes(text="Kế hoạch"):
    """Return the smallest PDF a reader opens, different for each text."""
    return f"%PDF-1.4\n%{text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n".encode()


def pdf(name="ke-hoach.pdf", text="Kế hoạch"):
    """Return an uploaded PDF."""
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")


def page_pdf(name="quet.pdf", *, resources=b"/XObject<</Im0 4 0 R>>"):
    """Return an uploaded PDF of one page: a scanner's, or with the ``resources`` given."""
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Resources<<" + resources + b">>>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return SimpleUploadedFile(name, content, "application/pdf")


def package(parts):
    """Return a ZIP package with ``parts`` (name: bytes or text)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx_bytes(*, macros=False):
    """Return a word-processing file, with macros if asked for."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES.format(kind=DOCM if macros else DOCX),
        "word/document.xml": "<w:document/>",
    }
    if macros:
        parts["word/vbaProject.bin"] = b"\x00macro"
    return package(parts)


def mp4(*, parts=("ftyp", "moov", "mdat"), codec=b"avc1", box_size=None):
    """Return the boxes of a video; ``box_size`` (bytes) makes the second one lie about its own."""
    contents = {"ftyp": b"isom\x00\x00\x00\x00isom", "moov": b"trak" + codec, "mdat": b"\x00" * 32}
    boxes = [
        (8 + len(contents[part])).to_bytes(4) + part.encode() + contents[part] for part in parts
    ]
    if box_size is not None:
        boxes[1] = box_size.to_bytes(4) + boxes[1][4:]
    return b"".join(boxes)


def mp3(*, before=b"", after=b"", frames=8):
    """Return a silent sound file; ``before`` stands in its tag, ``after`` behind the sound."""
    size = bytes(len(before) >> shift & 127 for shift in (21, 14, 7, 0))
    tag = b"ID3\x03\x00\x00" + size + before if before else b""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + after


def video(name="le-hoi.mp4", **options):
    """Return an uploaded video."""
    return SimpleUploadedFile(name, mp4(**options), "video/mp4")
