"""Forms of the admin in a real browser: where the focus goes, double clicks, very long words."""

import pytest
from playwright.sync_api import expect

from kientuong_portal.models import LinkSet
from news.enums import Role
from tests import factories
from tests.browser.editor import body_of

pytestmark = pytest.mark.once
BASE = "/quan-tri/"
LONG_WORD = "Llanfairpwllgwyngyll" * 4 + "x"


def focused(page):
    """Return the id, or else the class, of what has the focus."""
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("news/article/add/", "id_title"),
        ("news/category/add/", "id_name"),
        ("news/articletype/add/", "id_name"),
        ("news/author/add/", "id_pen_name"),
        ("kientuong_portal/linkset/add/", "id_name"),
        ("kientuong_portal/user/add/", "id_full_name"),
    ],
)
def test_after_an_error_the_first_faulty_field_has_the_focus(open_browser, address, field):
    page = open_browser(factories.make_user(Role.ADMINISTRATOR, Role.EDITOR))
    page.goto(f"{BASE}{address}")
    assert focused(page) == ""
    page.locator("form:has(.panel) button[type=submit]").first.click()
    expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")


def test_a_row_without_a_target_leads_to_the_note(open_browser):
    links = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    page = open_browser(factories.make_user(Role.ADMINISTRATOR))
    page.goto(f"{BASE}kientuong_portal/linkset/{links.pk}/change/")
    page.get_by_label("Dòng chữ").first.fill("Không có đích")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".errornote")).to_be_focused()


def test_a_fault_of_the_text_leads_into_the_editor(open_browser):
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_draft(editor, body="")
    page = open_browser(editor)
    page.goto(f"{BASE}news/article/{article.pk}/change/")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    page.locator("#refusals a[href='#id_body']").click()
    expect(body_of(page)).to_be_focused()


def test_a_verb_that_lacks_something_shows_where(open_browser):
    page = open_browser(factories.make_user(*factories.EVERY_DESK_ROLE))
    article = factories.make_pending()
    page.goto(f"{BASE}news/article/{article.pk}/change/")
    page.locator("summary", has_text="Trả lại…").click()
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_label("Lý do").first).to_be_focused()

    page.goto(f"{BASE}news/article/{article.pk}/change/")
    page.locator("#verb-place summary").click()
    page.locator("#place_slug").fill("…")
    page.locator("#verb-place button").click()
    expect(page.locator("#place_slug")).to_be_focused()
    expect(page.locator("#verb-place .errornote")).to_be_visible()


def test_a_second_click_sends_nothing_and_a_later_one_does(open_browser):
    page = open_browser(factories.make_user(Role.EDITOR))
    page.clock.install()
    page.goto(f"{BASE}news/author/add/")
    sent = []

    def lose(route):
        """Answer like a network that has lost it: the page stays as it is."""
        if route.request.method == "POST":
            sent.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/author/add/", lose)
    button = page.locator("[name=_save]")
    twice = "button => { button.click(); button.click(); }"

    button.evaluate(twice)
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#sending")).to_have_text("Đang gửi, xin chờ…")
    button.focus()
    expect(button).to_be_focused()
    page.clock.fast_forward(10_000)
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert len(sent) == 1

    button.evaluate(twice)
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.evaluate(twice)
    expect(button).to_have_attribute("aria-disabled", "true")
    assert len(sent) == 3


@pytest.mark.parametrize("make", [factories.make_published, factories.make_pending])
def test_a_very_long_word_widens_no_page(open_browser, make):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article = make(
        boss, title=LONG_WORD, summary=LONG_WORD, body=f"<p>{LONG_WORD}</p>", document_number="1"
    )
    page = open_browser(boss)
    addresses = (
        f"{BASE}news/article/{article.pk}/change/",
        f"{BASE}news/article/{article.pk}/versions/1/",
        f"{BASE}news/article/",
        BASE,
    )
    wide = []
    for address in addresses:
        page.goto(address)
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((address, width))
    assert wide == []
