"""The editor of the article form, for those who write in it."""

from playwright.sync_api import Locator, Page


def body_of(page: Page) -> Locator:
    """Return the editor's writing area; the plain field that it takes the place of is not meant."""
    box = page.get_by_role("textbox", name="Nội dung", exact=True)
    return box.and_(page.locator("[contenteditable]"))
