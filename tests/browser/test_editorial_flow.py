"""The whole path once, by clicking: from an empty form to a counted reader, and off the portal."""

import pytest
from playwright.sync_api import expect

from news.enums import HomePlace, Layout, Role
from tests import factories, samples
from tests.browser.editor import body_of
from tests.chromium import CRAWLER
from tests.portal import makers

TITLE = "Khánh thành cầu Kênh Bảy, nối hai bờ sau nhiều năm chờ đợi"
CORRECTED = "Khánh thành cầu Kênh Bảy nối hai bờ, rút ngắn đường đến trường"
LATER = "Bản sửa mà bạn đọc chưa được thấy"


def counter(page):
    """Return the article's views as its page shows them."""
    return page.locator("[data-views]")


def visits(page):
    """Return all visits so far as the home page's counter shows them after its own beacon."""
    with page.expect_response("**/dem/"):
        page.goto("/")
    page.wait_for_load_state("networkidle")
    return int(page.locator('[data-counter="total"]').inner_text().replace(".", ""))


def article_row(page, title):
    """Open the article called ``title`` from the list."""
    page.goto("/quan-tri/news/article/")
    page.get_by_role("link", name=title).click()


def submit_article(writer):
    """The contributor writes an article with everything and submits it."""
    writer.get_by_role("link", name="Viết bài mới").first.click()
    writer.get_by_label("Tiêu đề").fill(TITLE)
    writer.get_by_label("Tóm tắt", exact=True).fill("Cây cầu dài 142 m được đưa vào sử dụng.")
    body = body_of(writer)
    body.click()
    body.press_sequentially("Sáng nay, hơn 300 người dân hai bờ kênh đến dự lễ khánh thành.")
    writer.locator("#id_image").set_input_files(
        {"name": "Cầu mới.jpg", "mimeType": "image/jpeg", "buffer": samples.picture_bytes()}
    )
    writer.get_by_label("Mô tả những gì thấy trong ảnh").fill("Cây cầu mới bắc qua kênh")
    writer.get_by_label("Chú thích ảnh").fill("Cầu Kênh Bảy ngày khánh thành")
    writer.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "Quyết định.pdf", "mimeType": "application/pdf", "buffer": samples.pdf_bytes()}
    )
    writer.get_by_label("Tên tệp đính kèm").fill("Quyết định đặt tên cầu")
    writer.get_by_label("Chuyên mục").select_option("Kinh tế")
    writer.get_by_label("Loại bài viết").select_option("Tin")
    writer.get_by_label("Tác giả").select_option("Minh Khuê")
    writer.get_by_label("Ngày xuất bản").fill("2023-01-16T10:00")
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(writer.get_by_role("status").filter(has_text="Đã gửi duyệt")).to_be_visible()
    expect(writer.get_by_text("Chờ duyệt").first).to_be_visible()


def writer_cannot_approve(writer):
    """Approving is not offered to the writer, and asking for it all the same is refused."""
    expect(writer.get_by_role("button", name="Duyệt đăng")).to_have_count(0)
    address = writer.url.replace("/change/", "/do/approve/")
    token = writer.locator("[name=csrfmiddlewaretoken]").first.input_value()
    version = writer.locator("[name=version]").first.input_value()
    answer = writer.request.post(
        address,
        form={"csrfmiddlewaretoken": token, "version": version},
        headers={"Referer": writer.url},
    )
    assert answer.status == 403


def return_article(decider):
    """The approver sends it back with a reason."""
    decider.get_by_role("link", name="Xem").filter(has_text=TITLE).click()
    decider.locator("summary", has_text="Trả lại…").click()
    decider.get_by_label("Lý do").fill("Tiêu đề nên nói rõ lợi ích cho học sinh.")
    decider.get_by_role("button", name="Trả lại", exact=True).click()
    expect(decider.get_by_text("Bị trả lại").first).to_be_visible()


def correct_and_resubmit(writer):
    """The contributor reads the reason, corrects and submits again."""
    writer.goto("/quan-tri/")
    reason = writer.get_by_text("Tiêu đề nên nói rõ lợi ích cho học sinh.")
    expect(writer.get_by_role("region", name="Bị trả lại").locator(reason)).to_be_visible()
    article_row(writer, TITLE)
    expect(writer.get_by_text("Lê Thu Hà trả lại")).to_be_visible()
    writer.get_by_label("Tiêu đề").fill(CORRECTED)
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(writer.get_by_role("status").filter(has_text="Đã gửi duyệt")).to_be_visible()


