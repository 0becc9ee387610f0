"""The list of articles by clicking: many approved at once, a filter kept, without scripts."""

from playwright.sync_api import expect

from news import workflow
from news.enums import Role, Status
from news.models import Article
from tests import factories

LIST = "/quan-tri/news/article/"


def waiting_for(approver):
    """Make ten articles of which three must be refused; the stale one is changed by ``late``."""
    for number in range(7):
        factories.make_pending(title=f"Bài số {number}")
    factories.make_pending(approver, title="Bài của mình")
    draft = factories.make_draft(title="Bài chưa gửi")
    stale = factories.make_pending(title="Bài đã sửa tiếp")
    return draft, stale


def write_on(article):
    writer = article.created_by
    workflow.recall(article.pk, writer, article.newest_version_id)
    content = factories.make_content(title=str(article))
    workflow.save(article.pk, writer, article.newest_version_id, content)
    workflow.submit(article.pk, writer, factories.reload(article).newest_version_id)


def test_ten_are_approved_but_for_three(open_browser):
    approver = factories.make_user(Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)
    draft, stale = waiting_for(approver)
    page = open_browser(approver)
    page.goto(LIST)
    page.get_by_label("Chọn tất cả trên trang").check()
    expect(page.get_by_text("Đã chọn: 10")).to_be_visible()
    page.get_by_role("button", name="Duyệt đăng…").click()
    expect(page.get_by_text("Bài số 3", exact=True)).to_be_visible()
    # Somebody writes on while the approver reads the titles.
    write_on(stale)
    page.get_by_role("button", name="Duyệt đăng", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("Đã làm xong 7 bài")
    refused = page.get_by_role("region", name="Chưa làm được")
    expect(refused.get_by_role("listitem").filter(has=page.get_by_role("link"))).to_have_count(3)
    for title in ("Bài của mình", "Bài chưa gửi", "Bài đã sửa tiếp"):
        expect(refused.get_by_role("link", name=title)).to_be_visible()
    assert Article.objects.filter(status=Status.APPROVED).count() == 7
    refused.get_by_role("link", name=str(draft)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(draft))


def test_returning_without_scripts(open_browser):
    approver = factories.make_user(Role.APPROVER)
    kept, returned = factories.make_pending(title="Ở lại"), factories.make_pending(title="Trả về")
    page = open_browser(java_script_enabled=False)
    page.goto("/quan-tri/login/")
    page.get_by_label("Tên đăng nhập").fill(approver.username)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(f"{LIST}?mine=waiting")
    expect(page.get_by_label("Chọn tất cả trên trang")).to_be_hidden()
    page.get_by_label("Chọn “Trả về”").check()
    page.get_by_role("button", name="Trả lại…").click()
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_label("Lý do")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Lý do").fill("Thiếu nguồn tin")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã làm xong 1 bài")
    statuses = [factories.reload(one).status for one in (kept, returned)]
    assert statuses == [Status.PENDING, Status.REJECTED]


def test_a_filter_is_kept_with_the_keyboard(open_browser):
    page = open_browser(factories.make_user(Role.EDITOR))
    factories.make_rejected(title="Bị trả lại một lần")
    page.goto(f"{LIST}?status__exact=rejected")
    page.get_by_text("Bộ lọc của tôi").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Cần sửa")
    page.keyboard.press("Enter")
    chip = page.get_by_role("navigation", name="Bộ lọc có sẵn").get_by_role("link", name="Cần sửa")
    expect(chip).to_have_attribute("aria-current", "page")
    page.goto(LIST)
    chip.click()
    expect(page.get_by_role("link", name="Bị trả lại một lần")).to_be_visible()
