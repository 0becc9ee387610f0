"""Every page in a real browser: accessible, no overflow, no error, at three widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from kientuong_portal.models import Link, LinkSet
from news.enums import HomePlace, Role
from news.models import Article
from tests import factories
from tests.portal import makers

# How a page looks and works does not depend on the database.
pytestmark = pytest.mark.once
WIDTHS = (320, 768, 1280)
AXE = {
    # It would write the sheets into the page to read them, which our policy forbids.
    "preload": False,
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
LONG = "Thị xã triển khai kế hoạch phát triển kinh tế – xã hội gắn với xây dựng nông thôn mới"
BODY = (
    "<h2>Kết quả</h2><p>Đạt 14/14 chỉ tiêu.</p><ul><li>Một<ul><li>Hai</li></ul></li></ul>"
    "<blockquote><p>“Bà con rất vui.”</p></blockquote><table>"
    f"<caption>{LONG}</caption><thead><tr>"
    '<th scope="col">Tên</th><th scope="col">Kế hoạch</th><th scope="col">Thực hiện</th>'
    '<th scope="col">Tỷ lệ so với kế hoạch</th></tr></thead><tbody><tr><th scope="row">Lúa</th>'
    "<td>170.000 tấn</td><td>171.500 tấn</td><td>100,9%</td></tr></tbody></table>"
)


@pytest.fixture
def site():
    """A portal with something of everything; returns the addresses to look at."""
    makers.make_identity(parent_body="UBND TỈNH")
    top = factories.make_category("Tin tức – Sự kiện", slug="tin-tuc")
    economy = factories.make_category("Kinh tế", parent=top, home_place=HomePlace.COLUMN)
    notices = factories.make_category("Thông báo", home_place=HomePlace.NOTICES)
    writer, approver = factories.make_user(Role.CONTRIBUTOR), factories.make_user(Role.APPROVER)
    image = factories.make_stored_image(writer, size=(1200, 800))
    article = factories.make_published(
        writer,
        economy,
        approver=approver,
        title=f"{LONG} năm nay",
        body=BODY,
        image=image,
        image_alt="Cánh đồng",
        image_caption="Cánh đồng kênh Bảy",
        author=factories.make_author(),
        attachments=(factories.make_attachment(writer, title=LONG),),
    )
    factories.make_published(writer, notices, approver=approver, title="Thông báo cúp điện")
    for number in range(14):
        factories.make_published(writer, economy, approver=approver, title=f"{LONG} {number}")
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Trang chủ", url="/")
    Link.objects.create(link_set=menu, label="Tin tức – Sự kiện", category=top, position=2)
    services = LinkSet.objects.create(name="Dịch vụ", place=LinkSet.Place.SERVICES)
    Link.objects.create(link_set=services, label="Tra cứu", url="/", icon="document")
    linked = LinkSet.objects.create(name="Liên kết", place=LinkSet.Place.LINKED_SITES)
    Link.objects.create(link_set=linked, label="Chính phủ", url="https://chinhphu.vn/")
    draft = factories.make_rejected(writer, economy, title=f"{LONG} đang sửa")
    return {
        "article": article,
        "draft": draft,
        "pending": factories.make_pending(
            writer, economy, title=f"{LONG} chờ duyệt", image=image, image_alt="Cánh đồng"
        ),
        "gone": factories.make_withdrawn(writer, economy),
        "category": top,
    }


def look(page, address, judged=(WIDTHS[0], WIDTHS[-1])):
    """Open a page, look at it at every width, and return what is wrong with it.

    What axe judges changes with the layout: it looks at the widths in ``judged``.
    """
    faults = []
    page.on("pageerror", lambda error: faults.append(f"error {error}"))
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            faults.append(f"{width}: {overflow} px too wide")
        # What a table is about is in sight, even where the table has to be scrolled.
        cut = page.evaluate(
            "[...document.querySelectorAll('.table-scroll caption')].filter("
            "caption => caption.offsetWidth > caption.closest('.table-scroll').clientWidth).length"
        )
        if cut:
            faults.append(f"{width}: {cut} captions cut off")
        if width not in judged:
            continue
        found = Axe().run(page, options=AXE).response["violations"]
        faults += [
            f"{width}: {one['id']} {node['target']}" for one in found for node in one["nodes"]
        ]
    return [fault for fault in faults if "status of 404" not in fault and "410" not in fault]


def test_public_pages(open_browser, site):
    page = open_browser()
    gone = site["gone"]
    addresses = {
        "home": "/",
        "article": site["article"].publications.get().get_absolute_url(),
        "category": site["category"].get_absolute_url(),
        "not found": "/khong-co/",
        "gone": f"/bai-viet/{gone.slug}-{gone.pk}/",
        "log-in": "/quan-tri/login/",
    }
    # These are one column at any width.
    narrow = {"not found", "gone", "log-in"}
    faults = {
        name: look(page, address, (320,) if name in narrow else (320, 1280))
        for name, address in addresses.items()
    }
    assert {name: found for name, found in faults.items() if found} == {}


def desk_addresses(site, boss):
    """Return the pages of the desk by name; the first ones are laid out anew on a phone."""
    base = "/quan-tri/"
    return {
        "desk": base,
        "list": f"{base}news/article/",
        "waiting article": f"{base}news/article/{site['pending'].pk}/change/",
        "statistics": f"{base}thong-ke/",
        "library": f"{base}thu-vien/",
        "filtered list": f"{base}news/article/?status__exact=pending",
        "empty list": f"{base}news/article/?q=khongco",
        "list with every filter": f"{base}news/article/?q=thi&image=none&from=2020-01-01",
        "new article": f"{base}news/article/add/",
        "returned article": f"{base}news/article/{site['draft'].pk}/change/",
        "version": f"{base}news/article/{site['article'].pk}/versions/1/",
        "people": f"{base}kientuong_portal/user/",
        "person": f"{base}kientuong_portal/user/{boss.pk}/change/",
        "new person": f"{base}kientuong_portal/user/add/",
        "links": f"{base}kientuong_portal/linkset/{LinkSet.objects.first().pk}/change/",
        "identity": f"{base}kientuong_portal/siteidentity/",
        "category": f"{base}news/category/{site['category'].pk}/change/",
        "delete": f"{base}news/category/{site['category'].pk}/delete/",
        "own password": f"{base}password_change/",
    }


def test_the_main_pages_of_the_desk(open_browser, site):
    boss = factories.make_user(*Role, full_name="Nguyễn Thị Hồng Hạnh")
    page = open_browser(boss)
    main = list(desk_addresses(site, boss).items())[:5]
    faults = {name: look(page, address) for name, address in main}
    assert {name: found for name, found in faults.items() if found} == {}


MOVED = """
globalThis.moved = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) globalThis.moved += value;
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = """new Promise((go) => {
  new PerformanceObserver((list) => {
    if (list.getEntriesByName("first-contentful-paint").length) go();
  }).observe({ type: "paint", buffered: true });
})"""
SETTLED = """document.fonts.ready.then(() => new Promise((go) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => go(globalThis.moved))));
}))"""


