"""Nothing typed is lost: a killed tab, a dead network, an ended session, two tabs of one person."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Error, expect

from news import previews, unsaved_texts
from news.enums import Role
from news.models import Article, UnsavedText
from tests import factories, samples
from tests.browser.conftest import log_in
from tests.browser.editor import body_of
from tests.browser.test_pages import AXE
from tests.factories import PASSWORD
from tests.portal import makers

pytestmark = pytest.mark.once
KEPT = "Đã lưu tạm lúc"
AWAY = "Mất mạng"
ADD = "/quan-tri/news/article/add/"
WORDS = " Đường ven kênh dài 1.200 mét, lát đá hai bên, có ghế và đèn; khánh thành sáng nay."


@pytest.fixture
def mine():
    return factories.make_user(Role.EDITOR, full_name="Phạm Ngọc Ánh")


@pytest.fixture
def article(mine):
    return factories.make_draft(mine, title="Tên đầu", body="<p>Chữ đầu.</p>")


@pytest.fixture
def form(article):
    return f"/quan-tri/news/article/{article.pk}/change/"


def write(page, words):
    body = body_of(page)
    body.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words, delay=10)


def line(page):
    return page.locator("[data-autosave]")


def renew_session(page):
    dialog = page.get_by_role("dialog", name="Xin nhập lại mật khẩu")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_label("Mật khẩu").press("Enter")


def kill(page):
    """Let the tab's process die as it does when memory runs out."""
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash", timeout=5_000)
    page.close()


def take_back(page, words):
    """Take back the text that is offered on the form; it holds every character of ``words``."""
    offer = page.locator(".unsaved").filter(has_text=words[-20:])
    offer.get_by_text("Những gì").click()
    expect(offer).to_contain_text(words.strip())
    offer.get_by_role("link", name="Lấy lại").click()
    expect(body_of(page)).to_contain_text(words.strip())


