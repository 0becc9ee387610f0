"""What a text proposes for its royalty: the rule, and the form where scripts are off."""

import pytest

from news import royalty_counts
from news.enums import Role
from tests import factories
from tests.news import desk


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        (0, 0),
        (124, 0),
        (125, 0.5),
        (374, 0.5),
        (375, 1),
        (500, 1),
        (624, 1),
        (625, 1.5),
        (5000, 10),
    ],
)
def test_pages_are_proposed_to_the_half(words, pages):
    assert royalty_counts.pages_for(words) == pages


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", 0),
        ("<p>Cầu Kênh Bảy dài 142,5 m</p>", 6),
        ("<p>Số 10/NQ-HĐND ngày 16-01-2023 – hết.</p>", 5),
        ("<ul><li>Một</li><li>hai</li></ul><p>ba<br>bốn</p>", 4),
        ("<table><tbody><tr><td>4.200</td><td>ha</td></tr></tbody></table>", 2),
        ("<p>c<strong>ầ</strong>u &amp; đường</p>", 2),
    ],
)
def test_words_are_counted_as_people_count_them(body, words):
    assert royalty_counts.word_count(body) == words


@pytest.mark.django_db
def test_the_form_proposes_without_scripts_and_gives_the_editor_the_rule(enter):
    editor = factories.make_user(Role.EDITOR)
    picture = factories.make_stored_image()
    body = f'<p>{"chữ " * 740}</p><p><img src="{picture.get_absolute_url()}" alt="Sen"></p>'
    article = factories.make_draft(editor, body=body)
    client = enter(editor)
    text = client.get(desk.address(article)).text
    without_scripts = text[text.index("<noscript>") : text.index("</noscript>")]
    assert "1,5 trang A4, 1 ảnh" in without_scripts
    assert 'data-words-per-page="500" data-parts-of-a-page="2"' in text
    # A refused form proposes by what was typed.
    sent = desk.form_data(article, title="", body=f"<p>{'chữ ' * 300}</p>")
    refused = client.post(desk.address(article), sent).text
    assert "0,5 trang A4, 0 ảnh" in refused
