"""What the desk is for, by clicking: compare, approve, plan, expire, publish in need, go back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from news import workflow
from news.enums import Layout, Role
from tests import factories
from tests.portal import makers

LIST = "/quan-tri/news/article/"


@pytest.fixture
def category():
    makers.make_identity()
    factories.make_type(Layout.ARTICLE, name="Tin")
    return factories.make_category("Kinh tế", slug="kinh-te")


def open_article(page, article):
    page.goto(f"{LIST}{article.pk}/change/")


def public_address(article):
    return article.publications.order_by("-pk").first().get_absolute_url()


def heading(page):
    return page.get_by_role("heading", level=1)


def ask_verb(page, verb, **fields):
    """Open the verb's form as people open a file, with two presses; fill what it asks, send it."""
    page.locator("summary", has_text=f"{verb}…").dblclick()
    form = page.locator("details.verb[open]")
    for label, value in fields.items():
        form.get_by_label(label.replace("_", " ")).fill(value)
    form.get_by_role("button", name=verb).click()


def state(page):
    """Return the labels below the page's heading: editorial status, what readers see."""
    return page.locator(".page-head .label")


def test_a_correction_is_compared_approved_and_read(open_browser, category):
    article = factories.make_published(
        title="Cầu mở cửa", category=category, body="<p>Cầu dài 142 m.</p><p>Xe tải được qua.</p>"
    )
    editor = open_browser(factories.make_user(Role.EDITOR))
    approver = open_browser(factories.make_user(Role.APPROVER))
    reader = open_browser()

    open_article(editor, article)
    editor.get_by_label("Tiêu đề").fill("Cầu mở cửa sớm")
    editor.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(editor.get_by_role("status").filter(has_text="Đã gửi duyệt")).to_be_visible()
    reader.goto(public_address(article))
    expect(heading(reader)).to_have_text("Cầu mở cửa")

    approver.reload()
    approver.get_by_role("link", name="Xem").filter(has_text="Cầu mở cửa sớm").click()
    added = approver.locator("ins", has_text="sớm").first
    expect(added).to_be_visible()
    approver.get_by_role("button", name="Duyệt đăng").click()
    expect(state(approver)).to_have_text(["Đã duyệt", "Đang đăng"])

    reader.goto(public_address(article))
    expect(heading(reader)).to_have_text("Cầu mở cửa sớm")


def test_what_is_planned_opens_and_ends_by_the_clock_alone(open_browser, category):
    now = timezone.now()
    writer = factories.make_user(Role.EDITOR)
    article = factories.make_pending(writer, title="Lễ hội cam", category=category)
    approver = open_browser(factories.make_user(Role.APPROVER))
    editor = open_browser(writer)
    reader = open_browser()

    open_article(editor, article)
    editor.get_by_role("button", name="Rút lại").click()
    expect(state(editor)).to_have_text(["Bản nháp", "Chưa đăng"])
    editor.get_by_label("Ngày xuất bản").fill(factories.hour(now + timedelta(days=1)))
    editor.get_by_label("Hiển thị đến").fill(factories.hour(now + timedelta(days=3)))
    editor.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(state(editor)).to_have_text(["Chờ duyệt", "Chưa đăng"])
    open_article(approver, article)
    approver.get_by_role("button", name="Duyệt đăng").click()
    expect(state(approver)).to_have_text(["Đã duyệt", "Hẹn giờ đăng"])

    seen = {}
    for days in (0, 2, 4):
        with time_machine.travel(now + timedelta(days=days, hours=1)):
            seen[days] = reader.goto(public_address(article)).status
    assert seen == {0: 404, 2: 200, 4: 410}


def test_a_plan_that_is_cancelled_never_opens(open_browser, category):
    article = factories.make_scheduled(days=1, title="Lễ hội bưởi", category=category)
    approver = open_browser(factories.make_user(Role.APPROVER))
    reader = open_browser()

    open_article(approver, article)
    ask_verb(approver, "Hủy hẹn giờ đăng")
    expect(state(approver)).to_have_text(["Đã duyệt", "Đã hủy hẹn giờ"])

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert reader.goto(public_address(article)).status == 404