def barriers(page):
    """Return what axe finds on the page as it stands, and whether it runs over its width."""
    found = Axe().run(page, options=AXE).response["violations"]
    faults = [f"{one['id']} {node['target']}" for one in found for node in one["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("overflow")
    return faults


def hold_back(page, address):
    """Let what ``address`` names be on its way until the returned function is called."""
    held = []
    page.route(address, lambda route: held.append(route), times=1)
    return lambda: held.pop().continue_()


def save(page):
    page.get_by_role("button", name="Lưu bản nháp").click()


def test_who_types_before_the_editor_is_there_loses_no_letter(open_browser, mine):
    """Over a slow line the plain field is there first; then the editor takes its place."""
    page = open_browser(mine)
    go_on_with_tools = hold_back(page, "**/js/editor*.js")
    go_on_with_editor = hold_back(page, "**/lang/vi.js*")
    page.goto(ADD, wait_until="commit")
    page.get_by_label("Tiêu đề").fill("Gõ trước khi trang sẵn sàng")
    page.locator("#id_body").click()
    page.keyboard.type("Sáng nay, ")
    with page.expect_request("**/lang/vi.js*"):
        go_on_with_tools()
    page.keyboard.type("hơn 300 ")
    go_on_with_editor()
    expect(body_of(page)).to_be_focused()
    page.keyboard.type("người đến dự.")
    expect(body_of(page)).to_have_text("Sáng nay, hơn 300 người đến dự.")
    expect(line(page)).to_contain_text(KEPT)
    kept = UnsavedText.objects.get()
    assert "Sáng nay, hơn 300 người đến dự." in str(kept.fields)


def test_without_the_editor_the_plain_field_serves(open_browser, article, mine, form):
    """The bundle never comes: the text can be seen, is kept while it is typed, and is saved."""
    page = open_browser(mine)
    page.route("**/ckeditor.*js", lambda route: route.abort())
    page.goto(form)
    expect(page.get_by_text("Đang mở trình soạn thảo…")).to_be_hidden()
    body = page.locator("#id_body")
    assert body.evaluate("field => getComputedStyle(field).color") != "rgba(0, 0, 0, 0)"
    body.fill(f"<p>Chữ đầu.{WORDS}</p>")
    expect(line(page)).to_contain_text(KEPT)
    assert WORDS.strip() in str(UnsavedText.objects.get().fields)
    save(page)
    expect(page.locator(".messages")).to_contain_text("phiên bản 0.2")
    assert f"Chữ đầu.{WORDS}" in factories.reload(article).newest_version.body


def test_a_tab_killed_while_typing_loses_no_character(open_browser, mine, article, form):
    page = open_browser(mine)
    page.goto(form)
    write(page, WORDS)
    context = page.context
    kill(page)

    again = context.new_page()
    again.goto(form)
    take_back(again, WORDS)
    assert article.versions.count() == 1
    save(again)
    expect(again.locator(".messages")).to_contain_text("phiên bản 0.2")
    assert f"Chữ đầu.{WORDS}" in factories.reload(article).newest_version.body
    assert not UnsavedText.objects.exists()
    assert again.evaluate("Object.keys(localStorage).filter((n) => n.startsWith('autosave'))") == []


def test_a_tab_killed_after_files_were_chosen_loses_none(open_browser, mine, article, form):
    """Each is sent when it is chosen; one that is refused says so beside its field."""
    page = open_browser(mine)
    page.goto(form)
    expect(page.locator(".cke_editable")).to_be_visible()
    page.locator("summary").filter(has_text="Video").click()
    chosen = {
        "#id_image": ("Cầu mới.jpg", samples.picture_bytes()),
        "#id_video_file": ("Lễ hội.mp4", samples.mp4()),
        "#id_attachments-0-file": ("macro.docx", samples.docx_bytes(macros=True)),
    }
    for field, (name, content) in chosen.items():
        page.locator(field).set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
    said = page.locator(".sending [role=status]")
    expect(said).to_have_count(3)
    expect(said.last).to_contain_text("macro")
    expect(page.locator("#id_attachments-0-file")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_attachments-0-file").set_input_files(
        {"name": "Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": samples.pdf_bytes()}
    )
    expect(said).to_have_text(["Đã lưu tạm cùng bài đang viết; chưa lưu thành phiên bản."] * 3)
    expect(page.get_by_alt_text("Ảnh đang chọn")).to_be_visible()
    page.get_by_label("Mô tả những gì thấy trong ảnh").fill("Cây cầu mới")
    assert barriers(page) == []
    expect(line(page)).to_contain_text(KEPT)
    context = page.context
    kill(page)

    again = context.new_page()
    again.goto(form)
    again.locator(".unsaved").get_by_role("link", name="Lấy lại").click()
    save(again)
    expect(again.locator(".messages")).to_contain_text("phiên bản 0.2")
    newest = factories.reload(article).newest_version
    assert (newest.image.name, newest.video.name) == ("Cầu mới.jpg", "Lễ hội.mp4")
    assert [one["name"] for one in newest.attachments] == ["Kế hoạch.pdf"]
    assert newest.image_alt == "Cây cầu mới"


def test_a_network_cut_for_a_minute_loses_no_character(open_browser, mine, form):
    page = open_browser(mine)
    page.clock.install()
    page.goto(form)
    write(page, " Trước khi mất mạng.")
    expect(line(page)).to_contain_text(KEPT)
    page.context.set_offline(True)
    write(page, WORDS)
    expect(line(page)).to_contain_text(AWAY)
    said = page.locator("[data-autosave-said]")
    expect(said).to_contain_text(AWAY)
    page.clock.fast_forward(60_000)
    save(page)
    # Nothing is sent into the void: the form stays, and so does what is in it.
    expect(body_of(page)).to_contain_text(WORDS.strip())
    assert WORDS.strip() not in UnsavedText.objects.get().fields["body"][0]

    # The first answer is a hotel's log-in.
    page.route("**/autosave/", lambda route: route.fulfill(body="<p>Wi-Fi</p>"), times=1)
    with page.expect_response("**/autosave/"):
        page.context.set_offline(False)
    expect(line(page)).to_contain_text(AWAY)
    page.clock.fast_forward(5_000)
    expect(line(page)).to_contain_text(KEPT)
    expect(said).to_contain_text("có mạng trở lại")
    assert f"Trước khi mất mạng.{WORDS}" in UnsavedText.objects.get().fields["body"][0]


def test_a_tab_killed_without_a_network_is_sent_by_the_next_one(open_browser, mine):
    page = open_browser(mine)
    page.goto(ADD)
    page.get_by_label("Tiêu đề").fill("Bài chưa có trên cổng")
    # The editor is there before the network goes.
    body_of(page).click()
    page.context.set_offline(True)
    write(page, WORDS)
    expect(line(page)).to_contain_text(AWAY)
    context = page.context
    kill(page)
    assert not UnsavedText.objects.filter(fields__icontains="lát đá").exists()

    context.set_offline(False)
    again = context.new_page()
    again.goto(ADD)
    take_back(again, WORDS)
    expect(again.get_by_label("Tiêu đề")).to_have_value("Bài chưa có trên cổng")


def test_a_session_that_ended_asks_for_the_password_and_goes_on(open_browser, mine, article, form):
    page = open_browser(mine)
    page.goto(form)
    write(page, " Đầu.")
    expect(line(page)).to_contain_text(KEPT)
    Session.objects.all().delete()
    write(page, WORDS)
    dialog = page.get_by_role("dialog", name="Xin nhập lại mật khẩu")
    expect(dialog).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert barriers(page) == []
    dialog.get_by_label("Mật khẩu").fill("sai")
    dialog.get_by_role("button", name="Đăng nhập và làm tiếp").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Mật khẩu không đúng")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_label("Mật khẩu").press("Enter")
    expect(dialog).to_be_hidden()
    expect(line(page)).to_contain_text(KEPT)
    assert f"Đầu.{WORDS}" in UnsavedText.objects.get().fields["body"][0]

    # A file chosen then is sent as soon as somebody is there again.
    Session.objects.all().delete()
    page.locator("#id_image").set_input_files(
        {"name": "Cầu.jpg", "mimeType": "image/jpeg", "buffer": samples.picture_bytes()}
    )
    renew_session(page)
    expect(page.locator(".sending")).to_contain_text("Đã lưu tạm")

    # It ends once more, unseen, and the form is sent as usual.
    Session.objects.all().delete()
    save(page)
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_label("Mật khẩu").press("Enter")
    expect(page.locator(".messages")).to_contain_text("phiên bản 0.2")
    assert f"Đầu.{WORDS}" in factories.reload(article).newest_version.body


@pytest.mark.parametrize("has_logged_in_elsewhere", [False, True])
def test_a_reason_typed_on_the_desk_is_sent_after_the_session_has_ended(
    open_browser, live_server, has_logged_in_elsewhere
):
    article = factories.make_pending(title="Cầu mở cửa")
    approver = factories.make_user(Role.APPROVER)
    page = open_browser(approver)
    page.clock.install()
    page.goto("/quan-tri/")
    page.locator("summary", has_text="Trả lại…").click()
    page.get_by_label("Lý do").fill("Thiếu nguồn tin.")
    Session.objects.all().delete()
    page.clock.fast_forward(61_000)
    if has_logged_in_elsewhere:
        log_in(page.context.new_page(), approver, live_server.url)
    page.get_by_role("button", name="Trả lại", exact=True).click()
    if not has_logged_in_elsewhere:
        renew_session(page)
    expect(page.get_by_role("status").filter(has_text="Trả lại")).to_be_visible()
    assert article.events.first().reason == "Thiếu nguồn tin."


def test_a_reason_half_written_survives_its_tab_and_is_never_cut(open_browser):
    """Killed at once it is on the device, killed later on the portal; a paste stays whole."""
    article = factories.make_pending(title="Cầu mở cửa")
    approver = factories.make_user(Role.APPROVER)
    page = open_browser(approver)
    address = f"/quan-tri/news/article/{article.pk}/change/"
    context, long = page.context, "Thiếu nguồn. " * 160

    page.goto("/quan-tri/")
    page.locator("summary", has_text="Trả lại…").click()
    page.context.set_offline(True)
    page.get_by_label("Lý do").press_sequentially("Chưa nêu nguồn")
    kill(page)
    context.set_offline(False)
    # Meanwhile more was typed on a phone, whose clock is ahead.
    phone = {"turn": 2**52, "at": timezone.now()}
    unsaved_texts.keep_reason(approver, article, "reject", "Ảnh mờ.", **phone)
    page = context.new_page()
    page.goto("/quan-tri/")
    expect(page.get_by_label("Lý do")).to_have_value("Ảnh mờ.\n\nChưa nêu nguồn")
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.goto(address)
    field = page.get_by_label("Lý do")
    expect(field).to_have_value("Ảnh mờ.\n\nChưa nêu nguồn")
    # A hotel's log-in in between, then a portal that is starting: neither ends the keeping.
    answers = iter((200, 502))
    page.route(
        "**/reason/**",
        lambda route: route.fulfill(status=next(answers), body="<p>Wi-Fi</p>"),
        times=2,
    )
    field.fill("")
    page.keyboard.insert_text(long)
    expect(field).to_have_value(long)
    expect(page.get_by_text("Thừa 79 ký tự")).to_be_visible()
    assert barriers(page) == []
    page.evaluate("for (const name of Array(3).fill('online')) dispatchEvent(new Event(name))")
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert list(answers) == []
    kill(page)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Lý do")).to_have_value(long)
    page.get_by_label("Lý do").fill("Chưa nêu nguồn tin.")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Trả lại")).to_be_visible()
    assert article.events.first().reason == "Chưa nêu nguồn tin."
    assert not UnsavedText.objects.exists()
    assert page.evaluate("Object.keys(localStorage).filter((n) => n.startsWith('reason'))") == []


def test_the_articles_keys_leave_another_form_alone(open_browser, mine, article, form):
    page = open_browser(mine)
    page.goto(form)
    page.locator("#verb-place summary").click()
    words = page.get_by_label("Chữ trong địa chỉ")
    words.fill("ten-khac")
    body_of(page).wait_for()
    words.press("Control+s")
    words.press("Control+Enter")
    body_of(page).press("Control+k")
    search = page.get_by_role("dialog").get_by_role("combobox").first
    search.press("Control+Enter")
    expect(search).to_be_visible()
    expect(words).to_have_value("ten-khac")
    assert article.events.count() == 1


def test_who_comes_back_to_a_sent_form_makes_no_second_article(open_browser, mine):
    page = open_browser(mine)
    factories.make_category("Kinh tế")
    factories.make_type(name="Tin")

    def begin(title, is_there=False):
        if not is_there:
            page.get_by_role("link", name="Viết bài mới").first.click()
        page.get_by_label("Tiêu đề").fill(title)
        page.get_by_label("Chuyên mục").select_option("Kinh tế")
        page.get_by_label("Loại bài viết").select_option("Tin")
        expect(page.locator("[name=page]")).not_to_have_value("")
        save(page)
        expect(page.locator(".messages")).to_contain_text("phiên bản 0.1")

    begin("Một bài thôi")
    page.go_back()
    expect(page.get_by_label("Tiêu đề")).to_have_value("Một bài thôi")
    expect(page.locator("[name=page]")).not_to_have_value("")
    save(page)
    expect(page.locator(".messages")).to_contain_text("không tạo phiên bản mới")
    begin("Bài thứ hai")
    page.go_back()
    page.reload()
    expect(page.get_by_label("Tiêu đề")).to_have_value("")
    begin("Bài thứ ba", is_there=True)
    assert Article.objects.count() == 3


def test_two_tabs_of_one_person_keep_both_texts(open_browser, mine, article, form):
    first = open_browser(mine)
    first.goto(form)
    second = first.context.new_page()
    second.goto(form)
    write(first, " Trang thứ nhất viết câu này.")
    write(second, " Trang thứ hai viết câu khác.")
    for page in (first, second):
        page.bring_to_front()
        expect(line(page)).to_contain_text(KEPT)
    assert UnsavedText.objects.count() == 2

    third = first.context.new_page()
    third.goto(form)
    expect(third.locator(".unsaved")).to_have_count(2)
    assert barriers(third) == []
    third.get_by_text("1 nội dung khác bạn đã gõ mà chưa lưu").click()
    take_back(third, "Trang thứ nhất viết câu này.")
    expect(third.locator(".unsaved")).to_contain_text("Trang thứ hai viết câu khác.")
    save(third)
    expect(third.locator(".messages")).to_contain_text("phiên bản 0.2")
    # The other one is still there, and its own tab has not lost it either.
    Session.objects.all().delete()
    third.locator(".unsaved").get_by_role("button", name="Bỏ").click()
    renew_session(third)
    expect(third.locator(".unsaved")).to_have_count(0)
    assert not UnsavedText.objects.exists()
    expect(third.get_by_label("Tiêu đề")).to_be_focused()
    expect(body_of(second)).to_contain_text("Trang thứ hai viết câu khác.")


def test_the_preview_shows_what_stands_in_the_form_in_two_widths(open_browser, mine, form):
    page = open_browser(mine)
    page.goto(form)
    page.get_by_label("Tiêu đề").fill("Tiêu đề chưa lưu")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem trước").click()
    shown = opened.value
    for title in ("Xem trước trên điện thoại", "Xem trước trên máy tính"):
        frame = shown.frame_locator(f"iframe[title='{title}']")
        frame.locator("body").scroll_into_view_if_needed()
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiêu đề chưa lưu")
    widths = [frame.evaluate("innerWidth") for frame in shown.frames[1:]]
    assert widths == [360, 1280]
    shown.set_viewport_size({"width": 360, "height": 740})
    assert barriers(shown) == []


def test_a_guest_at_a_preview_link_meets_no_barrier(open_browser, mine, article):
    makers.make_identity()
    link = previews.make(mine, article, 7, timezone.now())
    page = open_browser(viewport={"width": 360, "height": 740})
    page.goto(previews.path_of(link))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tên đầu")
    assert barriers(page) == []
    previews.revoke(mine, link, timezone.now())
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bản xem trước đã đóng")
    assert barriers(page) == []
