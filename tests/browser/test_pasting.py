"""Pasting in a real browser: what stands in the editor afterwards, and that nothing is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from news import richtext
from news.enums import Role
from tests import factories

pytestmark = pytest.mark.once
SAMPLES = Path(__file__).parent.parent / "news" / "paste_samples"
ADD = "/quan-tri/news/article/add/"
# What needs nothing but paragraphs, lists, tables and headings.
PASTED = (
    "word-paragraphs",
    "word-nested-list",
    "word-numbered-list",
    "word-table",
    "word-tracked",
    "excel-merged",
    "google-docs-list",
    "google-docs-paragraphs",
    "libreoffice-writer-table",
    "libreoffice-docx-lists",
    "outlook-web",
    "sharepoint-external-class",
    "web-article",
)
PASTE = """([html, text]) => {
  const clipboardData = new DataTransfer();
  if (html) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  const [editor] = Object.values(CKEDITOR.instances);
  editor.editable().$.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
PASTE_PICTURE = """() => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([new Uint8Array([1, 2])], "anh.png", { type: "image/png" }));
  const [editor] = Object.values(CKEDITOR.instances);
  document.addEventListener("portal:picture-files", (event) => {
    window.offered = event.detail.files.map(({ name }) => name);
  }, { once: true });
  editor.editable().$.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
EDITOR = "Object.values(CKEDITOR.instances)[0]"


def open_editor(open_browser):
    page = open_browser(factories.make_user(Role.EDITOR))
    page.goto(ADD)
    page.locator(".cke_wysiwyg_div").wait_for()
    page.wait_for_function(f"() => {EDITOR}.status === 'ready'")
    return page


def start(page, html=""):
    """Give the editor ``html`` and set the caret at its end."""
    page.evaluate(
        f"""html => new Promise(done => {EDITOR}.setData(html, {{callback: () => {{
          const editor = {EDITOR};
          editor.resetUndo();
          editor.focus();
          const range = editor.createRange();
          range.moveToElementEditEnd(editor.editable());
          editor.getSelection().selectRanges([range]);
          document.querySelector("[data-paste-status]").textContent = "";
          done();
        }}}}))""",
        html,
    )


def paste(page, html, text="chữ"):
    page.evaluate(PASTE, [html, text])


def body(page):
    return richtext.clean(page.evaluate(f"{EDITOR}.getData()"))


def test_samples_pasted_into_the_editor_come_out_as_expected(open_browser):
    page = open_editor(open_browser)
    status = page.locator("[data-paste-status]")
    wrong = {}
    for name in PASTED:
        start(page)
        paste(page, (SAMPLES / f"{name}.html").read_text(encoding="utf-8"))
        expect(status).to_contain_text("làm sạch.")
        expected = (SAMPLES / f"{name}.expected.html").read_text(encoding="utf-8").strip()
        if body(page) != expected:
            wrong[name] = body(page)
    assert wrong == {}


def test_a_paste_loses_nothing_typed_meanwhile_is_undone_at_once_and_works_offline(open_browser):
    page = open_editor(open_browser)
    start(page, "<p>Trước</p>")
    waiting = []
    page.route("**/article/paste/", lambda route: waiting.append(route))
    with page.expect_request("**/article/paste/"):
        paste(page, "<span style='font-weight:700'>dán</span>")
    page.keyboard.type(" sau")
    waiting[0].continue_()
    expect(page.locator(".cke_wysiwyg_div strong")).to_have_text("dán")
    page.keyboard.type("!")
    assert body(page).replace("\xa0", " ") == "<p>Trước<strong>dán</strong> sau!</p>"

    start(page, "<p>Trước</p>")
    page.unroute("**/article/paste/")
    paste(page, "<p class=MsoNormal>một</p><p class=MsoNormal>hai</p>")
    expect(page.locator("[data-paste-status]")).to_contain_text("làm sạch.")
    assert "hai" in body(page)
    page.evaluate(f"{EDITOR}.execCommand('undo')")
    assert body(page) == "<p>Trước</p>"

    # Footnotes that come along, the second time beside the first.
    start(page)
    for _time in range(2):
        page.locator("[data-paste-status]").evaluate("status => { status.textContent = '' }")
        paste(page, (SAMPLES / "libreoffice-writer-footnotes.html").read_text(encoding="utf-8"))
        expect(page.locator("[data-paste-status]")).to_contain_text("làm sạch.")
    twice = body(page)
    assert twice.count('class="footnotes"') == 1
    assert [f'<li id="ghi-chu-{number}">' in twice for number in range(1, 6)] == [True] * 4 + [
        False
    ]
    assert twice.endswith("</ol>")

    # Without a network the words come in all the same.
    start(page)
    page.route("**/article/paste/", lambda route: route.abort())
    paste(page, "<p class=MsoNormal style='color:red'>Một <b>hai</b><o:p></o:p></p>")
    expect(page.locator("[data-paste-status]")).to_contain_text("máy chủ")
    assert body(page) == "<p>Một <strong>hai</strong></p>"

    # Whoever places pictures is offered those of the clipboard.
    start(page)
    page.evaluate(PASTE_PICTURE)
    page.wait_for_function("() => window.offered")
    assert page.evaluate("window.offered") == ["anh.png"]


def test_old_encodings_are_shown_side_by_side_and_converted_on_a_yes_only(open_browser):
    page = open_editor(open_browser)
    dialog = page.get_by_role("dialog")
    old = "<p style='font-family:VNI-Times'>Vieät Nam ñoäc laäp</p>"
    said = {}
    for answer in ("Đồng ý", "Không", "Escape"):
        start(page)
        paste(page, old)
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("VNI")
        expect(dialog).to_contain_text("Vieät Nam")
        expect(dialog).to_contain_text("Việt Nam")
        if answer == "Escape":
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name=answer).click()
        expect(page.locator("[data-paste-status]")).to_contain_text("Đã dán")
        said[answer] = body(page)
    kept = "<p>Vieät Nam ñoäc laäp</p>"
    assert said == {"Đồng ý": "<p>Việt Nam độc lập</p>", "Không": kept, "Escape": kept}
