"""The statistics in a real browser: accessible at three widths, charts read with the keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.enums import Role
from stats.models import DetailCount
from tests import factories
from tests.browser.test_pages import WIDTHS, look
from tests.portal import makers
from tests.stats.history import History

pytestmark = pytest.mark.once
BASE = "/quan-tri/thong-ke/"


@pytest.fixture
def article():
    """An article that was read for two months, with some details."""
    makers.make_identity(parent_body="UBND TỈNH")
    read = factories.make_published(title="Thị xã triển khai kế hoạch phát triển kinh tế – xã hội")
    told, today = History(), timezone.localdate()
    for back in range(62):
        day = today - timedelta(days=back)
        told.reads(day, read, 1_000 + back)
        told.visits[day] = 900 + back, 300 + back
    told.store()
    for hour in range(24):
        DetailCount.objects.create(day=today, dimension="hour", value=str(hour), amount=hour * 50)
    for device, amount in (("phone", 70), ("computer", 30)):
        DetailCount.objects.create(day=today, dimension="device", value=device, amount=amount)
    return read


def test_the_statistics_at_every_width(open_browser, article):
    page = open_browser(factories.make_user(Role.ANALYST, full_name="Võ Thanh Trúc"))
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    addresses = {
        "overview": BASE,
        "articles": f"{BASE}bai-viet/?q=kinh+te",
        "hours": f"{BASE}gio/",
        "article": f"{BASE}bai-viet/{article.pk}/",
        "month": f"{BASE}thang/{last:%Y/%m}/",
        "state": f"{BASE}tinh-trang/",
    }
    # The others are laid out like the first two.
    alike = {"hours", "article", "state"}
    faults = {
        name: look(page, address, WIDTHS[:1] if name in alike else WIDTHS)
        for name, address in addresses.items()
    }
    assert {name: found for name, found in faults.items() if found} == {}
    page.goto(f"{BASE}?from=x")
    expect(page.get_by_label("Từ ngày", exact=True)).to_be_focused()


def test_a_chart_is_read_with_the_keyboard(open_browser, article):
    page = open_browser(factories.make_user(Role.ANALYST))
    page.goto(f"{BASE}?period=7")
    points = page.locator(".chart .wide .chart-point")
    said = page.locator("[data-chart-said]")
    points.first.focus()
    expect(said).to_have_text(points.first.get_attribute("aria-label"))
    page.keyboard.press("ArrowRight")
    expect(points.nth(1)).to_be_focused()
    expect(said).to_have_text(points.nth(1).get_attribute("aria-label"))
    page.keyboard.press("End")
    expect(points.last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(points.last).to_be_focused()
    page.keyboard.press("Home")
    expect(points.first).to_be_focused()
    assert page.locator('.chart .wide .chart-point[tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    expect(said).to_contain_text("Dùng bàn phím")
