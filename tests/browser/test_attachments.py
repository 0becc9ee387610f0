"""Attachments sent while one goes on writing, over a network that fails once."""

import pytest
from playwright.sync_api import expect

from news.enums import Role
from news.models import Article
from tests import factories, samples

pytestmark = pytest.mark.once


def payload(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_several_files_are_sent_tried_again_and_saved(open_browser):
    editor = factories.make_user(Role.EDITOR)
    article = factories.make_draft(editor)
    page = open_browser(editor)
    tries = []

    def fail_once(route):
        tries.append(1)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/attach/", fail_once)
    page.goto(f"/quan-tri/news/article/{article.pk}/change/")
    page.get_by_label("Đính kèm nhiều tệp cùng lúc").set_input_files(
        [
            payload("Kế hoạch gieo sạ.pdf", samples.pdf_bytes("một")),
            payload("macro.docx", samples.docx_bytes(macros=True)),
            payload("Phụ lục.pdf", samples.pdf_bytes("hai")),
        ]
    )
    sent = page.locator(".attachment-rows .kept-file")
    expect(sent).to_have_count(2, timeout=20_000)
    assert len(tries) == 4
    refused = page.locator("[data-uploads] li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("macro")
    # An empty row is left for one more.
    expect(page.locator(".attachment-rows .inline-row:not(.is-kept)")).to_have_count(1)
    titles = page.locator(".attachment-rows input[name$='-title']")
    expect(titles.first).to_have_value("Kế hoạch gieo sạ")
    titles.nth(1).fill("Phụ lục gieo sạ")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("status").filter(has_text="phiên bản 0.2")).to_be_visible()
    expect(page.locator(".kept-file")).to_have_count(2)
    kept = Article.objects.get(pk=article.pk).newest_version.attachments
    assert [one["title"] for one in kept] == ["Kế hoạch gieo sạ", "Phụ lục gieo sạ"]
