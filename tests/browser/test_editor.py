"""The editor: every tool by mouse and by keyboard, what is stored of it, on a phone and to axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from news.enums import Layout, Role
from news.models import Article
from tests import factories, samples
from tests.browser.editor import body_of
from tests.browser.test_pages import AXE
from tests.portal import makers

pytestmark = pytest.mark.once
WRITE = "/quan-tri/news/article/add/"


@pytest.fixture
def published():
    makers.make_identity()
    category = factories.make_category("Kinh tế", slug="kinh-te")
    factories.make_type(Layout.ARTICLE, name="Tin")
    return factories.make_published(category=category, title="Khánh thành cầu Kênh Bảy")


@pytest.fixture
def page(open_browser, published):
    page = open_browser(factories.make_user(Role.EDITOR))
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(WRITE)
    page.wait_for_load_state("networkidle")
    return page


def dialog_of(page):
    return page.locator("dialog[open]")


def picture(name, colour=(200, 20, 20)):
    return {"name": name, "mimeType": "image/jpeg", "buffer": samples.picture_bytes(colour=colour)}


def stored(page):
    """Save the draft and return its text as it is stored, without what is the same everywhere."""
    page.get_by_label("Tiêu đề").fill("Bài thử")
    page.get_by_label("Chuyên mục").select_option("Kinh tế")
    page.get_by_label("Loại bài viết").select_option("Tin")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("status").first).to_contain_text("phiên bản")
    body = Article.objects.get(newest_version__title="Bài thử").newest_version.body
    body = re.sub(r' rel="noopener"| width="\d+"| height="\d+"', "", body)
    return re.sub(r"/tep/[0-9a-f]{64}/[^\"]+", "TEP", body)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_every_tool_by_keyboard(page, published):
    body_of(page).focus()
    page.keyboard.type("Cầu dài 142 m")
    press(page, "Control+Alt+f")
    page.keyboard.type("Theo hồ sơ.")
    press(page, "Tab", "Enter")
    page.keyboard.type(", rộng 8 m")
    press(page, "Control+Alt+f")
    page.keyboard.type("Đo lại.")
    press(page, "Tab", "Enter")
    page.keyboard.type(". Xem ")
    press(page, "Control+k")
    page.keyboard.type("khanh thanh")
    dialog_of(page).get_by_role("option").first.wait_for()
    press(page, "ArrowDown", "Enter", "Tab")
    page.keyboard.type("bài trước")
    press(page, "Enter")
    expect(dialog_of(page)).to_have_count(0)

    # The toolbar: Alt+F10, arrows, Enter; the table's dialog; the first cell is written at once.
    press(page, "Enter", "Alt+F10")
    button = page.get_by_role("button", name="Bảng", exact=True)
    for _step in range(40):
        if button.evaluate("element => element === document.activeElement"):
            break
        press(page, "ArrowRight")
    press(page, "Enter")
    page.keyboard.type("2")
    press(page, "Tab")
    page.keyboard.type("2")
    press(page, "Tab")
    page.keyboard.type("Kích thước")
    press(page, "Enter")
    expect(page.locator(".cke_wysiwyg_div th")).to_have_count(2)
    page.keyboard.type("Dài")

    # Ctrl+Alt+2 is a heading; one footnote goes, and the other is renumbered.
    page.locator(".cke_wysiwyg_div > table + p").click()
    press(page, "Control+Alt+2")
    page.keyboard.type("Đường dẫn")
    press(page, "Control+Home", *["ArrowRight"] * 14, "Control+Alt+f")
    expect(dialog_of(page).get_by_label("Nội dung chú thích")).to_have_value("Theo hồ sơ.")
    press(page, "Tab", "Tab", "Tab", "Enter")
    expect(dialog_of(page)).to_have_count(0)

    # Found without marks, replaced, and the caret is back in the text.
    press(page, "Control+f")
    page.keyboard.type("duong")
    dialog_of(page).get_by_label("Đúng dấu").focus()
    press(page, "Space")
    expect(dialog_of(page).get_by_role("status")).to_have_text("Chỗ 1/1")
    dialog_of(page).get_by_label("Thay bằng").focus()
    page.keyboard.type("Lối")
    press(page, "Tab", "Tab", "Tab", "Tab", "Tab", "Enter")
    expect(page.get_by_role("heading", name="Lối dẫn")).to_be_visible()
    press(page, "Escape")
    expect(body_of(page)).to_be_focused()
    press(page, "Alt+0")
    expect(dialog_of(page).get_by_role("heading")).to_have_text("Phím tắt khi soạn thảo")
    press(page, "Escape")

    address = published.publications.get().get_absolute_url()
    assert stored(page) == (
        "<p>Cầu dài 142 m, rộng 8 m"
        '<sup class="footnote"><a href="#ghi-chu-1" id="ve-1">1</a></sup>. '
        f'Xem <a href="{address}">bài trước</a></p>'
        "<table><caption>Kích thước</caption>"
        '<thead><tr><th scope="col">Dài</th><th scope="col"></th></tr></thead>'
        "<tbody><tr><td></td><td></td></tr></tbody></table>"
        "<h2>Lối dẫn</h2>"
        '<ol class="footnotes"><li id="ghi-chu-1">Đo lại. <a href="#ve-1">↩</a></li></ol>'
    )
    assert page.faults == []


def test_pictures_by_button_drop_and_paste(page):
    body_of(page).click()
    page.keyboard.type("Lễ khánh thành.")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Chèn ảnh", exact=True).click()
    chooser.value.set_files([picture("a.jpg"), picture("b.jpg", (10, 90, 10))])
    dialog = dialog_of(page)
    expect(dialog.get_by_role("heading")).to_contain_text("1/2")
    alt = dialog.get_by_label("Mô tả những gì thấy trong ảnh")
    expect(alt).to_be_focused()
    dialog.get_by_role("button", name="Xong").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Ảnh trang trí")
    expect(alt).to_have_attribute("aria-invalid", "true")
    alt.fill("Cầu mới")
    dialog.get_by_label("Phần quan trọng").select_option("15-50")
    dialog.get_by_label("Chú thích ảnh").fill("Cầu & đường")
    dialog.get_by_label("Nguồn ảnh").fill("Ảnh: Minh Khuê")
    dialog.get_by_label("Vị trí").select_option("Ở giữa")
    dialog.get_by_role("button", name="Xong").click()
    expect(dialog.get_by_role("heading")).to_contain_text("2/2")
    dialog.get_by_label("Ảnh trang trí").check()
    dialog.get_by_role("button", name="Xong").click()
    expect(page.locator(".cke_wysiwyg_div img[src*='/tep/']")).to_have_count(2)

    # Dropped, handed over by another script of the page, on the clipboard: asked about alike.
    hand_over = """([bytes, how]) => {
        const file = new File([new Uint8Array(bytes)], "c.jpg", { type: "image/jpeg" });
        const transfer = new DataTransfer();
        transfer.items.add(file);
        const event = {
          drop: () => new DragEvent("drop", { dataTransfer: transfer, cancelable: true }),
          paste: () => new ClipboardEvent("paste", { clipboardData: transfer, cancelable: true }),
          other: () => new CustomEvent("portal:picture-files", { detail: { files: [file] } }),
        }[how]();
        const place = how === "other" ? ".article-form" : ".cke_wysiwyg_div";
        document.querySelector(place).dispatchEvent(event);
    }"""
    brought = list(samples.picture_bytes(colour=(10, 10, 90)))
    for how in ("drop", "other"):
        page.evaluate(hand_over, [brought, how])
        dialog.get_by_role("button", name="Bỏ qua").click()
        expect(dialog).to_have_count(0)
    page.evaluate(hand_over, [brought, "paste"])
    dialog.get_by_label("Mô tả những gì thấy trong ảnh").fill("Dòng kênh")
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="Xong").press("Enter")

    # The first one again by a double click, the second by Enter: out with it.
    page.locator(".cke_wysiwyg_div img[alt='Cầu mới']").dblclick()
    expect(dialog.get_by_label("Nguồn ảnh")).to_have_value("Ảnh: Minh Khuê")
    dialog.get_by_label("Vị trí").select_option("Bên phải")
    focus = dialog.get_by_label("Phần quan trọng")
    expect(focus).to_have_value("15-50")
    focus.press("ArrowDown")
    dialog.get_by_role("button", name="Xong").click()
    page.locator(".cke_wysiwyg_div img[src*='/tep/']").nth(1).click()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Bỏ khỏi bài").click()
    expect(page.locator(".cke_wysiwyg_div img[src*='/tep/']")).to_have_count(2)
    # What is no picture is named with the reason.
    page.locator("[data-picture-files]").set_input_files(picture("x.jpg") | {"buffer": b"<?php"})
    expect(page.get_by_text("x.jpg: Tệp này không phải ảnh")).to_be_visible()

    # Named by what is to be seen, and no landmark each.
    expect(body_of(page).get_by_role("group", name="Hình ảnh: Cầu mới")).to_have_count(1)
    # The form proposes; what was typed stays.
    proposal = page.locator(".proposal").filter(has_text="Đề xuất: 2")
    proposal.get_by_role("button", name="Dùng số này").click()
    expect(page.get_by_label("Số ảnh")).to_have_value("2")
    assert stored(page) == (
        "<p>Lễ khánh thành.</p>"
        '<figure class="image text-right">'
        '<img src="TEP" alt="Cầu mới" class="focus-x-85 focus-y-50">'
        "<figcaption>Cầu &amp; đường <small>Ảnh: Minh Khuê</small></figcaption></figure>"
        '<figure class="image"><img src="TEP" alt="Dòng kênh"></figure>'
    )
    assert page.faults == []


def test_links_tables_notes_and_videos_by_mouse(page):
    body_of(page).click()
    page.keyboard.type("Xem ")
    page.get_by_role("button", name="Liên kết").click()
    dialog = dialog_of(page)
    dialog.get_by_label("Một địa chỉ").check()
    dialog.get_by_label("Địa chỉ", exact=True).fill("javascript:alert(1)")
    dialog.get_by_role("button", name="Xong").click()
    expect(dialog.get_by_role("alert")).to_contain_text("không liên kết được")
    dialog.get_by_label("Địa chỉ", exact=True).fill("chinhphu.vn")
    dialog.get_by_label("Chữ hiện cho bạn đọc bấm").fill("Chính phủ")
    dialog.get_by_role("button", name="Xong").click()
    link = body_of(page).get_by_role("link", name="Chính phủ")
    link.dblclick()
    expect(dialog.get_by_label("Địa chỉ", exact=True)).to_have_value("https://chinhphu.vn")
    dialog.get_by_role("button", name="Bỏ liên kết").click()
    expect(link).to_have_count(0)

    page.keyboard.press("End")
    page.get_by_role("button", name="Chú thích", exact=True).click()
    dialog.get_by_label("Nội dung chú thích").fill("Cũ.")
    dialog.get_by_role("button", name="Xong").click()
    page.locator(".cke_wysiwyg_div sup a").dblclick()
    dialog.get_by_label("Nội dung chú thích").fill("Mới.")
    dialog.get_by_role("button", name="Xong").click()

    page.get_by_role("button", name="Video", exact=True).click()
    dialog.get_by_label("Tên video").fill("Lễ thông xe")
    dialog.get_by_label("Địa chỉ").fill("https://youtu.be/abc")
    dialog.get_by_role("button", name="Xong").click()

    page.get_by_role("button", name="Bảng", exact=True).click()
    dialog.get_by_label("Cột đầu").check()
    dialog.get_by_label("Số cột").fill("2")
    dialog.get_by_role("button", name="Chèn", exact=True).click()
    page.get_by_role("button", name="Bảng", exact=True).click()
    dialog.get_by_label("Hàng đầu").uncheck()
    dialog.get_by_label("Tên bảng").fill("Số liệu")
    dialog.get_by_role("button", name="Xong").click()
    page.get_by_role("button", name="Bảng", exact=True).click()
    dialog.get_by_role("button", name="Xóa hàng").click()
    row = '<tr><th scope="row"></th><td></td></tr>'
    assert stored(page) == (
        "<p>Xem&nbsp;Chính phủ"
        '<sup class="footnote"><a href="#ghi-chu-1" id="ve-1">1</a></sup></p>'
        '<p class="video"><a href="https://youtu.be/abc">Lễ thông xe</a></p>'
        f"<table><caption>Số liệu</caption><tbody>{row}{row}</tbody></table>"
        '<ol class="footnotes"><li id="ghi-chu-1">Mới. <a href="#ve-1">↩</a></li></ol>'
    )
    assert page.faults == []


OPENERS = {
    "picture": None,
    "link": "Liên kết",
    "table": "Bảng",
    "note": "Chú thích",
    "video": "Video",
    "find": "Tìm và thay thế",
    "help": "Phím tắt khi soạn thảo",
}


def faults_here(page, width):
    """Return what is wrong with the page as it stands at ``width``."""
    page.set_viewport_size({"width": width, "height": 780})
    found = Axe().run(page, options=AXE).response["violations"]
    faults = [f"{one['id']} {node['target']}" for one in found for node in one["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cke_button, dialog[open] button')]
        .map((one) => one.getBoundingClientRect())
        .filter((box) => box.width && (box.width < 24 || box.height < 24)).length"""
    )
    return faults + [f"{wide} px too wide"] * (wide > 0) + [f"{small} too small"] * (small > 0)


