"""The staff guide's screenshots, taken afresh from a portal full of the demo: ``./run guide``."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import FLAGS, READER

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "huong-dan" / "anh"
PASSWORD = "demo-kien-tuong"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Wide enough to be read on a screen, and a page of the guide stays below half a megabyte.
SHOWN_WIDTH, MOST_HEIGHT, QUALITY = 960, 1400, 80
ARTICLES = "/quan-tri/news/article/"


def first_article(page: Page, query: str) -> None:
    """Open the first article of the list that ``query`` asks for."""
    page.goto(ARTICLES + query)
    page.locator("main a[href*='/change/']").first.click()
    page.wait_for_load_state("networkidle")


def desk(page: Page) -> None:
    page.goto("/quan-tri/")


def empty_form(page: Page) -> None:
    page.goto(f"{ARTICLES}add/")
    page.wait_for_load_state("networkidle")


def missing(page: Page) -> None:
    """Submit an article that has but its title."""
    empty_form(page)
    page.get_by_label("Tiêu đề").fill("Lịch cấp nước sinh hoạt tháng 12")
    page.get_by_label("Chuyên mục").select_option(index=1)
    page.get_by_label("Loại bài viết").select_option("Tin")
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name="Lưu và gửi duyệt").click()


def statistics(page: Page) -> None:
    page.goto("/quan-tri/thong-ke/?period=last-month")


def waiting(page: Page) -> None:
    first_article(page, "?mine=waiting")


def planned(page: Page) -> None:
    first_article(page, "?public_state=scheduled")


def withdrawing(page: Page) -> None:
    first_article(page, "?public_state=visible")
    page.locator("summary", has_text="Gỡ bài…").click()


def comparison(page: Page) -> None:
    """Compare the last two versions of an article that was corrected."""
    first_article(page, "?mine=waiting")
    page.locator("a[href*='/compare/']").first.click()
    page.wait_for_load_state("networkidle")


def articles(page: Page) -> None:
    page.goto(ARTICLES)


def preferences(page: Page) -> None:
    desk(page)
    page.get_by_text("Tài khoản").click()
    page.get_by_role("link", name="Nhận thông báo").click()


# Name of the picture: who takes it, how large the screen is, what leads there.
SHOTS: dict[str, tuple[str, dict[str, int], Callable[[Page], None]]] = {
    "viet-bai": ("congtacvien", DESK, empty_form),
    "con-thieu": ("congtacvien", DESK, missing),
    "ban-lam-viec": ("duyet", DESK, desk),
    "duyet": ("duyet", DESK, waiting),
    "duyet-dien-thoai": ("duyet", PHONE, waiting),
    "hen-gio": ("duyet", DESK, planned),
    "go-bai": ("duyet", DESK, withdrawing),
    "so-sanh": ("duyet", DESK, comparison),
    "danh-sach": ("bientap", DESK, articles),
    "thong-bao": ("bientap", DESK, preferences),
    "thong-ke": ("thongke", DESK, statistics),
}


def main() -> int:
    """Take the pictures named as arguments, or all; return 0 when all were taken."""
    wanted = sys.argv[1:] or list(SHOTS)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with portal() as base, sync_playwright() as playwright:
        # Chromium's own words, as of file fields, are Vietnamese where chromium-l10n is installed.
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[*FLAGS, "--lang=vi"],
            env=os.environ | {"LANGUAGE": "vi"},
        )
        for name in wanted:
            print(f"{name}: {take(browser, base, name):,} bytes", flush=True)
        browser.close()
    return 0


def take(browser: Browser, base: str, name: str) -> int:
    """Take one picture; return its size in bytes."""
    user, screen, lead = SHOTS[name]
    context = browser.new_context(
        base_url=base,
        viewport=screen,
        user_agent=READER,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    page = context.new_page()
    page.goto("/quan-tri/login/")
    page.get_by_label("Tên đăng nhập").fill(user)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state("networkidle")
    lead(page)
    # So high a window shows what stands at its lower edge there, and not across the picture.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": screen["width"], "height": min(height, MOST_HEIGHT)})
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    if shot.width > SHOWN_WIDTH:
        shot = shot.resize((SHOWN_WIDTH, shot.height * SHOWN_WIDTH // shot.width))
    target = PICTURES / f"{name}.webp"
    shot.save(target, quality=QUALITY, method=6)
    return target.stat().st_size


@contextmanager
def portal() -> Iterator[str]:
    """Serve a new portal with the demo's data; yield its address."""
    folder = tempfile.mkdtemp(prefix="portal-guide-")
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = os.environ | {
        "DATA_DIR": folder,
        "SECRET_KEY": "only-for-the-guide-" + "g" * 50,
        "HTTPS": "off",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, check=True)
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "1", "--log-level", "error"]
    server = subprocess.Popen(
        [sys.executable, *command, "kientuong_portal.wsgi:application"],
        cwd=ROOT,
        env=environment,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/health/ready")
        yield base
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str) -> None:
    """Return once ``address`` answers; raise TimeoutError after a minute."""
    for _second in range(60):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 – our own server
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
    raise TimeoutError(address)


if __name__ == "__main__":
    sys.exit(main())
