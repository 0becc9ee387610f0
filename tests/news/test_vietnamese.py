"""Vietnamese text: folding, marks, tone placement, addresses, order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.vietnamese import fold, mark, nfc, one_line, paragraphs, slugify, sort_key

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Đồng Tháp Mười", "duong dong thap muoi"),
        ("10/NQ-HĐND", "10 nq hdnd"),
        ("  Kiến – Tường!  ", "kien tuong"),
        ("6,8 tấn/ha", "6 8 tan ha"),
        ("ƯƠNG Ơ Ý ễ ậ", "uong o y e a"),
        ("…", ""),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("tòa", "toà"),
        ("lõa", "loã"),
        ("ủy", "uỷ"),
    ],
)
def test_either_tone_placement_is_the_same_word(old, new):
    assert mark(old) == mark(new) == f" {new} "


@pytest.mark.parametrize(
    "word", ["quý", "quỳ", "hoàn", "toán", "của", "mía", "loài", "nghĩa", "giờ"]
)
def test_words_with_one_spelling_keep_it(word):
    assert mark(word) == f" {word} "


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kiến Tường - Hoàn thành đạt và vượt 14/14", "kien-tuong-hoan-thanh-dat-va-vuot-14-14"),
        ("Đ", "d"),
        ("!!!", ""),
        ("a " * 100, ("a-" * 40).rstrip("-")),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugs(title, slug):
    assert slugify(title) == slug


def test_names_sort_by_the_vietnamese_alphabet():
    names = ["Ơn", "Ân", "An", "Ánh", "Đào", "Dung", "Ăn", "Ông", "Ảnh", "Ành", "Ạnh", "Ãnh", "Yến"]
    assert sorted(names, key=sort_key) == [
        *("An", "Ành", "Ảnh", "Ãnh", "Ánh", "Ạnh", "Ăn", "Ân", "Dung", "Đào", "Ông", "Ơn", "Yến"),
    ]


def test_what_is_stored_is_nfc_and_visible():
    assert nfc("Ca\u0302\u0300u\u200b\u202e") == "Cầu"
    assert one_line("  a \n b\tc  ") == "a b c"
    assert paragraphs(" a  b \n\n c ") == "a b\n\nc"


@given(st.text())
def test_folding_is_settled_and_plain(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(st.text())
def test_one_line_is_settled(text):
    assert one_line(one_line(text)) == one_line(text)
