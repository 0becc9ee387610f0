"""What a comparison says of title, dates, names, picture and attachments."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from news.differences import Side, compare, in_words, markup
from news.differences.fields import AttachmentChange
from news.differences.sides import AttachedFile, LeadPicture
from news.versions import Content, content_of
from tests import factories

ONE, TWO = "ab" * 32, "cd" * 32
MOMENT = datetime(2023, 1, 16, 10, 0, tzinfo=timezone.get_default_timezone())
PICTURE = LeadPicture(ONE, "cau.jpg", 800, 600)

FIELDS = {
    "category": ({"category_name": "Tin"}, {"category_name": "Tin tức"}, ("Tin", "Tin tức")),
    "author": ({"author_name": "An"}, {"author_name": "Bình"}, ("An", "Bình")),
    "type": ({"type_name": "Tin"}, {"type_name": "Phóng sự"}, ("Tin", "Phóng sự")),
    "date set": ({}, {"published_at": MOMENT}, ("", "10:00, 16/01/2023")),
    "expiry taken away": ({"expires_at": MOMENT}, {}, ("10:00, 16/01/2023", "")),
    "redirect": ({}, {"redirect_url": "https://moi.example/"}, ("", "https://moi.example/")),
    "number": (
        {"document_number": "1/NQ"},
        {"document_number": "10/NQ-HĐND"},
        ("1/NQ", "10/NQ-HĐND"),
    ),
    "day": ({}, {"document_date": date(2023, 1, 15)}, ("", "15/01/2023")),
    "pages": ({"page_count": Decimal("1.5")}, {"page_count": Decimal(2)}, ("1,5", "2")),
    "photos": ({"photo_count": 0}, {"photo_count": 3}, ("0", "3")),
    "decorative": (
        {"image": PICTURE},
        {"image": PICTURE, "image_decorative": True},
        ("Không", "Có"),
    ),
    "focus": (
        {"image": PICTURE},
        {"image": PICTURE, "image_focus_x": 15, "image_focus_y": 85},
        ("", "cách trái 15%, cách trên 85%"),
    ),
    "video address": (
        {"video_url": ""},
        {"video_url": "https://youtu.be/x"},
        ("", "https://youtu.be/x"),
    ),
    "video": (
        {"video_sha256": ONE, "video_name": "a.mp4"},
        {"video_sha256": TWO, "video_name": "a.mp4"},
        ("a.mp4", "a.mp4"),
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("case", FIELDS)
def test_a_field_shows_old_and_new(case):
    old, new, expected = FIELDS[case]
    found = compare(Side(**old), Side(**new))
    assert [(change.old, change.new) for change in found.fields] == [expected]
    assert found.picture is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "old", "new", "html"),
    [
        ("title", "Cầu cũ", "Cầu mới", "Cầu <del>cũ</del> <ins>mới</ins>"),
        ("summary", "Một\nhai", "Một\nba", "Một<br> <del>hai</del> <ins>ba</ins>"),
    ],
)
def test_the_words_of_a_text_are_compared(name, old, new, html):
    (change,) = compare(Side(**{name: old}), Side(**{name: new})).fields
    shown = markup.line(change.runs)
    for hidden in ("bỏ: ", "thêm: "):
        shown = shown.replace(f'<span class="visually-hidden">{hidden}</span>', "")
    assert shown == html


@pytest.mark.once
def test_a_title_decomposed_is_the_same_title():
    assert compare(Side(title="Cầu"), Side(title="Ca\u0302\u0300u")).is_empty


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new"), [(None, PICTURE), (PICTURE, None), (PICTURE, PICTURE._replace(sha256=TWO))]
)
def test_another_picture_is_told(old, new):
    found = compare(Side(image=old), Side(image=new))
    assert (found.picture.old, found.picture.new) == (old, new)
    assert found.words == ["đổi hình ảnh"]


# --- attachments ----------------------------------------------------------------------------------


def attached(letter, title="Kế hoạch", name="ke-hoach.pdf"):
    return AttachedFile(letter * 64, title, name, "application/pdf", 1000)


A = attached("a", "Đơn", "don.pdf")
B = attached("b", "Tờ khai", "to-khai.pdf")
C = attached("c", "Phụ lục", "phu-luc.pdf")
REPLACED = attached("d", "Đơn", "don.pdf")
ATTACHMENTS = {
    "none": ([A, B], [A, B], []),
    "added": ([A], [A, B], [("added", None, B, 0, 2)]),
    "removed": ([A, B], [B], [("removed", A, None, 1, 0)]),
    "replaced, same name": ([A, B], [REPLACED, B], [("replaced", A, REPLACED, 0, 0)]),
    "replaced, same title": (
        [A],
        [REPLACED._replace(name="moi.pdf")],
        [("replaced", A, REPLACED._replace(name="moi.pdf"), 0, 0)],
    ),
    "another title": (
        [A],
        [A._replace(title="Đơn đề nghị")],
        [("renamed", A, A._replace(title="Đơn đề nghị"), 0, 0)],
    ),
    "moved to the front": ([A, B, C], [C, A, B], [("moved", C, C, 3, 1)]),
    "all others": ([A], [B], [("added", None, B, 0, 1), ("removed", A, None, 1, 0)]),
    "the same file twice": ([A, A], [A], [("removed", A, None, 2, 0)]),
}


@pytest.mark.once
@pytest.mark.parametrize("case", ATTACHMENTS)
def test_attachments(case):
    old, new, expected = ATTACHMENTS[case]
    found = compare(Side(attachments=tuple(old)), Side(attachments=tuple(new))).attachments
    assert [
        (change.kind, change.old, change.new, change.old_place, change.new_place)
        for change in found
    ] == expected


@pytest.mark.once
def test_what_changed_is_kept_as_numbers_and_said_in_words():
    old = Side(title="a", author_name="An", attachments=(A,), body="<p>Một hai ba</p>")
    new = Side(title="b", author_name="Bình", attachments=(REPLACED,), body="<p>Một hai bốn</p>")
    tally = compare(old, new).tally
    assert tally == {
        "paragraphs_changed": 1,
        "attachments_replaced": 1,
        "fields": ["title", "author_name"],
    }
    assert in_words(tally) == ["1 đoạn sửa", "1 tệp thay", "đổi tiêu đề, tác giả"]
    assert in_words({}) == []


@pytest.mark.once
def test_an_attachment_tells_one_kind_and_both_places():
    moved = AttachmentChange(A, REPLACED, 2, 1)
    assert moved.kind == "replaced"


# --- sides ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_version_does_not_differ_from_its_own_content():
    image = factories.make_stored_image()
    article = factories.make_draft(
        image=image,
        image_alt="Cầu",
        author=factories.make_author(),
        attachments=(factories.make_attachment(),),
        body=f'<p>Cầu mới</p><p><img src="{image.get_absolute_url()}" alt="Cầu"></p>',
        published_at=MOMENT,
        page_count=Decimal("1.5"),
    )
    version = article.newest_version
    content = content_of(version)

    old, new = Side.of_version(version), Side.of_content(content, article.category.name)

    assert compare(old, new).is_empty
    assert (old.number, new.number) == ("0.1", "")
    assert old.image.sha256 == image.sha256
    assert [one.sha256 for one in old.attachments] == [content.attachments[0].file.sha256]


@pytest.mark.django_db
def test_an_unsaved_content_is_cleaned_before_it_is_shown():
    content = Content(factories.make_type(), body="<p>a<script>alert(1)</script></p>")
    assert Side.of_content(content, "Tin").body == "<p>a</p>"