def approve_article(decider):
    """The approver publishes it; returns its public address."""
    article_row(decider, CORRECTED)
    decider.get_by_role("button", name="Duyệt đăng").click()
    expect(decider.get_by_text("Đang đăng").first).to_be_visible()
    return decider.get_by_role("link", name="Xem trên cổng").get_attribute("href")


def read_as_anybody(reader):
    """A reader finds, reads and downloads it; returns the addresses of picture and attachment."""
    reader.goto("/")
    expect(reader.get_by_role("link", name=CORRECTED).first).to_be_visible()
    reader.goto("/chuyen-muc/kinh-te/")
    reader.get_by_role("link", name=CORRECTED).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(CORRECTED)
    expect(reader.get_by_text("Thứ 2, Ngày 16/01/2023, 10:00")).to_be_visible()
    expect(reader.get_by_text("hơn 300 người dân hai bờ kênh")).to_be_visible()
    expect(counter(reader)).to_have_text("1", timeout=5_000)
    picture = reader.locator(".wide-figure img").evaluate("image => image.currentSrc")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Quyết định đặt tên cầu").click()
    assert download.value.suggested_filename == "Quyết định.pdf"
    attachment = reader.get_by_role("link", name="Quyết định đặt tên cầu").get_attribute("href")
    assert [reader.request.get(one).status for one in (picture, attachment)] == [200, 200]
    return picture, attachment


def others_are_counted_rightly(open_browser, decider, public):
    """Another reader's visit adds one; a crawler's and the approver's own change nothing."""
    second = open_browser(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Firefox/127.0")
    second.goto(public)
    expect(counter(second)).to_have_text("2", timeout=5_000)
    for page in (open_browser(user_agent=CRAWLER), decider):
        with page.expect_response("**/dem/"):
            page.goto(public)
        expect(counter(page)).to_have_text("2")


def begin_correction(corrector):
    """An editor begins a correction."""
    article_row(corrector, CORRECTED)
    corrector.get_by_label("Tiêu đề").fill(LATER)
    corrector.get_by_role("button", name="Lưu bản nháp").click()
    expect(corrector.get_by_role("status").filter(has_text="phiên bản 1.1")).to_be_visible()


def withdraw_article(decider):
    """The approver withdraws it."""
    article_row(decider, LATER)
    decider.locator("summary", has_text="Gỡ bài…").click()
    decider.get_by_label("Lý do").fill("Sai tên cầu.")
    decider.get_by_role("button", name="Gỡ bài", exact=True).click()
    expect(decider.get_by_text("Đã gỡ").first).to_be_visible()


def nothing_is_left(reader, public, files):
    """Text, picture and file are gone."""
    gone = reader.goto(public)
    assert gone.status == 410
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bài viết không còn được đăng")
    assert [reader.request.get(one).status for one in files] == [404, 404]


@pytest.mark.once
def test_from_draft_to_counted_reader_and_off_again(open_browser):
    makers.make_identity()
    top = factories.make_category("Tin tức – Sự kiện", slug="tin-tuc")
    factories.make_category("Kinh tế", slug="kinh-te", parent=top, home_place=HomePlace.COLUMN)
    factories.make_type(Layout.ARTICLE, name="Tin")
    factories.make_author("Minh Khuê")
    writer = open_browser(factories.make_user(Role.CONTRIBUTOR, full_name="Trần Minh Khuê"))
    decider = open_browser(factories.make_user(Role.APPROVER, full_name="Lê Thu Hà"))
    corrector = open_browser(factories.make_user(Role.EDITOR, full_name="Phạm Ngọc Ánh"))
    reader = open_browser()

    submit_article(writer)
    writer_cannot_approve(writer)
    decider.reload()
    return_article(decider)
    correct_and_resubmit(writer)
    public = approve_article(decider)

    assert visits(decider) == 0
    files = read_as_anybody(reader)
    assert visits(decider) == 1
    others_are_counted_rightly(open_browser, decider, public)
    assert visits(decider) == 2

    # Readers keep the old text while a correction is written, and it stands when that one is gone.
    begin_correction(corrector)
    reader.goto(public)
    expect(reader.get_by_role("heading", level=1)).to_have_text(CORRECTED)
    withdraw_article(decider)
    nothing_is_left(reader, public, files)
    article_row(corrector, LATER)
    expect(corrector.get_by_label("Tiêu đề")).to_have_value(LATER)
