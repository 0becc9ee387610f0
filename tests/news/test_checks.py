"""What the checks find: for each one a text that fails it, beside one that passes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from news import checks, files
from news.enums import Layout, Role
from news.refusals import Refused
from news.versions import Attachment
from tests import factories, samples
from tests.news.acts import do

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = timedelta(hours=1)


def found(article, *, warnings=False):
    """Return (field, sentence) of the faults of the newest version, or of its warnings."""
    article = factories.reload(article)
    return [
        (fault.field, fault.message)
        for fault in checks.faults(article, article.newest_version, timezone.now())
        if fault.is_warning == warnings
    ]


def fields(article, *, warnings=False):
    return [field for field, _message in found(article, warnings=warnings)]


def body_faults(body, *, warnings=False, **fields):
    return found(factories.make_draft(body=body, **fields), warnings=warnings)


def picture_in_text(alt, user=None, **options):
    address = factories.make_stored_image(user, **options).get_absolute_url()
    return f'<p>Ảnh</p><p><img src="{address}" alt="{alt}"></p>'


def attached(upload, title):
    file = files.take_attachment(upload, factories.make_user(Role.EDITOR))
    return factories.make_draft(attachments=(Attachment(file, title, file.name),))


def test_a_complete_text_passes():
    image = factories.make_stored_image()
    article = factories.make_draft(image=image, image_alt="Cây cầu mới bắc qua kênh Bảy")
    assert found(article) == found(article, warnings=True) == []


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_what_is_missing(field):
    assert fields(factories.make_draft(**{field: ""})) == [field]


@pytest.mark.parametrize(
    ("layout", "missing"),
    [
        (Layout.ALBUM, ["body"]),
        (Layout.VIDEO, ["video_file"]),
        (Layout.DOCUMENT, ["document_number", "document_date"]),
    ],
)
def test_what_the_type_of_article_lacks(layout, missing):
    assert fields(factories.make_draft(article_type=factories.make_type(layout))) == missing


# --- the text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranks", "faults"),
    [
        ("2", 0),
        ("2 3 4 2 3", 0),
        ("2 3 4 3 2", 0),
        ("3", 1),
        ("2 4", 1),
        ("4 4", 1),
        ("2 4 2 4", 2),
    ],
)
def test_headings_skip_no_rank(ranks, faults):
    body = "".join(f"<h{rank}>Phần {rank}</h{rank}><p>Chữ</p>" for rank in ranks.split())
    assert len(body_faults(body)) == faults


def test_a_skipping_heading_is_named():
    ((field, sentence),) = body_faults("<h2>Một</h2><p>a</p><h4>Kinh phí <em>dự kiến</em></h4>")
    assert field == "body"
    assert "Kinh phí dự kiến" in sentence


def test_every_table_has_header_cells():
    with_headers = "<table><tbody><tr><th>Xã</th><td>Diện tích</td></tr></tbody></table>"
    without = "<table><tbody><tr><td>Xã</td><td>Diện tích</td></tr></tbody></table>"
    assert body_faults(f"<p>a</p>{with_headers}") == []
    assert len(body_faults(f"<p>a</p>{with_headers}{without}{without}")) == 2


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_described_or_decorative():
    image = factories.make_stored_image()
    assert fields(factories.make_draft(image=image)) == ["image_alt"]
    assert fields(factories.make_draft(image=image, image_decorative=True)) == []


def test_pictures_in_the_text_are_described():
    assert body_faults(picture_in_text("Cây cầu mới")) == []
    assert len(body_faults(picture_in_text(" "))) == 1


@pytest.mark.parametrize("alt", ["IMG_0012", "cau-kenh.JPG", "anh 3", "20230116_100000", "Z(2)"])
def test_a_description_is_no_file_name(alt):
    image = factories.make_stored_image()
    assert fields(factories.make_draft(image=image, image_alt=alt)) == ["image_alt"]
    assert [field for field, _sentence in body_faults(picture_in_text(alt))] == ["body"]


@pytest.mark.parametrize("alt", ["Cầu", "Ảnh 1: cầu nhìn từ bờ nam", "Quốc lộ 62", "Đoàn 12"])
def test_words_are_a_description(alt):
    image = factories.make_stored_image()
    assert found(factories.make_draft(image=image, image_alt=alt)) == []


def test_a_small_picture_is_warned_of():
    for width, expected in ((639, ["image"]), (640, [])):
        image = factories.make_stored_image(size=(width, 400))
        article = factories.make_draft(image=image, image_alt="Cầu")
        assert fields(article, warnings=True) == expected
        assert fields(article) == []


def test_an_albums_small_pictures_are_warned_of():
    album = factories.make_type(Layout.ALBUM)
    small = picture_in_text("Cầu", size=(300, 200))
    large = picture_in_text("Cầu", size=(900, 600))
    assert len(body_faults(small + large, warnings=True, article_type=album)) == 1
    assert body_faults(small, warnings=True) == []


# --- links ----------------------------------------------------------------------------------------


def link(address):
    return f'<p><a href="{address}">Xem</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        *("/bai-viet/khong-co-999999/", "/chuyen-muc/khong-co/", "/tac-gia/khong-co/"),
        *("/loai-bai/khong-co/", "/khong-co/", "khong-co.html", "#_ftn1", "/quan-tri/"),
        *(f"/tep/{'0' * 64}/a.pdf", "http://testserver/chuyen-muc/khong-co/"),
    ],
)
def test_a_link_that_leads_nowhere(address):
    ((field, sentence),) = body_faults(link(address))
    assert field == "body"
    assert address in sentence
    assert body_faults(link(address), warnings=True) == []


def test_links_that_lead_somewhere():
    shown = factories.make_published().publications.get()
    author = factories.make_author()
    addresses = [
        *("/", "/lien-he/", "/tim-kiem/?q=cau", "/luu-tru/2023/01/", "#muc-2"),
        *("https://longan.gov.vn/khong-co", "mailto:a@b.vn", "tel:02723841234"),
        *(shown.get_absolute_url(), f"http://testserver{shown.get_absolute_url()}#muc-1"),
        *(shown.category.get_absolute_url(), author.get_absolute_url()),
        shown.article_type.get_absolute_url(),
    ]
    article = factories.make_draft(body="".join(map(link, addresses)))
    assert found(article) == found(article, warnings=True) == []


def test_a_link_to_what_readers_cannot_see_is_warned_of():
    for target in (factories.make_draft(), factories.make_withdrawn(), factories.make_scheduled()):
        article = factories.make_draft(body=link(f"/bai-viet/{target.slug}-{target.pk}/"))
        assert found(article) == []
        assert fields(article, warnings=True) == ["body"]


def test_a_link_to_a_file_needs_a_page_that_shows_it():
    editor = factories.make_user(Role.EDITOR)
    attachment = factories.make_attachment(editor)
    body = link(attachment.file.get_absolute_url())
    assert fields(factories.make_draft(body=body), warnings=True) == ["body"]
    assert body_faults(body, warnings=True, attachments=(attachment,)) == []
    factories.make_published(attachments=(attachment,))
    assert fields(factories.make_draft(body=body), warnings=True) == []


# --- attachments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        *(("scan0001.pdf", "scan0001"), ("a.pdf", "Kế hoạch.pdf"), ("a.pdf", "Scan_12 (3)")),
        *(("ke-hoach-2023.pdf", "ke-hoach-2023"), ("a.pdf", ""), ("a.pdf", "20230116")),
    ],
)
def test_an_attachments_title_is_no_file_name(name, title):
    article = attached(samples.pdf(name), title)
    (fault,) = checks.faults(article, article.newest_version, timezone.now())
    assert (fault.field, fault.is_warning) == ("attachments", False)
    assert fault.file == article.newest_version.attachments[0]["sha256"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        *(("scan0001.pdf", "Kế hoạch sản xuất"), ("Nghị quyết.pdf", "Nghị quyết")),
        *(("a.pdf", "12/QĐ-UBND"), ("Biểu.pdf", "Biểu"), ("a.pdf", "Phụ lục 1")),
    ],
)
def test_words_are_a_title(name, title):
    assert found(attached(samples.pdf(name), title)) == []


def test_a_pdf_of_pictures_is_warned_of():
    scanned = attached(samples.page_pdf(), "Kế hoạch")
    assert fields(scanned, warnings=True) == ["attachments"]
    with_text = samples.page_pdf(resources=b"/Font<</F1 5 0 R>>")
    assert fields(attached(with_text, "Kế hoạch"), warnings=True) == []
    unknown = samples.pdf()
    assert fields(attached(unknown, "Kế hoạch"), warnings=True) == []


# --- dates ----------------------------------------------------------------------------------------


def test_dates_stand_in_their_order():
    now = timezone.now()
    assert fields(factories.make_draft(expires_at=now - HOUR)) == ["expires_at"]
    article = factories.make_draft(published_at=now + 2 * HOUR, expires_at=now + HOUR)
    assert fields(article) == ["expires_at"]
    article = factories.make_draft(published_at=now + HOUR, expires_at=now + 2 * HOUR)
    assert fields(article) == []


def test_a_document_is_not_dated_after_its_publishing():
    published_at = timezone.now() - timedelta(days=30)
    day = timezone.localdate(published_at)
    late = factories.make_draft(published_at=published_at, document_date=day + timedelta(days=1))
    assert fields(late) == ["document_date"]
    same = factories.make_draft(published_at=published_at, document_date=day)
    assert fields(same) == []
    ahead = timezone.localdate() + timedelta(days=1)
    assert fields(factories.make_draft(document_date=ahead)) == ["document_date"]
    assert fields(factories.make_draft(document_date=date(2020, 1, 1))) == []


# --- warnings and the verbs -----------------------------------------------------------------------


@pytest.fixture
def warned():
    return factories.make_draft(
        factories.make_user(Role.CONTRIBUTOR),
        image=factories.make_stored_image(size=(300, 200)),
        image_alt="Cầu",
    )


def test_a_warning_is_answered_with_a_reason(warned):
    with pytest.raises(Refused) as refused:
        do("submit", warned, warned.created_by)
    assert refused.value.kinds == {"warning"}

    event = do("submit", warned, warned.created_by, reason="Không có ảnh lớn hơn")

    assert event.reason == "Không có ảnh lớn hơn"
    assert len(event.details["warnings"]) == 1


def test_a_reason_answers_no_fault(warned):
    person = warned.created_by
    do("save", warned, person, content=factories.make_content(title="Có lỗi", summary=""))
    with pytest.raises(Refused) as refused:
        do("submit", warned, person, reason="Gấp")
    assert refused.value.kinds == {"check"}


def test_a_reason_without_a_warning_is_not_kept():
    article = factories.make_draft()
    event = do("submit", article, article.created_by, reason="Không cần")
    assert (event.reason, event.details) == ("", {})


def test_the_reason_of_an_emergency_answers_warnings(warned):
    do("emergency_publish", warned, factories.make_user(Role.ADMINISTRATOR), reason="Lũ lên")
    assert factories.reload(warned).status == "approved"
