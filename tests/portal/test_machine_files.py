"""Robots, security.txt, OpenSearch, manifest and icons."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import lxml.etree
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageChops, ImageDraw

from tests.conftest import forget
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
IMAGES = Path(settings.BASE_DIR) / "static" / "img"
FILES = {
    "/robots.txt": "text/plain; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/opensearch.xml": "application/opensearchdescription+xml",
    "/manifest.webmanifest": "application/manifest+json",
    "/favicon.ico": "image/x-icon",
}


@pytest.fixture(autouse=True)
def identity():
    return makers.make_identity()


def fields(text):
    """Return the lines of a file of "Name: value" as pairs."""
    return [tuple(line.split(": ", 1)) for line in text.splitlines() if line]


@pytest.mark.parametrize(("address", "kind"), FILES.items())
def test_a_file_is_for_anyone_to_keep_and_to_ask_again(client, address, kind):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "cold"),
    [
        ("/robots.txt", 0),
        ("/favicon.ico", 0),
        ("/.well-known/security.txt", 3),
        ("/opensearch.xml", 3),
        ("/manifest.webmanifest", 3),
    ],
)
def test_queries_of_files(client, address, cold):
    client.get(address)
    forget()
    for expected in (cold, 0):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == expected


def test_robots_are_shown_the_map_and_kept_from_the_desk(client):
    assert fields(client.get("/robots.txt").text) == [
        ("User-agent", "*"),
        ("Disallow", "/quan-tri/"),
        ("Disallow", "/xem-truoc/"),
        ("Disallow", "/tim-kiem/?"),
        ("Sitemap", "http://testserver/sitemap.xml"),
    ]


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00Z", "2027-12-31T23:59:59Z"])
def test_security_txt_says_whom_to_tell_and_never_runs_out(client, moment):
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        found = dict(fields(client.get("/.well-known/security.txt").text))
        expires = datetime.strptime(found.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ")
        left = expires.replace(tzinfo=UTC) - timezone.now()
    assert timedelta(days=30) < left < timedelta(days=365)
    assert found == {
        "Contact": "mailto:ubnd@sen.example",
        "Preferred-Languages": "vi",
        "Canonical": "http://testserver/.well-known/security.txt",
    }


def test_without_an_identity_there_is_nobody_to_tell(client, identity):
    identity.delete()
    forget()
    assert client.get("/.well-known/security.txt").status_code == 404
    for address in ("/robots.txt", "/opensearch.xml", "/manifest.webmanifest"):
        assert client.get(address).status_code == 200


def test_opensearch_leads_to_the_search(client):
    root = lxml.etree.fromstring(client.get("/opensearch.xml").content)
    assert root.tag == f"{SEARCH}OpenSearchDescription"
    assert root.findtext(f"{SEARCH}ShortName") == "thị xã Sen"
    assert root.findtext(f"{SEARCH}Description").endswith("Cổng thông tin điện tử thị xã Sen")
    assert root.find(f"{SEARCH}Url").attrib == {
        "type": "text/html",
        "method": "get",
        "template": "http://testserver/tim-kiem/?q={searchTerms}",
    }
    icon = root.findtext(f"{SEARCH}Image").removeprefix("http://testserver")
    assert client.get(icon).status_code == 200


@pytest.mark.parametrize(
    ("place", "short"),
    [
        ("thị xã Sen", "thị xã Sen"),
        ("thị xã Kiến Tường", "Kiến Tường"),
        ("Phường Kiến Tường", "Kiến Tường"),
        ("thị xã rất dài không có tên", "thị xã rất dài k"),
    ],
)
def test_a_short_name_fits_where_programs_show_it(client, place, short):
    makers.make_identity(date(2020, 1, 1), place_name=place)
    assert client.get("/manifest.webmanifest").json()["short_name"] == short
    root = lxml.etree.fromstring(client.get("/opensearch.xml").content)
    assert root.findtext(f"{SEARCH}ShortName") == short


def test_the_manifest_names_the_portal_and_its_icons(client):
    response = client.get("/manifest.webmanifest")
    found = response.json()
    assert found["name"] == "Cổng thông tin điện tử thị xã Sen"
    assert "Cổng" in response.text
    assert (found["lang"], found["start_url"], found["scope"]) == ("vi", "/", "/")
    icons = {icon["sizes"]: icon for icon in found["icons"]}
    assert set(icons) == {"any", "192x192", "512x512"}
    for size in (192, 512):
        icon = icons[f"{size}x{size}"]
        assert icon["src"] == f"/static/img/icon-{size}.png"
        assert "maskable" in icon["purpose"]


@pytest.mark.parametrize(
    ("name", "size"), [("icon-192.png", 192), ("icon-512.png", 512), ("apple-touch-icon.png", 180)]
)
def test_icons_fill_their_square(name, size):
    """Telephones cut them to their own shapes, so no corner may be see-through."""
    assert (IMAGES / name).stat().st_size < 15_000
    with Image.open(IMAGES / name) as image:
        assert image.size == (size, size)
        corner = image.convert("RGBA").getpixel((0, 0))
    assert corner == (0x8E, 0x15, 0x19, 255)


def test_the_picture_for_networks_is_the_icon_on_its_colour():
    """How it is made: a new emblem needs a new one."""
    expected = Image.new("RGB", (1200, 630), "#8e1519")
    with Image.open(IMAGES / "icon-512.png") as icon:
        expected.paste(icon.convert("RGB"), (344, 53))
    ImageDraw.Draw(expected).rectangle((0, 618, 1199, 629), fill="#f4c542")
    with Image.open(IMAGES / "share.png") as image:
        assert image.format == "PNG"
        # Reduced to 64 colours, and so to half the bytes.
        differences = ImageChops.difference(image.convert("RGB"), expected)
    assert max(high for _low, high in differences.getextrema()) < 16
    assert (IMAGES / "share.png").stat().st_size < 15_000


def test_the_favicon_is_an_icon_of_three_sizes(client):
    with Image.open(io.BytesIO(client.get("/favicon.ico").content)) as image:
        assert image.format == "ICO"
        assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_every_page_s_head_names_them(client):
    text = client.get("/").text
    links = {
        (relation, address)
        for relation, address in re.findall(r'<link rel="([^"]+)"[^>]* href="([^"]+)"', text)
    } | {(rel, href) for rel, href in re.findall(r'<link rel="([^"]+)" href="([^"]+)"', text)}
    assert {
        ("search", "/opensearch.xml"),
        ("manifest", "/manifest.webmanifest"),
        ("icon", "/favicon.ico"),
        ("icon", "/static/img/emblem.svg"),
        ("apple-touch-icon", "/static/img/apple-touch-icon.png"),
        ("alternate", "/rss.xml"),
        ("alternate", "/atom.xml"),
    } <= links
