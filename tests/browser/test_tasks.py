"""What the desk's tasks cost: clicks, pages loaded, keys pressed to get about.

Counted as the anchors were: from the signed-in desk, one click for every field that is filled, the
texts themselves left out; with the keyboard alone every key that moves or presses, not those that
write. Who uses the keyboard skips the menu, as the first link of every page offers. Seconds are
those of the Keystroke-Level Model (Card, Moran and Newell): of a practised person who makes no
mistake and decides once before every step.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news import workflow
from news.enums import Layout, Role
from stats.models import DailyVisits
from tests import factories, samples
from tests.browser.editor import body_of
from tests.portal import makers

PICTURE = {"name": "Cầu.jpg", "mimeType": "image/jpeg"}
PAPER = {"name": "Quyết định.pdf", "mimeType": "application/pdf"}
pytestmark = pytest.mark.once
# Clicks, loads, keys, seconds: the goals for Wagtail's successors.
GOALS = {
    "write": (11, 2, 60, 42),
    "approve": (2, 1, 30, 6),
    "return": (3, 1, 32, 9),
    "schedule": (4, 2, 60, 20),
    "correct": (4, 3, 60, 16),
    "restore": (5, 3, 60, 18),
    "replace": (4, 3, 35, 18),
    "feature": (2, 1, 40, 10),
    "visits": (2, 1, 20, 6),
}
# The model's operators, in seconds: a key of an average typist, pointing, pressing and releasing
# the button, the hand's way between mouse and keyboard, a decision, and the server's answer when it
# is as slow as it may be.
KEY, POINT, CLICK, HOME, DECIDE, ANSWER = 0.28, 1.1, 0.2, 0.4, 1.35, 0.2
MOST_TABS = 150


class Hand:
    """Does a task and counts; with ``keys`` it never touches the mouse."""

    def __init__(self, page, *, keys):
        self.page, self.keys = page, keys
        self.clicks = self.presses = self.loads = self.steps = self.ways = 0
        self.on_keyboard = keys
        page.on("load", self._loaded)

    @property
    def seconds(self):
        """What the Keystroke-Level Model says of all that was done."""
        keys, mouse = self.presses * KEY, self.clicks * (POINT + CLICK)
        return keys + mouse + self.ways * HOME + self.steps * DECIDE + self.loads * ANSWER

    def _loaded(self, _page):
        self.loads += 1

    def _click(self):
        self._take(keyboard=False)
        self.clicks += 1

    def _take(self, *, keyboard):
        self.ways += keyboard != self.on_keyboard
        self.on_keyboard = keyboard

    def _step(self, locator):
        """Decide, and get to ``locator``: with Tab or with a click."""
        self.steps += 1
        if self.keys:
            self._go(locator)
        else:
            self._click()

    def press(self, locator):
        """Press a button or follow a link."""
        self._step(locator)
        if self.keys:
            self.page.keyboard.press("Enter")
            self.presses += 1
        else:
            locator.click()
        self.page.wait_for_load_state("load")

    def write(self, locator, text):
        self._step(locator)
        if not self.keys:
            locator.click()
            self.page.keyboard.press("Control+A")
        self._take(keyboard=True)
        self.page.keyboard.insert_text(text)

    def set_date(self, locator, value):
        """Type a moment; the fields of a date are one click or one way with Tab."""
        self._step(locator)
        self._take(keyboard=True)
        locator.fill(value)

    def choose(self, locator, label):
        """Choose from a list: typing the first letters is writing."""
        self._step(locator)
        self._take(keyboard=True)
        locator.select_option(label)

    def upload(self, locator, file):
        self._step(locator)
        self.presses += self.keys
        locator.set_input_files(file)

    def send(self, button, shortcut="Control+S"):
        """Send the form: with the button, or with the keys it answers to."""
        if not self.keys:
            self.press(button)
            return
        # No hand is quicker than the form's script, which gives the page its name.
        expect(self.page.locator(".article-form [name=page]")).not_to_have_value("")
        with self.page.expect_navigation():
            self.page.keyboard.press(shortcut)
        self.steps += 1
        self.presses += 2

    def _go(self, locator):
        """Press Tab until ``locator`` has the focus."""
        locator.wait_for()
        target = locator.element_handle()
        in_main = target.evaluate("element => !!element.closest('main')")
        at_top = self.page.evaluate("document.activeElement === document.body")
        if in_main and at_top:
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
            self.presses += 2
        for _tab in range(MOST_TABS):
            if target.evaluate("element => element.contains(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
            self.presses += 1
        raise AssertionError(f"{locator} is not reached with the keyboard")


@pytest.fixture
def category():
    makers.make_identity()
    factories.make_type(Layout.ARTICLE, name="Tin")
    return factories.make_category("Kinh tế", slug="kinh-te")


def write(page, hand):
    hand.press(page.get_by_role("link", name="Viết bài mới").first)
    body = body_of(page)
    body.wait_for()
    hand.write(page.get_by_label("Tiêu đề"), "Khánh thành cầu Kênh Bảy")
    hand.write(page.get_by_label("Tóm tắt", exact=True), "Cây cầu dài 142 m.")
    hand.write(body, "Sáng nay cầu được đưa vào sử dụng.")
    hand.upload(page.locator("#id_image"), PICTURE | {"buffer": samples.picture_bytes()})
    hand.write(page.get_by_label("Mô tả những gì thấy trong ảnh"), "Cây cầu mới bắc qua kênh")
    hand.upload(page.get_by_label("Tệp", exact=True), PAPER | {"buffer": samples.pdf_bytes()})
    hand.write(page.get_by_label("Tên tệp đính kèm"), "Quyết định đặt tên cầu")
    hand.choose(page.get_by_label("Chuyên mục"), "Kinh tế")
    hand.choose(page.get_by_label("Loại bài viết"), "Tin")
    hand.press(page.get_by_role("button", name="Lưu và gửi duyệt"))
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi duyệt")


def approve(page, hand):
    hand.press(page.get_by_role("button", name="Duyệt đăng").first)
    expect(page.get_by_role("status").first).to_contain_text("Duyệt đăng")


def give_back(page, hand):
    hand.press(page.locator("summary", has_text="Trả lại…").first)
    hand.write(page.locator("details[open]").get_by_label("Lý do"), "Thiếu nguồn tin.")
    hand.press(page.locator("details[open]").get_by_role("button", name="Trả lại"))
    expect(page.get_by_role("status").first).to_contain_text("Trả lại")


def schedule(page, hand):
    hand.press(page.get_by_role("region", name="Hẹn giờ đăng").get_by_role("link").first)
    hand.press(page.locator("summary", has_text="Đổi giờ đăng…"))
    opens = page.locator("details[open]").get_by_label("Đăng từ")
    hand.set_date(opens, "2031-05-02T07:00")
    hand.press(page.locator("details[open]").get_by_role("button", name="Đổi giờ đăng"))
    expect(page.get_by_role("status").first).to_contain_text("Đổi giờ đăng")


def correct(page, hand):
    hand.press(page.get_by_role("link", name="Bài cần sửa").first)
    title = page.get_by_label("Tiêu đề")
    title.wait_for()
    hand.write(title, "Bài đã sửa")
    hand.send(page.get_by_role("button", name="Lưu và gửi duyệt"), "Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi duyệt")


def restore(page, hand):
    hand.press(page.get_by_role("link", name="Bài cần sửa").first)
    hand.press(page.get_by_role("link", name="Các phiên bản và lịch sử"))
    versions = page.get_by_role("region", name="Phiên bản", exact=True)
    hand.press(versions.get_by_role("link", name="1.0", exact=True).first)
    hand.press(page.get_by_role("button", name="Khôi phục phiên bản này"))
    expect(page.get_by_role("status").first).to_contain_text("Khôi phục")


def replace(page, hand):
    hand.press(page.get_by_role("link", name="Bài cần sửa").first)
    if hand.keys:
        hand.press(page.get_by_role("link", name="Tệp đính kèm", exact=True))
    other = PAPER | {"name": "Quyết định mới.pdf", "buffer": samples.pdf_bytes("Số mới")}
    hand.upload(page.get_by_label("Thay bằng tệp khác"), other)
    hand.send(page.get_by_role("button", name="Lưu bản nháp"))
    expect(page.get_by_role("status").first).to_contain_text("phiên bản 1.1")
    expect(page.get_by_text("Quyết định mới.pdf").first).to_be_visible()


def feature(page, hand):
    hand.press(page.get_by_role("button", name="Đặt nổi bật").first)
    expect(page.get_by_role("status").first).to_contain_text("Đặt nổi bật")


def visits(page, hand):
    """Find out last month's visits."""
    hand.press(page.get_by_role("main").get_by_role("link", name="truy cập hôm nay"))
    told = page.get_by_role("link", name="Truy cập tháng trước")
    expect(told).to_contain_text("1.234")
    expect(told).to_be_in_viewport()


