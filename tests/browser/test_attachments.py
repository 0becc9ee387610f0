"""Attachments sent while one goes on writing, over a network that fails."""

import pytest
from playwright.sync_api import expect

from news.enums import Role
from news.models import Article
from tests import factories, samples
from tests.browser.editor import body_of

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
    # What has been sent can be linked to at once, under the title that it has now.
    body_of(page).click()
    page.keyboard.press("Control+k")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Tệp đính kèm", exact=True).check()
    offered = dialog.get_by_label("Tệp đính kèm của bài")
    offered.select_option("Phụ lục")
    assert offered.input_value().startswith("/tep/")
    dialog.get_by_role("button", name="Xong").click()
    expect(page.locator(".cke_wysiwyg_div a[href^='/tep/']")).to_have_text("Phụ lục")
    refused = page.locator("[data-uploads] li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("macro")
    # An empty row comes when it is asked for.
    empty = page.locator(".attachment-rows .inline-row:not(.is-kept)")
    expect(empty).to_have_count(0)
    page.get_by_role("button", name="Thêm tệp đính kèm").click()
    expect(empty).to_have_count(1)
    titles = page.locator(".attachment-rows input[name$='-title']")
    expect(titles.first).to_have_value("Kế hoạch gieo sạ")
    titles.nth(1).fill("Phụ lục gieo sạ")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("status").filter(has_text="phiên bản 0.2")).to_be_visible()
    expect(sent).to_have_count(2)
    kept = Article.objects.get(pk=article.pk).newest_version.attachments
    assert [one["title"] for one in kept] == ["Kế hoạch gieo sạ", "Phụ lục gieo sạ"]


def test_a_file_goes_on_where_the_network_or_the_tab_left_it(open_browser, tmp_path):
    editor = factories.make_user(Role.EDITOR)
    address = f"/quan-tri/news/article/{factories.make_draft(editor).pk}/change/"
    large = samples.pdf_bytes("0" * 3 * 2**20)
    file = payload("Quy hoạch.pdf", large)
    page = open_browser(editor)
    sent, cut, held = [], [], []

    def through_a_bad_network(route):
        start = int(route.request.url.rpartition("=")[2])
        if not held:
            # A line that has died without a sign.
            held.append(route)
        elif start == 2 * 2**20 and not cut:
            cut.append(start)
            route.abort()
        else:
            sent.append(start)
            route.continue_()

    page.route("**/attach/*/?tu=*", through_a_bad_network)
    page.clock.install()
    page.goto(address)
    with page.expect_request("**/attach/*/?tu=0"):
        page.get_by_label("Đính kèm nhiều tệp cùng lúc").set_input_files([file])
    page.clock.fast_forward(120_000)
    expect(page.locator(".attachment-rows .kept-file")).to_have_count(1, timeout=20_000)
    assert (cut, sent) == ([2 * 2**20], [0, 2**20, 2 * 2**20, 3 * 2**20])

    # A tab closed half way; in the next one the same file is chosen again.
    sent.clear()
    page.goto(address)
    page.unroute("**/attach/*/?tu=*")
    page.route("**/attach/*/?tu=2097152", lambda route: route.abort())
    choose = "Đính kèm nhiều tệp cùng lúc"
    kept = tmp_path / "Bản đồ.pdf"
    kept.write_bytes(large)
    page.get_by_label(choose).set_input_files(kept)
    expect(page.locator("[data-uploads] progress")).to_have_js_property(
        "value", 2 * 2**20 / len(large)
    )
    other = page.context.new_page()
    page.close(run_before_unload=False)
    other.route("**/attach/*/?tu=*", through_a_bad_network)
    other.goto(address)
    other.get_by_label(choose).set_input_files(kept)
    expect(other.locator(".attachment-rows .kept-file")).to_have_count(1, timeout=20_000)
    assert sent == [2 * 2**20, 3 * 2**20]
