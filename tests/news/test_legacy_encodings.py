"""Text of before Unicode: recognised, converted exactly, and never suspected where there is none.

The texts in legacy_texts.json were encoded by other means: those in TCVN3 by glibc's iconv.
"""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from news import legacy_encodings, richtext
from news.legacy_encodings import Encoding

pytestmark = pytest.mark.once
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TEXTS = json.loads((HERE / "legacy_texts.json").read_text(encoding="utf-8"))
FONTS = {Encoding.TCVN3: ".VnTime", Encoding.VNI: "VNI-Times"}
# What looks most like an old encoding and is none.
HARD = [
    "Café, crème brûlée, déjà vu, naïve, résumé, à la carte, Noël, garçon, forêt, île",
    "Où êtes-vous né? L'été à la plage, très loin de l'hôtel, près du château.",
    "Müller, Grün, Straße, Größe, schön, Bücher, für, über, Köln, Österreich, fünf",
    "São Paulo, coração, informação, Peña, niño, mañana, señor, corazón, acción",
    "Øresund, smørrebrød, Ærø, Århus, Malmö, Göteborg, Jyväskylä, Þingvellir, Reykjavík",
    "± 5 °C, 20 µm, 3 × 4, ½ kg, § 12, © 2026, ® và ™, 10 ¢, ¥ 500, £ 3, «trích»",
    "Cà phê, trà, bánh mì, phô mai, xôi, bún, canh chua, cá lóc, tôm càng, khô",
    "Bà Hai, cô Tám, chú Út, ông Tư, dì Sáu, má, ba, con, cháu, em bé",
    "HÀ TIÊN, CÀ MAU, LONG AN, BÀ RÁ, CÔN SƠN, HÒN CHÔNG, GÒ CÔNG, TÂN AN",
    "Nguyen Van A, Tran Thi B, Kien Tuong, Long An, Viet Nam, ấp 1",
    "Mã số: ABC-123/QĐ; e-mail: vanthu@kientuong.example; https://kientuong.example/?q=cá",
    "không có mô tô nào ở đó, cô ấy nói, rồi đi về nhà",
    "tôi có hai con bò và ba con gà mái, còn ông có nhà",
    "âm, ôm, êm, ấm, ốm, ếm, tê, tô, ta, bê, bô, ba",
]
HARD += [unicodedata.normalize("NFD", text) for text in HARD]


def ordinary():
    """Return paragraphs of this project's own pages in Vietnamese and English, and hard ones."""
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]
    paragraphs = [
        paragraph.strip()
        for page in sorted(pages)
        for paragraph in re.split(
            r"\n\s*\n|\n(?=[-\d])|(?<=[.:;]) ", page.read_text(encoding="utf-8")
        )
    ]
    converted = [text["unicode"] for text in TEXTS]
    return [*HARD, *converted, *(one for one in paragraphs if len(one.split()) > 3)]


def html_of(text, font=""):
    style = f" style='font-family:\"{font}\",serif'" if font else " class=x"
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<p><span{style}>{escaped}</span></p>"


def test_thirty_texts_are_converted_exactly():
    assert len(TEXTS) == 30
    wrong = {}
    for text in TEXTS:
        found = legacy_encodings.CONVERTERS[Encoding(text["encoding"])](text["legacy"])
        if found != text["unicode"] or not unicodedata.is_normalized("NFC", found):
            wrong[text["legacy"]] = found
    assert wrong == {}


def test_they_are_recognised_by_their_words_and_by_their_font():
    wrong = {}
    for text in TEXTS:
        encoding = Encoding(text["encoding"])
        for font in ("", FONTS[encoding]):
            html = html_of(text["legacy"], font)
            found = legacy_encodings.suspected(html)
            made = found and richtext.plain_text(
                richtext.clean(legacy_encodings.converted(html, found))
            )
            if (found, made) != (encoding, text["unicode"]):
                wrong[text["legacy"], font] = (found, made)
    assert wrong == {}


def test_ordinary_texts_are_never_suspected():
    texts = ordinary()
    assert len(texts) >= 200
    suspected = {
        (text, font): found
        for text in texts
        for font in ("", ".VnTime", "VNI-Times")
        if (found := legacy_encodings.suspected(html_of(text, font)))
    }
    assert suspected == {}


def test_only_what_is_set_in_the_old_font_is_converted():
    html = (
        "<style>p.cu {font-family:.VnTime}</style><p class=cu>ViÖt Nam</p>"
        "<p>Café Đồng Tháp</p><p style='font-family:.VnTimeH'>céng hßa</p>"
    )
    assert legacy_encodings.suspected(html) is Encoding.TCVN3
    found = richtext.clean(legacy_encodings.converted(html, Encoding.TCVN3))
    assert found == "<p>Việt Nam</p><p>Café Đồng Tháp</p><p>CỘNG HÒA</p>"


def test_letters_in_the_private_part_of_unicode_are_understood():
    old = "".join(chr(0xF000 + ord(one)) if one > "\x7f" else one for one in "ViÖt Nam ®éc lËp")
    assert legacy_encodings.from_tcvn3(old) == "Việt Nam độc lập"
