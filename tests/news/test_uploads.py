"""Pictures and documents from outside: refused with a sentence, or tamed before they are kept."""

import io
import unicodedata
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from news import documents, files, images
from news.models import StoredFile, Upload
from tests import factories, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def giant_png(width, height):
    """Return a PNG that claims to be huge and is a few bytes long."""

    def chunk(kind, content):
        body = kind + content
        return len(content).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


HOSTILE_PICTURES = {
    "php named jpg": (b"<?php system($_GET['c']); ?>", "không phải ảnh"),
    "php after a jpeg header": (b"\xff\xd8\xff\xe0<?php system('id'); ?>", "hỏng|không phải ảnh"),
    "svg with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "không phải"),
    "html": (b"<!doctype html><script>alert(1)</script>", "không phải ảnh"),
    "30,000 × 30,000 png": (giant_png(30_000, 30_000), "30000 × 30000|50 triệu"),
    "12,000 × 12,000 png": (giant_png(12_000, 12_000), "12000 × 12000|50 triệu"),
    "cut off jpeg": (samples.picture_bytes()[:400], "hỏng"),
    "empty": (b"", "không phải ảnh"),
    "gif": (b"GIF89a" + bytes(20), "không phải ảnh"),
    "pdf": (samples.pdf_bytes(), "không phải ảnh"),
    "tiff": (b"II*\x00" + bytes(20), "không phải ảnh"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "không phải ảnh"),
}


@pytest.mark.parametrize("kind", HOSTILE_PICTURES)
def test_hostile_pictures_are_refused_with_a_sentence(kind):
    content, sentence = HOSTILE_PICTURES[kind]
    user = factories.make_user()

    with pytest.raises(ValidationError, match=sentence):
        files.take_picture(SimpleUploadedFile("anh.jpg", content), user)

    assert not StoredFile.objects.exists()
    assert not Upload.objects.exists()


def test_a_picture_too_large_in_bytes_is_refused(settings):
    settings.MAX_IMAGE_BYTES = 1024
    with pytest.raises(ValidationError, match="lớn hơn"):
        files.take_picture(samples.picture(), factories.make_user())


def test_nothing_but_the_picture_is_kept():
    """EXIF, GPS, comments and appended code are gone."""
    exif = Image.Exif()
    exif[0x010E] = "Nhà riêng"
    exif[0x8825] = {1: "N", 2: (10.0, 46.0, 0.0)}
    content = samples.picture_bytes(exif=exif, comment=b"<?php system(1); ?>")

    file = files.take_picture(
        SimpleUploadedFile("anh.jpg", content + b"<?php system(2); ?>"), factories.make_user()
    )

    kept = files.open_stored(file.path).read()
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"<?php" not in kept
    assert "Nhà riêng".encode() not in kept


def test_a_picture_lying_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    file = files.take_picture(samples.picture(size=(800, 400), exif=exif), factories.make_user())
    assert (file.width, file.height) == (400, 800)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1")]
)
def test_pictures_of_every_colour_model_are_taken(kind, mode):
    target = io.BytesIO()
    Image.new(mode, (700, 500)).save(target, kind)
    file = files.take_picture(SimpleUploadedFile("anh", target.getvalue()), factories.make_user())
    for one in images.renditions(file.width):
        with Image.open(files.open_stored(files.rendition_path(file, one))) as rendition:
            assert rendition.width == one.width
            assert rendition.get_format_mimetype() == one.media_type


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_what_the_camera_added_is_gone_from_every_form_of_it(kind):
    """MPO is what some phones write under the name of JPEG: a second picture lies behind it."""
    exif = Image.Exif()
    exif[0x010E] = "Nhà riêng"
    exif[0x8825] = {1: "N", 2: (10.0, 46.0, 0.0)}
    target = io.BytesIO()
    image = Image.new("RGB", (700, 500), (30, 120, 90))
    more = {"save_all": True, "append_images": [image.copy()]} if kind == "MPO" else {}
    image.save(target, kind, exif=exif, xmp=b"<x:xmpmeta>cho o</x:xmpmeta>", **more)
    assert b"cho o" in target.getvalue() or kind == "PNG"

    file = files.take_picture(
        SimpleUploadedFile("anh.jpg", target.getvalue()), factories.make_user()
    )

    paths = [files.rendition_path(file, one) for one in images.renditions(file.width)]
    for path in (file.path, *paths):
        content = files.open_stored(path).read()
        assert "Nhà riêng".encode() not in content
        assert b"cho o" not in content
        with Image.open(io.BytesIO(content)) as kept:
            assert not kept.getexif(), path
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(kept.info), path


