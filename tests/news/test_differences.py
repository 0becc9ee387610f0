"""Comparing two bodies: what is shown for each pair, on one side, in words, and how fast."""

import re
import time

import lxml.html
import pytest

from bench.compare import SHAPES, pair
from news.differences import Side, compare, markup, wording
from news.differences.markup import Reading
from tests.news.body_pairs import BRIDGE, ONE, PAIRS

pytestmark = pytest.mark.once

SIGNS = {"same": "=", "inserted": "+", "deleted": "−", "changed": "~", "moved": "→", "left": "←"}
HIDDEN = re.compile(r'<span class="visually-hidden">[^<]*</span>')
FRAME = re.compile(r'<div class="table-scroll"[^>]*>|(?<=</table>)</div>|</?tbody>')


def compared(old, new):
    """Return what differs between two bodies."""
    return compare(Side(body=old), Side(body=new))


def rendering(old, new, reading=Reading.BOTH):
    """Return a line for each piece: a sign, its HTML without what only machines need, its notes."""
    lines = []
    for piece in compared(old, new).pieces:
        html = FRAME.sub("", HIDDEN.sub("", markup.piece(piece, reading)))
        notes = wording.notes(piece)
        lines.append(f"{SIGNS[piece.kind]} {html}" + (f" [{'; '.join(notes)}]" if notes else ""))
    return lines


@pytest.mark.parametrize("case", PAIRS)
def test_rendering(case):
    old, new, expected = PAIRS[case]
    assert rendering(old, new) == expected


@pytest.mark.parametrize("case", PAIRS)
def test_rendering_is_well_formed_and_harmless(case):
    """A browser reads as many elements as were written, none of which can do harm."""
    old, new, _expected = PAIRS[case]
    for piece in compared(old, new).pieces:
        for reading in Reading:
            html = markup.piece(piece, reading)
            root = lxml.html.fragment_fromstring(html, create_parent="div")
            assert len(list(root.iter())) - 1 == len(re.findall(r"<[a-z]", html))
            assert not re.search(r"<script|javascript:| on[a-z]+=| style=", html)


def test_a_change_is_said_to_who_does_not_see_it():
    (piece,) = compared("<p>Cầu cũ đẹp</p>", "<p>Cầu mới đẹp</p>").pieces
    assert markup.piece(piece) == (
        '<p>Cầu <del><span class="visually-hidden">bỏ: </span>cũ</del> '
        '<ins><span class="visually-hidden">thêm: </span>mới</ins> đẹp</p>'
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JAVA\nSCRIPT:x"])
def test_a_link_that_could_do_harm_is_no_link(address):
    """Bodies are cleaned when they are stored; this holds even for one that was not."""
    html = "".join(rendering("<p>xem</p>", f'<p>xem <a href="{address}">đây &lt;b&gt;</a></p>'))
    assert "<a" not in html
    assert "&lt;b&gt;" in html


# --- side by side ---------------------------------------------------------------------------------


def test_one_side_shows_its_own_words():
    old, new = "<p>Cầu cũ bắc qua kênh.</p>", "<p>Cầu mới bắc qua kênh.</p>"
    assert rendering(old, new, Reading.OLD) == ["~ <p>Cầu <del>cũ</del> bắc qua kênh.</p>"]
    assert rendering(old, new, Reading.NEW) == ["~ <p>Cầu <ins>mới</ins> bắc qua kênh.</p>"]


def test_one_side_of_a_restyled_word_shows_how_it_was_set_there():
    old, new = "<p>Việc <strong>khẩn</strong></p>", "<p>Việc <em>khẩn</em></p>"
    assert rendering(old, new, Reading.OLD) == [
        '~ <p>Việc <span class="restyled"><strong>khẩn</strong></span></p>'
    ]


def test_a_moved_paragraph_stands_at_its_place_on_each_side():
    old, new, _expected = PAIRS["paragraph moved"]
    moved = f"<p><del>{BRIDGE[3:-4]}</del></p>"
    assert rendering(old, new, Reading.OLD)[0] == f"← {moved}"
    assert rendering(old, new, Reading.OLD)[3] == "→ "
    assert rendering(old, new, Reading.NEW)[0] == "← "
    assert rendering(old, new, Reading.NEW)[3] == f"→ {BRIDGE}"


def test_merged_cells_stand_in_their_own_table_on_each_side():
    old, new, _expected = PAIRS["cells merged downwards"]
    assert rendering(old, new, Reading.OLD) == [
        '~ <table><tr><td class="is-changed">Xã Sen</td><td>12</td></tr>'
        '<tr><td class="is-changed"><del>Xã Sen</del></td><td>15</td></tr></table>'
    ]
    assert rendering(old, new, Reading.NEW) == [
        '~ <table><tr><td class="is-changed" rowspan="2">Xã Sen '
        '<span class="diff-note">(gộp từ 2 ô)</span></td><td>12</td></tr>'
        "<tr><td>15</td></tr></table>"
    ]


# --- the summary and the folding ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("nothing changed", ""),
        ("white space only", ""),
        ("word changed", "1 đoạn sửa"),
        ("paragraph moved", "1 đoạn chuyển chỗ"),
        ("paragraph moved and changed", "1 đoạn sửa, 1 đoạn chuyển chỗ"),
        ("table moved and changed", "1 bảng sửa, 1 bảng chuyển chỗ"),
        ("picture moved", "1 ảnh chuyển chỗ"),
        ("everything replaced", "2 đoạn thêm, 2 đoạn bỏ"),
        ("cells merged", "1 bảng sửa"),
        ("list turned table", "1 danh sách thành bảng"),
        ("picture swapped", "1 ảnh thay"),
        ("picture described anew", "1 ảnh đổi mô tả"),
        ("picture removed", "1 ảnh bỏ"),
    ],
)
def test_what_changed_in_words(case, sentence):
    old, new, _expected = PAIRS[case]
    assert ", ".join(compared(old, new).words) == sentence


def test_another_focus_of_a_picture_is_said():
    old = f'<p><img src="{ONE}" alt="Cầu"></p>'
    new = old.replace('alt="Cầu"', 'alt="Cầu" class="focus-x-15 focus-y-50"')
    (line,) = rendering(old, new)
    assert line.endswith("[phần quan trọng của ảnh được chọn lại]")
    assert rendering(new, new)[0].startswith("=")


def numbered(*numbers):
    return "".join(f"<p>Đoạn thứ {number} của bài viết này</p>" for number in numbers)


def test_long_unchanged_stretches_are_folded():
    found = compared(numbered(*range(12)), numbered(*range(12)).replace("thứ 6 ", "số 6 "))
    assert [(len(part.pieces), part.folded) for part in found.stretches] == [
        (5, True),
        (3, False),
        (4, True),
    ]
    assert [piece for part in found.stretches for piece in part.pieces] == list(found.pieces)


def test_short_unchanged_stretches_stay_open():
    found = compared(numbered(*range(4)), numbered(*range(4)).replace("thứ 2 ", "số 2 "))
    assert [(len(part.pieces), part.folded) for part in found.stretches] == [(4, False)]


# --- how long it takes ----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hundred_kilobytes_compare_in_time(shape):
    """``bench compare`` measures it; here fails what nobody would wait for, on any machine."""
    old, new = pair(shape, 100_000, 200)
    assert len(old.encode()) > 90_000
    began = time.perf_counter()

    found = compared(old, new)
    shown = [markup.piece(piece) for piece in found.pieces]

    assert time.perf_counter() - began < 5
    assert "<ins" in "".join(shown)
