"""The letters in words, and what a title may not do to their headers."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from news import letters, mailing
from news.enums import Role
from news.models import Event, QueuedMail
from tests import factories
from tests.news import mail_servers
from tests.news.acts import do

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEN = datetime(2023, 1, 16, 3, 0, tzinfo=UTC)


@pytest.fixture
def writer():
    return factories.make_user(Role.CONTRIBUTOR, email="khue@sen.example", full_name="Minh Khuê")


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER, full_name="Lê Thu Hà")


def only_letter():
    assert mailing.send_due(lambda: TEN).sent == 1
    (letter,) = mail.outbox
    return letter


def test_a_returned_article_in_words(settings, writer, approver):
    settings.PORTAL_ADDRESS = "https://sen.example"
    article = factories.make_pending(writer, title="Khánh thành cầu kênh Bảy", at=TEN)
    do("reject", article, approver, reason="Thiếu nguồn.\nẢnh mờ.", at=TEN)

    letter = only_letter()

    assert letter.subject == "Bài bị trả lại: Khánh thành cầu kênh Bảy"
    assert letter.to == ["khue@sen.example"]
    assert letter.body.splitlines() == [
        "Kính gửi Minh Khuê,",
        "",
        "Lê Thu Hà đã trả lại bài viết này để chỉnh sửa.",
        "Bài viết: Khánh thành cầu kênh Bảy (phiên bản 0.1)",
        "Thời điểm: 10:00, 16/01/2023",
        "Lý do:",
        "    Thiếu nguồn.",
        "    Ảnh mờ.",
        f"Mở bài viết: https://sen.example/quan-tri/news/article/{article.pk}/change/",
        "",
        "-- ",
        "Thư này do cổng thông tin tự động gửi, xin không trả lời.",
        "Chọn cách nhận thông báo: https://sen.example/quan-tri/thong-bao/cach-nhan/",
    ]


def test_an_approved_article_says_from_when_it_is_shown(writer, approver):
    article = factories.make_pending(
        writer, published_at=datetime(2023, 1, 20, 1, 30, tzinfo=UTC), at=TEN
    )
    do("approve", article, approver, at=TEN)
    assert "Bạn đọc xem được từ 08:30, 20/01/2023." in only_letter().body


@pytest.mark.parametrize(
    "title",
    [
        "Tin\nBcc: nguoi-la@evil.example",
        "Tin\r\nBcc: nguoi-la@evil.example\r\n\r\n<script>",
        "Tin\u2028Bcc: nguoi-la@evil.example\x00",
        "Một cái tên rất dài " * 12,
        "Đ" * 240,
        "<b>Đậm</b> & “ngoặc”",
    ],
)
def test_no_title_can_change_a_header(settings, title, writer, approver):
    """The title is put past the workflow, which would have tidied it, and read back from SMTP."""
    article = factories.make_pending(writer, at=TEN)
    event = do("reject", article, approver, reason="Sai", at=TEN)
    version = event.version
    version.title = title
    event.version = version
    queued = QueuedMail.objects.select_related("user").get()
    settings.DEFAULT_FROM_EMAIL = "Cổng thông tin thị xã Sen <cong@sen.example>"
    with mail_servers.running() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        line = mail.get_connection(mail_servers.SMTP)
        letters.letter_about(queued, [event], line).send()

    (got,) = sink.letters
    assert got["Bcc"] is None
    assert got["To"] == "khue@sen.example"
    assert got["From"].addresses[0].display_name == "Cổng thông tin thị xã Sen"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"] == letters.message_id(queued)
    assert got["Message-ID"].endswith("@sen.example>")
    subject = got["Subject"].strip()
    assert subject.startswith("Bài bị trả lại: ")
    assert "\n" not in subject
    assert len(subject) <= letters.MAX_SUBJECT + len("Bài bị trả lại: ")
    assert " ".join(title.replace("\x00", "").split()) in got.get_content()
    assert got.get_content_type() == "text/plain"


def test_a_forged_name_stays_in_its_line(writer, approver):
    """Names are tidied where they are stored; a letter relies on it no more than on titles."""
    writer.full_name = "Khuê\nBcc: nguoi-la@evil.example"
    article = factories.make_pending(writer, at=TEN)
    event = do("reject", article, approver, reason="Sai", at=TEN)
    queued = QueuedMail.objects.get()
    queued.user = writer
    message = letters.letter_about(queued, [event], None)
    assert message.body.splitlines()[0] == "Kính gửi Khuê Bcc: nguoi-la@evil.example,"
    assert isinstance(message, EmailMessage)
    assert "Bcc" not in message.message()


def test_the_address_in_a_letter_never_comes_from_a_request(client, settings, writer, approver):
    settings.PORTAL_ADDRESS = "https://sen.example"
    settings.ALLOWED_HOSTS = ["*"]
    article = factories.make_pending(writer)
    client.force_login(approver, backend="django.contrib.auth.backends.ModelBackend")
    client.post(
        f"/quan-tri/news/article/{article.pk}/do/reject/",
        {"version": article.newest_version_id, "reason": "Sai"},
        headers={"host": "evil.example"},
    )
    assert Event.objects.filter(verb="reject").exists()
    mailing.send_due()
    assert "evil.example" not in mail.outbox[0].body
    assert "https://sen.example/quan-tri/" in mail.outbox[0].body