def test_an_emergency_stays_marked_until_somebody_else_has_reviewed_it(open_browser, category):
    article = factories.make_draft(title="Lũ lên nhanh", category=category)
    administrator = open_browser(factories.make_user(Role.ADMINISTRATOR))
    approver = open_browser(factories.make_user(Role.APPROVER))
    reader = open_browser()

    open_article(administrator, article)
    ask_verb(administrator, "Đăng khẩn cấp", Lý_do="Nước dâng trong đêm.")
    expect(state(administrator).filter(has_text="Đang đăng")).to_be_visible()
    assert reader.goto(public_address(article)).status == 200

    approver.reload()
    marked = approver.get_by_role("region", name="Bài đăng khẩn cần hậu kiểm")
    marked.get_by_role("link", name="Lũ lên nhanh").click()
    ask_verb(approver, "Hậu kiểm bài đăng khẩn", Nhận_xét="Đã kiểm tra, đúng sự thật.")
    expect(approver.get_by_role("status").filter(has_text="Hậu kiểm")).to_be_visible()
    approver.goto("/quan-tri/")
    expect(marked).to_have_count(0)


def test_version_one_comes_back_after_version_three(open_browser, category):
    editor = factories.make_user(Role.EDITOR)
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(editor, category, approver=approver, title="Bản một")
    for title in ("Bản hai", "Bản ba"):
        content = factories.make_content(title=title)
        event = workflow.save(article.pk, editor, article.newest_version_id, content)
        workflow.submit(article.pk, editor, event.version_id)
        workflow.approve(article.pk, approver, event.version_id)
        article = factories.reload(article)
    desk, reader = open_browser(editor), open_browser()

    open_article(desk, article)
    desk.get_by_role("region", name="Phiên bản").get_by_role("link", name="1.0", exact=True).click()
    desk.get_by_role("button", name="Khôi phục phiên bản này").click()
    expect(desk.get_by_label("Tiêu đề")).to_have_value("Bản một")
    desk.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(state(desk)).to_have_text(["Chờ duyệt", "Đang đăng"])
    decider = open_browser(approver)
    decider.get_by_role("button", name="Duyệt đăng").first.click()
    expect(decider.get_by_role("status").first).to_contain_text("Duyệt đăng")

    reader.goto(public_address(article))
    expect(heading(reader)).to_have_text("Bản một")
    open_article(desk, article)
    expect(desk.get_by_text("phiên bản 4.0")).to_be_visible()


def test_what_is_withdrawn_is_gone_and_comes_back_when_published_again(open_browser, category):
    article = factories.make_published(title="Thông báo cúp điện", category=category)
    approver, reader = open_browser(factories.make_user(Role.APPROVER)), open_browser()

    open_article(approver, article)
    ask_verb(approver, "Gỡ bài", Lý_do="Sai ngày.")
    expect(state(approver)).to_have_text(["Đã duyệt", "Đã gỡ"])
    assert reader.goto(public_address(article)).status == 410

    ask_verb(approver, "Đăng lại")
    expect(state(approver)).to_have_text(["Đã duyệt", "Đang đăng"])
    assert reader.goto(public_address(article)).status == 200


def test_an_approver_reads_compares_and_approves_on_a_phone(open_browser, category):
    article = factories.make_published(title="Giờ mở chợ", category=category)
    editor = factories.make_user(Role.EDITOR)
    content = factories.make_content(title="Giờ mở chợ mới")
    event = workflow.save(article.pk, editor, article.newest_version_id, content)
    workflow.submit(article.pk, editor, event.version_id)
    phone = open_browser(
        factories.make_user(Role.APPROVER), viewport={"width": 360, "height": 740}, has_touch=True
    )

    phone.get_by_role("link", name="Xem").filter(has_text="Giờ mở chợ mới").tap()
    expect(phone.locator("ins", has_text="mới").first).to_be_visible()
    overflow = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    phone.get_by_role("button", name="Duyệt đăng").tap()
    expect(state(phone)).to_have_text(["Đã duyệt", "Đang đăng"])
    assert overflow == 0