class Unread(SimpleUploadedFile):
    """An upload that must not be read."""

    def read(self, *args):
        raise AssertionError("read into memory before its size was looked at")


@pytest.mark.parametrize(
    ("take", "limit"),
    [
        (files.take_picture, "MAX_IMAGE_BYTES"),
        (files.take_attachment, "MAX_ATTACHMENT_BYTES"),
        (files.take_video, "MAX_VIDEO_BYTES"),
    ],
)
def test_what_is_too_large_is_not_even_read(settings, take, limit):
    setattr(settings, limit, 1024)
    with pytest.raises(ValidationError, match="lớn hơn"):
        take(Unread("tep.bin", bytes(1025)), factories.make_user())


def test_a_format_that_cannot_shrink_while_it_is_read_has_a_lower_limit():
    """A JPEG of 30 million points is decoded at half its size; a PNG would fill the memory."""
    for kind, accepted in (("JPEG", True), ("PNG", False)):
        target = io.BytesIO()
        Image.new("L", (6000, 5000)).save(target, kind)
        upload = SimpleUploadedFile("anh", target.getvalue())
        if accepted:
            assert files.take_picture(upload, factories.make_user()).width == 2560
        else:
            with pytest.raises(ValidationError, match="6000 × 5000"):
                files.take_picture(upload, factories.make_user())


