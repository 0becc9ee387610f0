"""How many pages a document has: told where the document tells it cheaply, and never a fault."""

import time
import zlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from news import document_pages, files, pdf_objects
from news.enums import Role
from news.models import StoredFile
from news.versions import Attachment
from tests import factories, samples

PROPERTIES = (
    '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
    '2006/extended-properties">{}</Properties>'
)


def page_tree(pages):
    """Return {number: dictionary} of a catalogue with ``pages`` pages in two branches."""
    kids = [10 + number for number in range(pages)]
    half = pages // 2
    branches = {3: kids[:half], 4: kids[half:]}
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/PageMode/UseNone>>",
        2: b"<</Type /Pages /Count %d /Kids [3 0 R 4 0 R]>>" % pages,
    }
    for branch, own in branches.items():
        listed = b" ".join(b"%d 0 R" % kid for kid in own)
        objects[branch] = b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count %d>>" % (listed, len(own))
        for kid in own:
            objects[kid] = b"<</Parent %d 0 R\n/Type /Page/Annots[<</Type/Annot>>]>>" % branch
    return objects


def plain(objects, root=1, start=b"%PDF-1.4\n"):
    """Return a PDF with ``objects`` in the open."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in objects.items())
    return start + body + b"trailer<</Root %d 0 R>>\n%%%%EOF\n" % root


def packed(objects, root=1, extra=b""):
    """Return a PDF with all ``objects`` in one compressed object stream, as Word saves them."""
    places, bodies = [], b""
    for number, body in objects.items():
        places.append(b"%d %d" % (number, len(bodies)))
        bodies += body + b" "
    head = b" ".join(places) + b"\n"
    stream = zlib.compress(head + bodies)
    return (
        b"%%PDF-1.5\n900 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d%s>>"
        b"stream\r\n%s\r\nendstream\nendobj\n"
        b"901 0 obj\n<</Type/XRef/Root %d 0 R>>stream\n\x00\x01\nendstream\nendobj\n%%%%EOF\n"
    ) % (len(objects), len(head), len(stream), extra, stream, root)


FONT = {8: b"<</Type/XObject/Resources<</Font<</F1 9 0 R>>>>>>"}


@pytest.mark.parametrize("make", [plain, packed])
def test_text_of_a_pdf(make):
    assert document_pages.has_text(make(page_tree(3) | FONT), ".pdf") is True
    like_one = {8: b"<</Type/XObject/FontFile2 9 0 R/FontName/Arial>>"}
    assert document_pages.has_text(make(page_tree(3) | like_one), ".pdf") is False


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"%PDF-1.5 1 0 obj<</Type/ObjStm/N 1"])
def test_text_of_a_pdf_that_tells_nothing_is_not_known(content):
    assert document_pages.has_text(content, ".pdf") is None
    assert document_pages.has_text(content, ".docx") is None


@pytest.mark.parametrize("make", [plain, packed])
@pytest.mark.parametrize("pages", [1, 3, 250])
def test_pages_of_a_pdf(make, pages):
    assert document_pages.count(make(page_tree(pages)), ".pdf") == pages


def test_a_pdf_saved_again_counts_what_it_is_now():
    """The second saving drops a page and repeats another; their old objects are still there."""
    first = page_tree(4)
    again = {
        3: b"<</Type/Pages/Parent 2 0 R/Kids[10 0 R]/Count 1>>",
        10: b"<</Type/Page/Parent 3 0 R>>",
    }
    assert document_pages.count(plain(again, start=plain(first)), ".pdf") == 3
    assert document_pages.count(plain(again, start=packed(first)), ".pdf") == 3


def test_what_stands_in_a_stream_is_no_page():
    picture = b"<</Type/XObject>>stream\n7 0 obj<</Type/Page>>endobj /Root 7 0 R\nendstream"
    assert document_pages.count(plain(page_tree(2) | {8: picture}), ".pdf") == 2


def test_pages_without_a_tree_are_counted_one_by_one():
    objects = dict.fromkeys(range(5, 9), b"<</Type/Page>>")
    assert document_pages.count(plain(objects), ".pdf") == 4


def office(main, properties):
    parts = {"[Content_Types].xml": "<Types/>", main: "<x/>"}
    return samples.package(parts | ({"docProps/app.xml": properties} if properties else {}))


@pytest.mark.parametrize(
    ("extension", "inside", "pages"),
    [
        (".docx", "<Pages>12</Pages><Words>900</Words>", 12),
        (".docx", "<Slides>4</Slides>", None),
        (".docx", "<Pages>0</Pages>", None),
        (".docx", "<Pages>-3</Pages>", None),
        (".docx", "<Pages>99999999</Pages>", None),
        (".docx", "<Pages>ba</Pages>", None),
        (".docx", "<Pages>³</Pages>", None),
        (".docx", "<Pages/>", None),
        (".pptx", "<Slides> 27 </Slides><Pages>3</Pages>", 27),
        (".xlsx", "<Pages>3</Pages>", None),
    ],
)
def test_pages_of_office_documents_are_what_their_program_wrote(extension, inside, pages):
    content = office("word/document.xml", PROPERTIES.format(inside))
    assert document_pages.count(content, extension) == pages


HOSTILE_XML = {
    "absent": "",
    "broken": "<Properties><Pages>3",
    "entities": (
        '<!DOCTYPE P [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>'
        "<Properties><Pages>&b;</Pages></Properties>"
    ),
    "file": (
        '<!DOCTYPE P [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        "<Properties><Pages>&a;</Pages></Properties>"
    ),
    "endless": "<Properties>" + " " * 3_000_000 + "</Properties>",
}


@pytest.mark.parametrize("kind", HOSTILE_XML)
def test_hostile_properties_are_harmless(kind):
    assert document_pages.count(office("word/document.xml", HOSTILE_XML[kind]), ".docx") is None


def bomb():
    """Return a PDF whose object stream unpacks to more than is ever unpacked."""
    stream = zlib.compress(bytes(pdf_objects.MAX_UNPACKED + 1))
    head = b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
    return b"%PDF-1.5\n" + head + stream + b"\nendstream endobj\n%%EOF"


WHOLE = packed(page_tree(3))
BROKEN = {
    "nothing": b"%PDF-1.4\n%%EOF",
    "cut off": WHOLE[: len(WHOLE) // 2],
    "stream damaged": WHOLE.replace(b"\r\nx", b"\r\n\x00\x00\x00"),
    "no first": WHOLE.replace(b"/First", b"/Fxrst"),
    "wrong first": WHOLE.replace(b"/First ", b"/First 9"),
    "foreign filter": WHOLE.replace(b"/FlateDecode", b"/LZWDecode"),
    "predictor": packed(page_tree(3), extra=b"/DecodeParms<</Predictor 12>>"),
    "bomb": bomb(),
    "a tree in a ring": plain(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]>>"}
    ),
    "kids without an end": plain(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids 3 0 R>>"}
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_pdf_has_no_count(kind):
    assert document_pages.count(BROKEN[kind], ".pdf") is None


SLOW = {
    "digits": b"1" * 10_000_000,
    "heads": b"1 0 obj " * 1_000_000,
    "heads and one end": b"1 0 obj " * 1_000_000 + b"endobj",
    "streams and one end": b"1 0 obj<<>>stream\nendstream " * 100_000 + b"endobj",
    "kids": b"1 0 obj<</Type/Pages" + b"/Kids[" * 1_000_000 + b">>endobj /Root 1 0 R",
    "spaces": b"1 0 obj<</Type" + b" " * 10_000_000 + b"endobj",
    "types": b"1 0 obj<<" + b"/Type    " * 1_000_000 + b"endobj",
}


@pytest.mark.parametrize("kind", SLOW)
def test_no_content_makes_counting_slow(kind):
    began = time.process_time()
    document_pages.count(SLOW[kind], ".pdf")
    assert time.process_time() - began < 5


# --- from the upload to the page


def make_attachment(content):
    upload = samples.pdf()
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(content)
    upload.size = len(content)
    file = files.take_attachment(upload, factories.make_user(Role.EDITOR))
    return Attachment(file, "Kế hoạch", file.name)


@pytest.mark.django_db
def test_pages_go_from_the_upload_to_the_article(client, enter):
    attachment = make_attachment(packed(page_tree(3) | FONT))
    assert StoredFile.objects.get().pages == 3

    article = factories.make_published(attachments=(attachment,))

    assert article.newest_version.attachments[0]["pages"] == 3
    shown = client.get(article.publications.get().get_absolute_url()).text
    assert ", 3 trang<" in shown or ", 3 pages<" in shown
    address = reverse("admin:news_article_change", args=[article.pk])
    desk = enter(factories.make_user(Role.EDITOR)).get(address).text
    assert ", 3 trang<" in desk or ", 3 pages<" in desk


@pytest.mark.django_db
def test_an_unknown_count_is_left_out(client):
    article = factories.make_published(attachments=(make_attachment(samples.pdf_bytes()),))
    assert StoredFile.objects.get().pages is None
    assert "pages" not in article.newest_version.attachments[0]
    shown = client.get(article.publications.get().get_absolute_url()).text
    assert "None" not in shown


@pytest.mark.django_db
def test_the_count_of_a_stored_file_is_never_changed():
    make_attachment(plain(page_tree(2)))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE news_storedfile SET pages = 9")
