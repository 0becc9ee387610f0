"""Whatever two bodies are, both can be read from what their comparison gives."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import richtext
from news.differences import Side, compare, markup, words
from news.differences.blocks import blocks_of
from news.differences.bodies import PieceKind
from news.differences.markup import Reading
from tests.news.body_pairs import ONE, image

pytestmark = pytest.mark.once
HIDDEN = re.compile(r'<span class="visually-hidden">[^<]*</span>')

WORDS = st.lists(
    st.sampled_from(["cầu", "kênh", "Bảy", "mới", "1.500", ",", "và", "đẹp", "<br>", "&lt;"]),
    max_size=8,
).map(" ".join)
INLINE = st.one_of(
    WORDS,
    st.builds("<strong>{}</strong> {}".format, WORDS, WORDS),
    st.builds('{} <a href="/x/">{}</a>'.format, WORDS, WORDS),
    st.just(image(ONE)),
)
CELLS = st.builds(
    "<td{}>{}</td>".format,
    st.sampled_from(["", ' colspan="2"', ' rowspan="2"', ' rowspan="3" colspan="2"']),
    WORDS,
)
BLOCKS = st.one_of(
    st.builds("<p>{}</p>".format, INLINE),
    st.builds("<h2>{}</h2>".format, WORDS),
    st.builds("<ul><li>{}</li><li>{}</li></ul>".format, INLINE, WORDS),
    st.builds("<blockquote><p>{}</p></blockquote>".format, INLINE),
    st.builds(
        "<table>{}</table>".format,
        st.lists(
            st.lists(CELLS, min_size=1, max_size=3).map(lambda row: f"<tr>{''.join(row)}</tr>"),
            min_size=1,
            max_size=4,
        ).map("".join),
    ),
)
BODIES = st.lists(BLOCKS, max_size=8).map("".join).map(richtext.clean)


@settings(max_examples=300, deadline=None)
@given(BODIES, BODIES)
def test_both_sides_can_be_read_from_the_result(old, new):
    found = compare(Side(body=old), Side(body=new))
    before = [p for p in found.pieces if p.kind not in (PieceKind.INSERTED, PieceKind.MOVED)]
    after = [p for p in found.pieces if p.kind not in (PieceKind.DELETED, PieceKind.LEFT)]
    assert [piece.old for piece in before] == blocks_of(old)
    assert [piece.new for piece in after] == blocks_of(new)
    for piece in before:
        assert words.old_side(piece.runs) == piece.old.tokens
    for piece in after:
        assert words.new_side(piece.runs) == piece.new.tokens


@settings(max_examples=300, deadline=None)
@given(BODIES, BODIES)
def test_the_rendering_holds_the_words_of_both_sides(old, new):
    """What one side shows is its text, tables and all; in both together nothing lacks."""
    found = compare(Side(body=old), Side(body=new))
    assert said(found, Reading.OLD) == letters(old)
    assert said(found, Reading.NEW) == letters(new)
    both = "".join(markup.piece(piece) for piece in found.pieces if piece.kind != PieceKind.LEFT)
    for word in {*letters(old).split(), *letters(new).split()}:
        assert word in letters(both)


def letters(html):
    """Return the words of some HTML, each apart, as they are read."""
    spaced = re.sub(r"<(?!/?(?:strong|a)\b)[^>]*>|↵", " ", html)
    return " ".join(re.findall(r"[\w.]+|[^\w\s]", richtext.plain_text(spaced)))


def said(found, reading):
    """Return the words of one side of a result without what was added to explain it."""
    html = "".join(str(markup.piece(piece, reading)) for piece in found.pieces)
    html = HIDDEN.sub("", html)
    html = re.sub(r' <span class="diff-note">[^<]*</span>', "", html)
    html = re.sub(r'<span class="diff-marker">[^<]*</span>', "", html)
    return letters(re.sub(r'<p class="small">.*?</p>', "", html))


@settings(max_examples=150, deadline=None)
@given(BODIES)
def test_a_body_does_not_differ_from_itself(body):
    assert compare(Side(body=body), Side(body=body)).is_empty