def test_nothing_moves_when_the_font_arrives(open_browser, site):
    page = open_browser(factories.make_user(Role.ADMINISTRATOR))
    page.add_init_script(MOVED)
    held = []
    page.route("**/*.woff2", lambda route: held.append(route) if is_slow else route.continue_())
    moved = {}
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("", "news/article/", "thu-vien/", "thong-ke/"):
            is_slow = True
            page.goto(f"/quan-tri/{address}", wait_until="domcontentloaded")
            page.evaluate(PAINTED)
            is_slow = False
            while held:
                held.pop().continue_()
            page.wait_for_load_state("load")
            moved[width, address] = page.evaluate(SETTLED)
    assert {place: far for place, far in moved.items() if far > 0.01} == {}


@pytest.mark.long
def test_every_page_of_the_desk_at_every_width(open_browser, site):
    boss = factories.make_user(*Role, full_name="Nguyễn Thị Hồng Hạnh")
    page = open_browser(boss)
    addresses = desk_addresses(site, boss)
    faults = {name: look(page, address, WIDTHS) for name, address in addresses.items()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_an_approver_works_on_a_phone(open_browser, site):
    approver = factories.make_user(Role.APPROVER)
    page = open_browser(approver, viewport={"width": 360, "height": 780}, has_touch=True)
    page.get_by_role("link", name="Xem").filter(has_text=LONG).first.click()
    page.get_by_role("button", name="Duyệt đăng").click()
    page.get_by_text("Đang đăng").first.wait_for()
    assert Article.objects.get(pk=site["pending"].pk).status == "approved"


def test_everything_is_readable_without_scripts(open_browser, site):
    page = open_browser(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name=f"{LONG} 13").first.click()
    assert page.get_by_text("cầu được đưa vào sử dụng").is_visible()
    assert not page.locator("[data-listen], [data-copy], [data-share]").filter(visible=True).count()
    page.set_viewport_size({"width": 360, "height": 780})
    page.locator(".main-nav summary").click()
    page.locator(".main-nav details a", has_text="Tin tức").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tin tức – Sự kiện"


def test_the_keyboard_reaches_everything_and_skips_the_menu(open_browser, site):
    page = open_browser()
    page.goto(site["article"].publications.get().get_absolute_url())
    # This browser has no voice that could read it.
    assert not page.locator("[data-listen]").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    stops = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => e === document.body ? '' : e.tagName + (e.href || e.className))"
            "(document.activeElement)"
        )
        stops.add(focused)
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        card = page.evaluate("!!document.activeElement.closest('.card, .lead-story')")
        assert not focused or outline != "none" or card, focused
    links = page.evaluate(
        "[...document.querySelectorAll('main a, footer a')].filter(e => e.checkVisibility())"
        ".map(e => 'A' + e.href)"
    )
    assert set(links) <= stops