def nothing(category):
    return factories.make_user(Role.CONTRIBUTOR)


def one_waiting(category):
    factories.make_pending(category=category)
    return factories.make_user(Role.APPROVER)


def one_planned(category):
    factories.make_scheduled(category=category)
    return factories.make_user(Role.APPROVER)


def one_published(category):
    factories.make_published(category=category)
    return factories.make_user(Role.APPROVER)


def own_published(category):
    editor = factories.make_user(Role.EDITOR)
    paper = factories.make_attachment(editor)
    factories.make_published(editor, category, title="Bài cần sửa", attachments=(paper,))
    return editor


def own_in_two_versions(category):
    editor = own_published(category)
    article = editor.article_events.first().article
    content = factories.make_content(title="Bài cần sửa")
    workflow.save(article.pk, editor, factories.reload(article).newest_version_id, content)
    return editor


def last_month_visited(category):
    today = timezone.localdate()
    DailyVisits.objects.create(day=today.replace(day=1) - timedelta(days=1), visits=1_234)
    return factories.make_user(Role.ANALYST)


TASKS = {
    "write": (nothing, write),
    "approve": (one_waiting, approve),
    "return": (one_waiting, give_back),
    "schedule": (one_planned, schedule),
    "correct": (own_published, correct),
    "restore": (own_in_two_versions, restore),
    "replace": (own_published, replace),
    "feature": (one_published, feature),
    "visits": (last_month_visited, visits),
}


# The keyboard takes the same steps and more of them, so the mouse is left to the long tests.
@pytest.mark.parametrize(
    "keys", [pytest.param(False, marks=pytest.mark.long), True], ids=["mouse", "keyboard"]
)
@pytest.mark.parametrize("task", TASKS)
def test_a_task_costs_no_more_than_its_goal(open_browser, category, task, keys):
    prepare, do = TASKS[task]
    page = open_browser(prepare(category))
    hand = Hand(page, keys=keys)

    do(page, hand)
    page.wait_for_load_state("load")

    clicks, loads, presses, seconds = GOALS[task]
    print(
        f"\n{task}: {hand.clicks} clicks, {hand.loads} loads, {hand.presses} keys, "
        f"{hand.seconds:.1f} s"
    )
    assert hand.loads <= loads
    assert hand.clicks <= clicks
    assert hand.presses <= presses
    assert hand.seconds <= seconds
