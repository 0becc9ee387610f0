"""Vietnamese text written for fonts of before Unicode: TCVN3 (ABC) and VNI.

Such text is made of Western letters that only its font shows as Vietnamese: "Việt Nam" is written
"ViÖt Nam" in .VnTime and "Vieät Nam" in VNI-Times. Documents of offices still hold much of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum

from lxml.html import HtmlElement

from news.paste import source
from news.vietnamese import nfc


class Encoding(StrEnum):
    """An encoding of before Unicode, by the name that people know."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


TCVN3_LETTERS = {
    **dict(zip("µ¸¶·¹", "àáảãạ", strict=True)),  # noqa: RUF001 - a letter here
    **dict(zip("¨»¾¼½Æ", "ăằắẳẵặ", strict=True)),
    **dict(zip("©ÇÊÈÉË", "âầấẩẫậ", strict=True)),
    **dict(zip("®ÌÐÎÏÑ", "đèéẻẽẹ", strict=True)),
    **dict(zip("ªÒÕÓÔÖ", "êềếểễệ", strict=True)),
    **dict(zip("×ÝØÜÞ", "ìíỉĩị", strict=True)),
    **dict(zip("ßãáâä", "òóỏõọ", strict=True)),
    **dict(zip("«åèæçé", "ôồốổỗộ", strict=True)),
    **dict(zip("¬êíëìî", "ơờớởỡợ", strict=True)),
    **dict(zip("ïóñòô", "ùúủũụ", strict=True)),
    **dict(zip("\xadõøö÷ù", "ưừứửữự", strict=True)),
    **dict(zip("úýûüþ", "ỳýỷỹỵ", strict=True)),
    **dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True)),
}
TCVN3_TABLE = str.maketrans(TCVN3_LETTERS)
# VNI: a letter and a second one that carries its mark; some marks bring a circumflex or a breve.
GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
VNI_TONES = {"ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT}
VNI_CIRCUMFLEX = {
    "â": CIRCUMFLEX,
    **{
        sign: CIRCUMFLEX + tone
        for sign, tone in {"à": GRAVE, "á": ACUTE, "å": HOOK, "ã": TILDE, "ä": DOT}.items()
    },
}
VNI_BREVE = {
    "ê": BREVE,
    **{
        sign: BREVE + tone
        for sign, tone in {"è": GRAVE, "é": ACUTE, "ú": HOOK, "ü": TILDE, "ë": DOT}.items()
    },
}
VNI_MARKS = {
    "a": VNI_TONES | VNI_CIRCUMFLEX | VNI_BREVE,
    "e": VNI_TONES | VNI_CIRCUMFLEX,
    "o": VNI_TONES | VNI_CIRCUMFLEX,
    "u": VNI_TONES,
    "y": VNI_TONES,
    "ô": VNI_TONES,
    "ö": VNI_TONES,
}
VNI_ALONE = {
    "ô": "ơ",
    "ö": "ư",
    "ñ": "đ",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "ì": "ì",
    "í": "í",
}
VNI_PAIR = re.compile(
    "|".join(f"{letter}[{''.join(marks)}]" for letter, marks in VNI_MARKS.items()) + "|[ôöñæóòî]",
    re.IGNORECASE,
)
# Old documents in Word keep such letters in the part of Unicode that is left to fonts.
PRIVATE = {0xF000 + code: code for code in range(0x20, 0x100)}

TCVN3_FONT = re.compile(r"\.vn[a-z]", re.IGNORECASE)
VNI_FONT = re.compile(r"\bvni-", re.IGNORECASE)
CAPITALS_FONT = re.compile(r"\.vn[a-z ]*h\b", re.IGNORECASE)

LEGACY_WORD = re.compile(r"[A-Za-z\u00a1-\u1fff]+")
# A syllable as Vietnamese spells it: an onset, a vowel group, a coda.
ONSET = "(?:ngh|ng|gh|gi|kh|nh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
VOWELS = (
    "(?:iêu|yêu|oai|oay|uây|uôi|ươi|ươu|uya|uyê|oeo|oao|uêu|uyu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu"
    "|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
)
SYLLABLE = re.compile(rf"{ONSET}{VOWELS}(?:ch|ng|nh|[cmnpt])?")
STOPPED = re.compile(r"(?:ch|[cpt])$")
TONE_MARKS = re.compile(f"[{GRAVE}{ACUTE}{HOOK}{TILDE}{DOT}]")
# Letters that only Unicode text has: where they are, the text needs no conversion.
ONLY_UNICODE = re.compile(r"[\u0100-\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
MIN_WORDS = 3
MIN_SHARE = 0.8
MAX_SHARE_AS_IT_IS = 0.4


def from_tcvn3(text: str) -> str:
    """Return the Vietnamese, in NFC, that ``text`` shows in a font of TCVN3."""
    return nfc(text.translate(PRIVATE).translate(TCVN3_TABLE))


def from_vni(text: str) -> str:
    """Return the Vietnamese, in NFC, that ``text`` shows in a font of VNI."""
    return nfc(VNI_PAIR.sub(_vni_letter, text.translate(PRIVATE)))


def _vni_letter(found: re.Match[str]) -> str:
    letter, mark = found[0][0], found[0][1:]
    plain = letter.lower()
    shown = VNI_ALONE.get(plain, plain)
    if mark:
        shown += VNI_MARKS[plain][mark.lower()]
    composed = unicodedata.normalize("NFC", shown)
    return composed.upper() if letter.isupper() else composed


CONVERTERS: dict[Encoding, Callable[[str], str]] = {
    Encoding.TCVN3: from_tcvn3,
    Encoding.VNI: from_vni,
}


def suspected(html: str) -> Encoding | None:
    """Return the encoding that ``html``, as it was pasted, seems to be written in; else None.

    Fonts are believed when their words make sense; without them the words alone have to.
    """
    runs = list(_runs(source.tree(html), source.Styles(html)))
    for encoding in Encoding:
        named = " ".join(words for words, font in runs if _encoding_of(font) is encoding)
        if named and _reads(named, encoding, fewest=1):
            return encoding
    text = " ".join(words for words, _font in runs)
    if ONLY_UNICODE.search(text):
        return None
    return next((one for one in Encoding if _reads(text, one, fewest=MIN_WORDS)), None)


def converted(html: str, encoding: Encoding) -> str:
    """Return ``html`` with its words brought from ``encoding`` to Unicode, in NFC.

    Where fonts of the encoding are named, only words in them are; else all but those that are in
    Unicode already.
    """
    root = source.tree(html)
    styles = source.Styles(html)
    is_named = any(_encoding_of(font) is encoding for _words, font in _runs(root, styles))
    sheets = "".join(f"<style>{sheet}</style>" for sheet in source.sheets(html))
    for element in root.iter():
        font = _font(element, styles)
        if _applies(font, encoding, element.text, is_named=is_named):
            element.text = _converted(element.text or "", font, encoding)
        outer = _font(element.getparent(), styles) if element is not root else ""
        if _applies(outer, encoding, element.tail, is_named=is_named):
            element.tail = _converted(element.tail or "", outer, encoding)
    return sheets + source.text(root, every_attribute=True)


def _applies(font: str, encoding: Encoding, words: str | None, *, is_named: bool) -> bool:
    if not words or ONLY_UNICODE.search(words):
        return False
    return _encoding_of(font) is encoding if is_named else True


def _converted(words: str, font: str, encoding: Encoding) -> str:
    unicode = CONVERTERS[encoding](words)
    return unicode.upper() if CAPITALS_FONT.search(font) else unicode


def _encoding_of(font: str) -> Encoding | None:
    if TCVN3_FONT.search(font):
        return Encoding.TCVN3
    return Encoding.VNI if VNI_FONT.search(font) else None


def _font(element: HtmlElement | None, styles: source.Styles) -> str:
    """Return the name of the font that the words directly inside ``element`` are set in."""
    while element is not None:
        named = styles.of(element).get("font-family") or element.get("face")
        if named:
            return named
        element = element.getparent()
    return ""


def _runs(root: HtmlElement, styles: source.Styles) -> Iterator[tuple[str, str]]:
    """Yield the pieces of text below ``root``, each with the name of its font."""
    for element in root.iter():
        if element.text and element.text.strip():
            yield element.text, _font(element, styles)
        if element.tail and element.tail.strip() and element is not root:
            yield element.tail, _font(element.getparent(), styles)


def _reads(text: str, encoding: Encoding, *, fewest: int) -> bool:
    """Tell whether the words of ``text`` make sense in ``encoding`` and make none as they are."""
    plain = text.translate(PRIVATE)
    # A sign that stands alone, as in "3 × 4", says nothing.
    marked = {one for one in LEGACY_WORD.findall(plain) if len(one) > 1 and not one.isascii()}
    if len(marked) < fewest:
        return False
    convert = CONVERTERS[encoding]
    sensible = sum(_is_syllable(convert(one)) and convert(one) != one for one in marked)
    as_it_is = sum(_is_syllable(one) for one in marked)
    return sensible >= MIN_SHARE * len(marked) and as_it_is <= MAX_SHARE_AS_IT_IS * len(marked)


def _is_syllable(word: str) -> bool:
    """Tell whether ``word`` could be a Vietnamese syllable with its tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = TONE_MARKS.findall(decomposed)
    bare = unicodedata.normalize("NFC", TONE_MARKS.sub("", decomposed))
    if len(tones) > 1 or not SYLLABLE.fullmatch(bare):
        return False
    # A syllable that ends in a stop is spoken in one of two tones.
    return not STOPPED.search(bare) or (bool(tones) and tones[0] in (ACUTE, DOT))