HOSTILE_DOCUMENTS = {
    "docx with macros": (samples.docx_bytes(macros=True), "macro"),
    "docm content type only": (
        samples.package(
            {
                "[Content_Types].xml": samples.CONTENT_TYPES.format(kind=samples.DOCM),
                "word/document.xml": "<w/>",
            }
        ),
        "macro",
    ),
    "odt with basic": (
        samples.package(
            {"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/x.xml": "x"}
        ),
        "macro",
    ),
    "zip with a program": (samples.package({"a.exe": "a"}), "a.exe"),
    "zip bomb": (samples.package({"word/document.xml": bytes(2**30 + 1)}), "quá lớn"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Office cũ"),
    "locked pdf": (b"%PDF-1.4\ntrailer<</Encrypt 5 0 R>>\n%%EOF\n", "mật khẩu"),
    "cut off pdf": (b"%PDF-1.4\n1 0 obj", "hỏng"),
    "exe": (b"MZ" + bytes(200), "Chỉ nhận"),
    "html": (b"<html><script>alert(1)</script></html>", "Chỉ nhận"),
    "html before pdf": (b"<script>alert(1)</script>%PDF-1.4\n%%EOF", "Chỉ nhận"),
    "svg": (b"<svg onload=alert(1)>", "Chỉ nhận"),
    "empty": (b"", "rỗng"),
    "broken zip": (b"PK\x03\x04" + bytes(50), "hỏng"),
}


@pytest.mark.parametrize("kind", HOSTILE_DOCUMENTS)
def test_hostile_documents_are_refused_with_a_sentence(kind):
    content, sentence = HOSTILE_DOCUMENTS[kind]

    with pytest.raises(ValidationError, match=sentence):
        files.take_attachment(SimpleUploadedFile("van-ban.docx", content), factories.make_user())

    assert not StoredFile.objects.exists()


def test_a_name_that_contradicts_the_content_is_refused():
    upload = SimpleUploadedFile("ke-hoach.pdf", samples.docx_bytes())
    with pytest.raises(ValidationError, match=r"đuôi \.pdf nhưng nội dung là \.docx"):
        files.take_attachment(upload, factories.make_user())


@pytest.mark.parametrize(
    ("main", "extension"),
    [
        ("word/document.xml", ".docx"),
        ("xl/workbook.xml", ".xlsx"),
        ("ppt/presentation.xml", ".pptx"),
    ],
)
def test_office_documents_are_known_by_their_inside(main, extension):
    content = samples.package({"[Content_Types].xml": "<Types/>", main: "<x/>"})
    assert documents.judge(content).extension == extension


def test_a_zip_of_documents_sound_and_video_is_known_by_its_inside():
    content = samples.package({"a.txt": "a", "b.docx": samples.docx_bytes(), "c/d.jpg": "x"})
    kinds = {content: ".zip", samples.mp3(): ".mp3", samples.mp4(): ".mp4"}
    assert {one: documents.judge(one).extension for one in kinds} == kinds


def test_of_a_sound_file_only_the_sound_is_kept():
    tagged = samples.mp3(before=b"<script>alert(1)</script>", after=b"TAG" + b"x" * 125)
    assert documents.judge(tagged).content == samples.mp3()


@pytest.mark.parametrize(("kind", "extension"), [("text", ".odt"), ("spreadsheet", ".ods")])
def test_open_documents_are_known_by_their_inside(kind, extension):
    content = samples.package({"mimetype": f"application/vnd.oasis.opendocument.{kind}"})
    assert documents.judge(content).extension == extension


LONG = unicodedata.normalize("NFD", "Kế hoạch phát triển sản xuất " * 12)[:300]
NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\windows\\system.ini": "system.pdf",
    "ho\u202efdp.exe": "hofdp.pdf",
    "a\x00b\r\nSet-Cookie: x.pdf": "ab Set-Cookie x.pdf",
    unicodedata.normalize("NFD", "Kế hoạch.pdf"): "Kế hoạch.pdf",
    '<img src=x onerror="alert(1)">.pdf': "img src=x onerror= alert(1).pdf",
    "...": "tệp.pdf",
    "": "tệp.pdf",
    "Kiến Tường năm mới.jpg": "Kiến Tường năm mới.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_tamed(name):
    assert files.tame_name(name, ".pdf") == NAMES[name]


def test_a_name_of_300_bytes_of_nfd_becomes_short_and_nfc():
    assert len(LONG.encode()) > 300
    tamed = files.tame_name(LONG + ".pdf", ".pdf")
    assert unicodedata.is_normalized("NFC", tamed)
    assert len(tamed) <= 104
    assert tamed.startswith("Kế hoạch phát triển")


def test_the_same_bytes_are_stored_once():
    one = files.take_attachment(samples.pdf("mot.pdf"), factories.make_user())
    two = files.take_attachment(samples.pdf("hai.pdf"), factories.make_user())
    assert one == two
    assert StoredFile.objects.count() == 1
    assert Upload.objects.count() == 2


def test_files_are_served_as_what_they_are(client):
    image = factories.make_stored_image()
    attachment = factories.make_attachment()
    factories.make_published(image=image, image_alt="Cầu", attachments=(attachment,))

    picture = client.get(image.get_absolute_url())
    document = client.get(attachment.file.get_absolute_url())

    assert (picture["Content-Type"], document["Content-Type"]) == ("image/jpeg", "application/pdf")
    assert document["Content-Disposition"].startswith("attachment;")
    for response in (picture, document):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not response.cookies
    assert document["Cache-Control"] == "public, no-cache"
    assert set(picture["Cache-Control"].split(", ")) == {"public", "max-age=300", "s-maxage=0"}


def test_a_browser_that_has_the_file_gets_no_second_copy(client):
    attachment = factories.make_attachment()
    factories.make_published(attachments=(attachment,))
    address = attachment.file.get_absolute_url()
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again["ETag"] == etag


def test_a_file_is_written_whole_or_not_at_all(monkeypatch):
    """A process killed while writing leaves nothing under the hash."""
    import os

    def killed(handle):
        raise OSError("killed")

    monkeypatch.setattr(os, "fsync", killed)
    user = factories.make_user()
    with pytest.raises(OSError, match="killed"):
        files.take_attachment(samples.pdf(text="chỉ một lần"), user)
    monkeypatch.undo()

    file = files.take_attachment(samples.pdf(text="chỉ một lần"), user)
    assert files.open_stored(file.path).read() == samples.pdf_bytes("chỉ một lần")