def test_nothing_is_asked_of_another_host(open_browser, site):
    page = open_browser(factories.make_user(Role.EDITOR))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    origin = page.url.split("/quan-tri")[0]
    for address in ("/", site["article"].publications.get().get_absolute_url()):
        page.goto(address)
    page.goto(f"/quan-tri/news/article/{site['draft'].pk}/change/")
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((origin, "data:", "blob:"))] == []


# A device that speaks Vietnamese, shares and copies, and whose line breaks while the font comes.
DEVICE = """
window.heard = {spoken: [], faults: []};
addEventListener("unhandledrejection", ({reason}) => heard.faults.push(String(reason)));
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "vi-VN", localService: true}],
  speak: ({text}) => heard.spoken.push(text),
  cancel() {},
}});
Object.defineProperty(navigator, "clipboard", {value: {
  writeText: async (text) => { if (heard.refuses) { throw new Error("no"); } heard.copied = text; },
}});
Object.defineProperty(navigator, "share", {value: async ({url}) => { heard.shared = url; }});
FontFaceSet.prototype.load = async () => { throw new Error("the line broke"); };
"""
TOLD = (
    "<p>Theo TS. Nguyễn Văn An, huyện có 4.200 ha lúa (đạt 98,5%). Nghị quyết 10/NQ-HĐND nêu rõ: "
    "“Không bỏ đất hoang!” Ai cũng mừng…</p><p>" + "Bà con phấn khởi ra đồng, " * 12 + "hết.</p>"
)


def test_what_an_article_offers_beside_its_text(open_browser):
    page = open_browser()
    page.clock.install()
    page.add_init_script(DEVICE)
    address = factories.make_published(title="Vụ mới", body=TOLD).publications.get()
    page.goto(f"{address.get_absolute_url()}?utm_source=zalo#content")
    canonical = page.locator("link[rel=canonical]").get_attribute("href")

    page.get_by_role("button", name="Nghe bài").click()
    spoken = page.evaluate("heard.spoken")
    assert spoken[0] == "Vụ mới"
    assert spoken[2:5] == [
        "Theo TS. Nguyễn Văn An, huyện có 4.200 ha lúa (đạt 98,5%).",
        "Nghị quyết 10/NQ-HĐND nêu rõ: “Không bỏ đất hoang!”",
        "Ai cũng mừng…",
    ]
    assert " ".join(spoken[5:]) == "Bà con phấn khởi ra đồng, " * 12 + "hết."
    assert max(map(len, spoken[5:])) < 200

    page.get_by_role("button", name="Chia sẻ").click()
    copy = page.locator("[data-copy]")
    offered = copy.inner_text()
    copy.dblclick()
    page.get_by_role("button", name="Đã sao chép").wait_for()
    page.clock.run_for(5000)
    assert copy.inner_text() == offered
    page.evaluate("heard.refuses = true")
    copy.click()
    page.get_by_role("button", name="Chưa sao chép được").wait_for()
    page.clock.run_for(5000)
    assert copy.inner_text() == offered

    told = page.evaluate("heard")
    assert (told["shared"], told["copied"], told["faults"]) == (canonical, canonical, [])


@pytest.mark.parametrize("leaves", [True, False])
def test_leaving_with_unsaved_text_asks_first(open_browser, site, leaves):
    page = open_browser(factories.make_user(Role.EDITOR))
    page.goto("/quan-tri/news/article/add/")
    page.get_by_label("Tiêu đề").press_sequentially("Chưa lưu")
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept() if leaves else dialog.dismiss()

    page.on("dialog", answer)
    page.evaluate("setTimeout(() => location.assign('/quan-tri/'), 0)")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    if not leaves:
        assert page.get_by_label("Tiêu đề").input_value() == "Chưa lưu"
