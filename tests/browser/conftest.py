"""A real chromium, from Debian's package, against a live server."""

import os
import shutil

import pytest
from django.test import Client

from tests.chromium import FLAGS, READER
from tests.factories import PASSWORD

CANDIDATES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items):
    """Mark everything in this folder as driving a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Start the chromium of this machine; a missing one is a failure, not a skip."""
    names = (os.environ.get("CHROMIUM"), *CANDIDATES)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("chromium is missing: apt-get install chromium fonts-noto-core")
    return {"executable_path": found, "args": FLAGS}


@pytest.fixture
def browser_context_args():
    """A reader in Vietnam at a desk."""
    return {
        "user_agent": READER,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def open_browser(browser, browser_context_args, live_server):
    """Open separate browsers: ``open_browser(user=…, **options)`` returns a page of its own."""
    contexts = []

    def open_one(user=None, **options):
        context = browser.new_context(
            **browser_context_args | {"base_url": live_server.url} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if user is not None:
            log_in(page, user, live_server.url)
        return page

    yield open_one
    for context in contexts:
        context.close()


def log_in(page, user, address):
    """Log the page's browser in through the log-in's own door, without drawing the form."""
    client = Client()
    client.post("/quan-tri/login/", {"username": user.username, "password": PASSWORD})
    page.context.add_cookies(
        [
            {"name": name, "value": kept.value, "url": address}
            for name, kept in client.cookies.items()
        ]
    )
    page.goto("/quan-tri/")
    page.get_by_role("heading", level=1).filter(has_text="Chào").wait_for()
