"""What a real browser adds to an article's views, by what a person does."""

import pytest
from playwright.sync_api import expect

from news.enums import Role
from stats import folding
from stats.models import ArticleViews, DetailCount
from tests import factories
from tests.portal import makers

pytestmark = pytest.mark.once


def views():
    return sum(ArticleViews.objects.values_list("people", flat=True))


def details(dimension):
    # Another request may have held the lock when the last one was noted.
    folding.fold()
    return list(DetailCount.objects.filter(dimension=dimension))


def counted(page, act):
    """Do ``act`` and return the views once the page's beacon was answered."""
    with page.expect_response("**/dem/"):
        act()
    return views()


def test_what_a_reader_does_counts_as_published(open_browser):
    makers.make_identity()
    address = factories.make_published().publications.get().get_absolute_url()
    reader = open_browser()

    assert counted(reader, lambda: reader.goto(address)) == 1
    expect(reader.locator("[data-views]")).to_have_text("1")
    assert counted(reader, reader.reload) == 2
    assert counted(reader, lambda: reader.goto("/tro-nang/")) == 2
    assert counted(reader, reader.go_back) == 3

    without_scripts = open_browser(java_script_enabled=False)
    with without_scripts.expect_response("**/dem.gif*"):
        without_scripts.goto(address)
    assert views() == 4

    staff = open_browser(factories.make_user(Role.EDITOR))
    assert counted(staff, lambda: staff.goto(address)) == 4
    assert {row.value for row in details("device")} == {"computer"}


def test_a_download_counts_once_and_not_as_a_view(open_browser):
    makers.make_identity()
    link = factories.make_attachment()
    article = factories.make_published(attachments=(link,))
    reader = open_browser()
    counted(reader, lambda: reader.goto(article.publications.get().get_absolute_url()))
    with reader.expect_download():
        reader.locator(f'a[href*="{link.file.sha256}"]').first.click()
    assert [(row.value, row.amount) for row in details("download")] == [(link.file.sha256, 1)]
    assert views() == 1


def test_a_missing_page_and_a_driven_browser_are_told_apart(open_browser):
    makers.make_identity()
    reader = open_browser()
    counted(reader, lambda: reader.goto("/khong-co-trang-nay/"))
    assert [row.value for row in details("missing")] == ["/khong-co-trang-nay/"]
    driven = open_browser()
    driven.add_init_script("Object.defineProperty(navigator, 'webdriver', {get: () => true})")
    counted(driven, lambda: driven.goto("/"))
    assert [row.value for row in details("bot")] == ["behaviour: driven by a program"]


def test_a_page_that_nobody_sees_yet_waits_to_be_counted(open_browser):
    makers.make_identity()
    address = factories.make_published().publications.get().get_absolute_url()
    reader = open_browser()
    # A browser that fetches ahead, or opens a tab behind, says so in these two properties.
    reader.add_init_script(
        "Object.defineProperty(document, 'prerendering', {get: () => !window.shown});"
        "Object.defineProperty(document, 'visibilityState', {get: () => window.seen ?? 'hidden'});"
    )
    reader.goto(address)
    reader.wait_for_load_state("networkidle")
    reader.evaluate("window.shown = true; document.dispatchEvent(new Event('prerenderingchange'))")
    reader.wait_for_load_state("networkidle")
    assert views() == 0

    def look():
        reader.evaluate(
            "window.seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'))"
        )

    assert counted(reader, look) == 1
