"""The desk over HTTP: writing, errors that lose nothing, uploads that stay."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from news import workflow
from news.enums import Role, Status
from news.models import Article
from tests import factories, samples
from tests.news.desk import ADD, address, form_data, new_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# --- writing --------------------------------------------------------------------------------------


def test_a_page_that_is_sent_again_makes_no_second_article(enter, writer, here, kind):
    browser, page = enter(writer), "0123456789abcdef" * 2
    form = new_data(here, kind, title="Một lần", summary="", page=page)
    for _ in range(2):
        answer = browser.post(ADD, {**form, "_submit": ""})
        assert answer.status_code == 409
        assert "Chưa thực hiện được “Gửi duyệt”:" in answer.text
    article = Article.objects.get()
    assert article.versions.count() == 1

    # With other words, and without the files that a browser forgets: both texts are shown.
    again = browser.post(ADD, {**form, "title": "Lần nữa"})
    assert again.status_code == 409
    assert "Một lần" in again.text
    assert "Lần nữa" in again.text
    assert 'name="_take_theirs"' in again.text
    assert browser.post(ADD, {**form, "page": page[::-1]}).status_code == 302
    assert Article.objects.count() == 2


def test_what_is_too_long_is_refused_and_kept_whole(enter, editor):
    article = factories.make_draft(editor)
    limits = {
        "title": 250,
        "summary": 1000,
        "image_alt": 300,
        "image_caption": 300,
        "note": 300,
        "document_number": 60,
        "submit_reason": 2000,
        "attachments-0-title": 250,
    }
    long = {name: f"{name} " + "x" * limit for name, limit in limits.items()}
    file = {"attachments-0-file": samples.pdf("tep.pdf")}
    # The reason for sending stands beside what the checks warn of.
    page = enter(editor).post(address(article), form_data(article, **long, **file)).text
    for name, text in long.items():
        assert text in page, name
        assert f'id="id_{name}_error"' in page, name
        assert f'<a href="#id_{name}">' in page, name
    assert "maxlength" not in page
    assert article.versions.count() == 1


def test_an_article_is_written_with_everything_in_one_go(enter, writer, here, kind):
    author = factories.make_author("Tuấn Hùng")
    response = enter(writer).post(
        ADD,
        new_data(
            here,
            kind,
            title="  Tin   có\nđủ  ",
            author=author.pk,
            image=samples.picture("Kiến Tường năm mới.jpg"),
            image_alt="Cây cầu",
            image_caption="Cầu kênh Bảy",
            published_at="2023-01-16T10:00",
            page_count="1.5",
            photo_count="2",
            document_number="10/NQ-HĐND",
            document_date="2023-01-15",
            note="Bản đầu",
            **{
                "attachments-0-file": samples.pdf("Nghị quyết.pdf"),
                "attachments-0-title": "Nghị quyết số 10",
            },
        ),
    )

    article = Article.objects.get()
    assert response.status_code == 302
    assert response["Location"] == address(article)
    version = article.newest_version
    assert version.title == "Tin có đủ"
    assert version.image.name == "Kiến Tường năm mới.jpg"
    assert timezone.localtime(version.published_at).strftime("%d/%m/%Y %H:%M") == "16/01/2023 10:00"
    assert (version.author_name, version.category_name) == ("Tuấn Hùng", here.name)
    assert (version.page_count, version.photo_count) == (1.5, 2)
    assert [(one["title"], one["name"]) for one in version.attachments] == [
        ("Nghị quyết số 10", "Nghị quyết.pdf")
    ]
    assert version.file_links.count() == 2
    assert article.created_by == writer


def test_saving_and_submitting_in_one_click(enter, writer, here, kind):
    enter(writer).post(ADD, new_data(here, kind, _submit=""))
    assert Article.objects.get().status == Status.PENDING


def test_what_fails_the_checks_is_saved_and_every_fault_is_named(enter, writer, here, kind):
    response = enter(writer).post(
        ADD, new_data(here, kind, summary="", image=samples.picture(), _submit="")
    )

    assert response.status_code == 409
    assert "Chưa có tóm tắt." in response.text
    assert "Hãy mô tả những gì thấy trong ảnh" in response.text
    article = Article.objects.get()
    assert article.status == Status.DRAFT
    assert article.newest_version.image is not None


def test_an_error_in_one_field_loses_nothing(enter, writer, here, kind):
    """Text, picture and attachment are still there, and one more click stores them all."""
    client = enter(writer)
    response = client.post(
        ADD,
        new_data(
            here,
            kind,
            title="",
            summary="Tóm tắt đã gõ",
            body="<p>Nội dung đã gõ</p>",
            redirect_url="javascript:alert(1)",
            image=samples.picture("anh-da-chon.jpg"),
            **{"attachments-0-file": samples.pdf("tep-da-chon.pdf")},
        ),
    )

    assert response.status_code == 200
    assert not Article.objects.exists()
    form, rows = response.context["form"], response.context["rows"]
    assert set(form.errors) == {"title", "redirect_url"}
    for kept in ("Tóm tắt đã gõ", "Nội dung đã gõ", "anh-da-chon.jpg", "tep-da-chon.pdf"):
        assert kept in response.text
    assert 'id="id_title_error"' in response.text
    for place in ("#id_title", "#id_redirect_url"):
        assert f'<li><a href="{place}">' in response.text

    again = {name: field.value() or "" for name, field in ((f.name, f) for f in form)}
    again |= {"title": "Có tiêu đề", "redirect_url": "", "image": "", "_save": ""}
    again = {name: value for name, value in again.items() if value not in (False, None)}
    again |= {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 0}
    again |= {f"attachments-0-{name}": rows.forms[0][name].value() for name in ("stored", "name")}
    client.post(ADD, again)
    version = Article.objects.get().newest_version
    assert version.image.name == "anh-da-chon.jpg"
    assert version.attachments[0]["name"] == "tep-da-chon.pdf"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Xin điền ô này"),
        ("title", "\u200b \u202e", "Chưa có tiêu đề"),
        ("title", "x" * 251, "250"),
        ("category", "999999", "trong danh sách"),
        ("article_type", "", "Xin điền"),
        ("published_at", "hôm qua", "hợp lệ"),
        ("redirect_url", "javascript:alert(1)", "địa chỉ đầy đủ"),
        ("redirect_url", "//xau.vn", "địa chỉ đầy đủ"),
        ("page_count", "-1", "0"),
        ("photo_count", "nhiều", "số nguyên"),
        ("image", SimpleUploadedFile("a.jpg", b"<?php"), "không phải ảnh"),
        ("attachments-0-file", SimpleUploadedFile("a.pdf", b"MZ"), "Chỉ nhận"),
    ],
)
def test_bad_input_gets_a_sentence_by_its_field(enter, writer, here, kind, field, value, sentence):
    response = enter(writer).post(ADD, new_data(here, kind, **{field: value}))
    assert response.status_code == 200
    errors = response.context["form"].errors | {
        f"attachments-0-{name}": found
        for name, found in response.context["rows"].forms[0].errors.items()
    }
    assert list(errors) == [field]
    assert sentence in " ".join(errors[field])
    assert not Article.objects.exists()


def test_dates_in_the_wrong_order_are_told(enter, writer, here, kind):
    data = new_data(here, kind, published_at="2026-05-02T10:00", expires_at="2026-05-01T10:00")
    response = enter(writer).post(ADD, data)
    assert list(response.context["form"].errors) == ["expires_at"]


def test_a_correction_begins_with_what_is_there_and_changes_only_what_was_changed(enter):
    editor = factories.make_user(Role.EDITOR)
    image = factories.make_stored_image(editor)
    attachment = factories.make_attachment(editor, title="Biểu mẫu")
    article = factories.make_published(
        editor, image=image, image_alt="Cầu", attachments=(attachment,), title="Tên cũ"
    )
    client = enter(editor)
    form = client.get(address(article)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    sent["published_at"] = factories.hour(form.initial["published_at"])
    sent |= {
        "title": "Tên mới",
        "attachments-TOTAL_FORMS": 2,
        "attachments-INITIAL_FORMS": 1,
        "attachments-0-stored": attachment.file.sha256,
        "attachments-0-name": attachment.name,
        "attachments-0-title": "Biểu mẫu",
    }

    client.post(address(article), sent)

    version = factories.reload(article).newest_version
    before = article.newest_version
    assert version.title == "Tên mới"
    assert (version.image, version.image_alt) == (image, "Cầu")
    assert version.attachments == before.attachments
    assert version.published_at == before.published_at


def test_saving_without_a_change_makes_no_version(enter):
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_draft(editor)
    version = article.newest_version
    data = form_data(
        article, title=version.title, summary=version.summary, body=f"\n{version.body}\r\n"
    )

    response = enter(editor).post(address(article), data, follow=True)

    assert "Nội dung không thay đổi" in response.text
    assert article.versions.count() == 1


def test_attachments_are_ordered_renamed_and_removed(enter):
    editor = factories.make_user(Role.EDITOR)
    one, two, three = (factories.make_attachment(editor, title=name) for name in "abc")
    article = factories.make_draft(editor, attachments=(one, two, three))
    data = form_data(article, **{"attachments-TOTAL_FORMS": 4, "attachments-INITIAL_FORMS": 3})
    for index, (attachment, order, title) in enumerate(
        [(one, 3, "A"), (two, 1, "B"), (three, 2, "C")]
    ):
        data |= {
            f"attachments-{index}-stored": attachment.file.sha256,
            f"attachments-{index}-name": attachment.name,
            f"attachments-{index}-title": title,
            f"attachments-{index}-ORDER": order,
        }
    data["attachments-2-DELETE"] = "on"

    enter(editor).post(address(article), data)

    version = factories.reload(article).newest_version
    assert [kept["title"] for kept in version.attachments] == ["B", "A"]


def test_a_file_one_may_not_see_cannot_be_attached_by_its_hash(enter, writer, here, kind):
    secret = factories.make_attachment(factories.make_user(Role.CONTRIBUTOR))
    image = factories.make_stored_image(factories.make_user(Role.CONTRIBUTOR))
    data = new_data(
        here,
        kind,
        stored_image=image.sha256,
        **{"attachments-0-stored": secret.file.sha256, "attachments-0-name": "x.pdf"},
    )

    enter(writer).post(ADD, data)

    version = Article.objects.get().newest_version
    assert (version.image, version.attachments) == (None, [])


@pytest.mark.parametrize("title", ["Có tiêu đề", ""])
def test_what_is_typed_without_the_editor_keeps_its_lines(enter, writer, here, kind, title):
    """Also on the page that comes back with a fault elsewhere."""
    typed = "Dòng một: 1 < 2 & <hai>\r\n\r\nDòng hai"
    response = enter(writer).post(ADD, new_data(here, kind, title=title, body=typed))
    lines = "<p>Dòng một: 1 &lt; 2 &amp; &lt;hai&gt;</p><p>Dòng hai</p>"
    if title:
        assert Article.objects.get().newest_version.body == lines
    else:
        assert escape(lines) in response.text


# --- two people -----------------------------------------------------------------------------------


def test_saving_over_a_newer_version_is_refused_with_both_texts(enter):
    mine, theirs = factories.make_user(Role.EDITOR), factories.make_user(Role.EDITOR)
    article = factories.make_draft(mine)
    content = factories.make_content(title="Bản của người kia", body="<p>Chữ của người kia</p>")
    workflow.save(article.pk, theirs, article.newest_version_id, content)
    client = enter(mine)

    data = form_data(article, title="Bản của tôi", body="<p>Chữ của tôi</p>")
    data["image"] = samples.picture("anh-cua-toi.jpg")
    response = client.post(address(article), data)

    assert response.status_code == 409
    for text in ("Bản của tôi", "Chữ của tôi", "Bản của người kia", "Chữ của người kia"):
        assert text in response.text
    assert "anh-cua-toi.jpg" in response.text
    assert article.versions.count() == 2

    # The way on: the form now builds on the newer version.
    newest = factories.reload(article).newest_version_id
    assert response.context["form"]["version"].value() == newest
    client.post(address(article), data | {"version": newest, "image": ""})
    titles = [version.title for version in article.versions.all()]
    assert titles == ["Bản của tôi", "Bản của người kia", article.newest_version.title]


# --- who sees and who writes ----------------------------------------------------------------------


def test_an_article_one_may_not_see_does_not_exist(enter):
    here, there = factories.make_category(), factories.make_category()
    article = factories.make_published(category=there)
    client = enter(factories.make_user(Role.EDITOR, Role.APPROVER, category=here))

    for page in (address(article), reverse("admin:news_article_version", args=[article.pk, 1])):
        assert client.get(page).status_code == 404
    assert client.post(address(article), form_data(article)).status_code == 404
    assert str(article) not in client.get(reverse("admin:news_article_changelist")).text


def test_who_may_see_but_not_write_gets_no_form_and_cannot_save(enter):
    article = factories.make_draft()
    client = enter(factories.make_user(Role.APPROVER))
    assert client.get(address(article)).context["form"] is None
    assert client.post(address(article), form_data(article)).status_code == 403
    assert article.versions.count() == 1


def test_a_pending_article_is_read_not_written(enter):
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_pending(editor)
    client = enter(editor)
    assert client.get(address(article)).context["form"] is None

    response = client.post(address(article), form_data(article, title="Sửa khi chờ"))

    assert response.status_code == 409
    assert "Sửa khi chờ" in response.text
    assert article.versions.count() == 1


def test_moving_to_another_category_while_saving(enter):
    editor = factories.make_user(Role.EDITOR)
    there = factories.make_category()
    article = factories.make_draft(editor)

    enter(editor).post(address(article), form_data(article, category=there.pk))

    article = factories.reload(article)
    assert (article.category, article.newest_version.category_name) == (there, there.name)
    assert [event.verb for event in article.events.all()] == ["save", "place", "save"]


def test_a_writer_who_may_not_place_keeps_the_category(enter):
    writer = factories.make_user(Role.CONTRIBUTOR)
    there = factories.make_category()
    article = factories.make_draft(writer)

    enter(writer).post(address(article), form_data(article, category=there.pk))

    assert factories.reload(article).category == article.category
    assert article.versions.count() == 2


# --- uploads of the editor ------------------------------------------------------------------------


def test_the_editor_uploads_a_picture(enter, writer):
    response = enter(writer).post(
        reverse("admin:news_article_upload"), {"upload": samples.picture(size=(1200, 900))}
    )
    answer = response.json()
    assert answer["uploaded"] == 1
    assert answer["url"].endswith("/960.webp")
    assert enter(writer).get(answer["url"])["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    "upload", [None, SimpleUploadedFile("a.jpg", b"<?php"), SimpleUploadedFile("a.svg", b"<svg/>")]
)
def test_the_editors_upload_is_judged(enter, writer, upload):
    response = enter(writer).post(
        reverse("admin:news_article_upload"), {"upload": upload} if upload else {}
    )
    assert response.json()["uploaded"] == 0
    assert response.json()["error"]["message"]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ANALYST, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_who_does_not_write_uploads_nothing(enter, role):
    response = enter(factories.make_user(role)).post(
        reverse("admin:news_article_upload"), {"upload": samples.picture()}
    )
    assert response.status_code == 403
