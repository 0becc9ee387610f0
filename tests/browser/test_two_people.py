"""Two browsers at one article: each is told of the other, and nothing typed or sent is lost."""

import pytest
from playwright.sync_api import expect

from news.enums import Role
from tests import factories, samples
from tests.browser.editor import body_of

pytestmark = pytest.mark.once

OPEN = "đang mở bài này từ"
TWO_MINUTES = 120_000


@pytest.fixture
def article():
    return factories.make_draft(title="Tên đầu", body="<p>Chữ đầu.</p>")


@pytest.fixture
def open_form(open_browser, article):
    """Open the article's form for somebody new: ``open_form("Phạm Ngọc Ánh")`` returns the page."""

    def open_for(name):
        page = open_browser(factories.make_user(Role.EDITOR, full_name=name))
        page.clock.install()
        page.goto(f"/quan-tri/news/article/{article.pk}/change/")
        return page

    return open_for


def write(page, title, words):
    page.get_by_label("Tiêu đề").fill(title)
    body = body_of(page)
    body.click()
    body.press("End")
    body.press_sequentially(words)


def choose_picture(page, name):
    picture = {"name": name, "mimeType": "image/jpeg", "buffer": samples.picture_bytes()}
    page.locator("#id_image").set_input_files(picture)
    page.get_by_label("Mô tả những gì thấy trong ảnh").fill("Cây cầu mới")


def choose_attachment(page, name):
    document = {"name": name, "mimeType": "application/pdf", "buffer": samples.pdf_bytes(name)}
    page.get_by_label("Tệp", exact=True).set_input_files(document)
    page.get_by_label("Tên tệp đính kèm").fill("Kế hoạch")


def save(page):
    page.get_by_role("button", name="Lưu bản nháp").click()


def what_versions_hold(article):
    return [
        (
            version.title,
            version.body.replace("<p>", "").replace("</p>", "").strip(),
            version.image.name if version.image else "",
            [kept["name"] for kept in version.attachments],
        )
        for version in article.versions.select_related("image")
    ]


FIRST = ("Bản của Ánh", "Chữ đầu. Ánh viết thêm.", "anh-cua-anh.jpg", [])
SECOND = ("Bản của Bình", "Chữ đầu. Bình viết thêm.", "", ["tep-cua-binh.pdf"])
BEGINNING = ("Tên đầu", "Chữ đầu.", "", [])


@pytest.fixture
def met(open_form):
    """The second person's page after both have written and the first has saved before."""
    first, second = open_form("Phạm Ngọc Ánh"), open_form("Trần Văn Bình")
    write(first, FIRST[0], " Ánh viết thêm.")
    choose_picture(first, FIRST[2])
    write(second, SECOND[0], " Bình viết thêm.")
    choose_attachment(second, SECOND[3][0])
    save(first)
    expect(first.locator(".messages")).to_contain_text("phiên bản 0.2")

    save(second)

    expect(second.get_by_role("heading", name="Hai bản viết gặp nhau")).to_be_visible()
    newer = second.locator(".both-texts")
    expect(newer).to_contain_text("Ánh viết thêm.")
    expect(second.get_by_label("Tiêu đề")).to_have_value(SECOND[0])
    return second


def test_both_texts_and_both_uploads_are_found_after_keeping_mine(met, article):
    met.get_by_role("button", name="Giữ bản của tôi").click()
    expect(met.locator(".messages")).to_contain_text("phiên bản 0.3")
    assert what_versions_hold(article) == [SECOND, FIRST, BEGINNING]


def test_both_texts_and_both_uploads_are_found_after_taking_theirs(met, article):
    met.get_by_role("button", name="Lấy bản của họ").click()
    expect(met.locator(".messages")).to_contain_text("phiên bản 0.3")
    expect(met.get_by_label("Tiêu đề")).to_have_value(FIRST[0])
    assert what_versions_hold(article) == [FIRST, SECOND, FIRST, BEGINNING]


def test_leaving_the_page_with_both_texts_asks_first(met):
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    met.on("dialog", stay)
    met.get_by_label("Tiêu đề").click()
    met.evaluate("location.href = '/quan-tri/'")
    expect(met.get_by_label("Tiêu đề")).to_have_value(SECOND[0])
    assert asked == ["beforeunload"]


def test_each_is_told_of_the_other_while_the_form_is_open(open_form, article):
    first = open_form("Phạm Ngọc Ánh")
    line = first.locator(".presence")
    expect(line).to_be_empty()
    second = open_form("Trần Văn Bình")
    expect(second.locator(".presence")).to_contain_text(f"Phạm Ngọc Ánh {OPEN}")

    first.clock.fast_forward(TWO_MINUTES)
    expect(line).to_contain_text(f"Trần Văn Bình {OPEN}")

    second.goto("/quan-tri/")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Chào")
    first.clock.fast_forward(TWO_MINUTES)
    expect(line).to_be_empty()

    write(second := open_form("Lê Thu Hà"), "Bản mới", " Thêm.")
    save(second)
    expect(second.locator(".messages")).to_contain_text("phiên bản 0.2")
    first.clock.fast_forward(TWO_MINUTES)
    expect(line).to_contain_text("phiên bản 0.2")