def test_the_editor_and_its_dialogs_on_a_phone_and_to_axe(page):
    faults = {}
    body_of(page).click()
    page.keyboard.type("Cầu mới.")
    for width in (320, 1280):
        faults[width, "text"] = faults_here(page, width)
    for name, label in OPENERS.items():
        page.set_viewport_size({"width": 1280, "height": 780})
        if label:
            page.get_by_role("button", name=label, exact=True).click()
        else:
            page.locator("[data-picture-files]").set_input_files(picture("a.jpg"))
        dialog_of(page).wait_for()
        for width in (320, 1280):
            faults[width, name] = faults_here(page, width)
        page.keyboard.press("Escape")
        expect(dialog_of(page)).to_have_count(0)

    # For a table that stands in the text; and those that only a paste or an ended session opens.
    page.get_by_role("button", name="Bảng", exact=True).click()
    dialog_of(page).get_by_role("button", name="Chèn", exact=True).click()
    page.get_by_role("button", name="Bảng", exact=True).click()
    expect(dialog_of(page)).to_have_attribute("data-dialog", "table-kept")
    faults[1280, "table-kept"] = faults_here(page, 1280)
    faults[320, "table-kept"] = faults_here(page, 320)
    page.keyboard.press("Escape")
    for place in ("[data-paste] dialog", ".session-dialog"):
        page.locator(place).evaluate("dialog => dialog.showModal()")
        for width in (320, 1280):
            faults[width, place] = faults_here(page, width)
        page.locator(place).evaluate("dialog => dialog.close('later')")
    assert {where: found for where, found in faults.items() if found} == {}


def test_the_text_grows_and_the_toolbar_stays(page):
    body_of(page).click()
    for _line in range(60):
        page.keyboard.insert_text("Cầu dài 142 m.")
        page.keyboard.press("Enter")
    measured = {}
    for size in ((1280, 900), (360, 780), (320, 225)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.locator(".cke_wysiwyg_div p").nth(30).scroll_into_view_if_needed()
        measured[size] = page.evaluate(
            """() => {
              const box = document.querySelector('.cke_top').getBoundingClientRect();
              const area = document.querySelector('.cke_wysiwyg_div');
              const bar = document.querySelector('.action-bar');
              const sticks = getComputedStyle(bar).position !== 'static';
              return {
                top: Math.round(box.top),
                share: (box.height + (sticks ? bar.offsetHeight : 0)) / innerHeight,
                scrolls: area.scrollHeight > area.clientHeight + 1,
                wide: document.documentElement.scrollWidth > innerWidth,
              };
            }"""
        )
    for size, found in measured.items():
        assert found["top"] <= 1, size
        assert found["share"] <= 0.34, (size, found)
        assert not found["scrolls"], size
        assert not found["wide"], size
