"""Vietnamese text: what is stored, how it is folded for search and addresses, how names sort."""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
# Sorting puts the tones in the order of the school alphabet: level, grave, hook, tilde, acute, dot.
TONE_ORDER = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Invisible characters that turn the direction of text or hide in it; no Vietnamese word needs one.
HIDDEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Every mark that can stand on a letter of ours; other scripts fold to nothing anyway.
MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
NOT_A_WORD = re.compile(r"[^0-9a-z]+")
OLD_TONE_PLACE = re.compile(rf"(?<![qQ])(o|u)([{TONES}])((?<=o.)[ae]|(?<=u.)y)(?![^\W_])")


def nfc(text: str) -> str:
    """Return ``text`` in NFC without control or direction-turning characters."""
    return unicodedata.normalize("NFC", CONTROL.sub("", HIDDEN.sub("", text)))


def one_line(text: str) -> str:
    """Return ``text`` as one line of NFC with single spaces, as a title or a name is stored."""
    return " ".join(nfc(text).split())


def paragraphs(text: str) -> str:
    """Return plain ``text`` in NFC with its line breaks kept and other white space single."""
    lines = (" ".join(line.split()) for line in nfc(text).splitlines())
    return "\n".join(lines).strip()


def fold(text: str) -> str:
    """Return ``text`` as lower-case words of a–z and 0–9 with single spaces: no marks, đ as d.

    Both the stored text and the query pass through here, so that either finds the other.
    """
    bare = MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    return NOT_A_WORD.sub(" ", bare).strip()


def mark(text: str) -> str:
    """Return ``text`` as lower-case words with marks, the tone where the new spelling puts it.

    hòa and hoà are the same word; the new placement is used for both. Words are separated, preceded
    and followed by one space, so that a whole word can be looked for as a substring.
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    moved = OLD_TONE_PLACE.sub(r"\1\3\2", decomposed)
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", moved))
    return f" {' '.join(words)} "


def slugify(text: str, limit: int = 80) -> str:
    """Return ``text`` folded for an address, at most ``limit`` characters, cut between words."""
    slug = fold(text).replace(" ", "-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug


def sort_key(name: str) -> str:
    """Return a string whose plain order is the order of ``name`` in the Vietnamese alphabet.

    Letters decide first (a ă â b c d đ …), tones only between words of equal letters.
    """
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFC", name.lower()):
        base = unicodedata.normalize("NFD", character)
        tone = next((mark for mark in base if mark in TONES), "")
        letter = unicodedata.normalize("NFC", base.replace(tone, "")) if tone else character
        index = ALPHABET.find(letter)
        letters.append(f"{index + 1:02d}" if index >= 0 else "00")
        tones.append(str(TONE_ORDER[tone]))
    return "".join(letters) + "." + "".join(tones)
