"""Parts of files, as players of videos ask for them (RFC 9110, section 14)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news import byte_ranges, files
from news.enums import Layout, Role
from tests import factories, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CONTENT = samples.mp4()
SIZE = len(CONTENT)


@pytest.fixture
def video():
    """A video in a visible article."""
    file = files.take_video(
        SimpleUploadedFile("le-hoi.mp4", CONTENT), factories.make_user(Role.EDITOR)
    )
    factories.make_published(
        article_type=factories.make_type(Layout.VIDEO),
        image=factories.make_stored_image(),
        image_alt="Lễ hội",
        video=file,
    )
    return file.get_absolute_url()


def test_a_video_is_shown_not_downloaded(client, video):
    response = client.get(video)
    assert response.status_code == 200
    assert response.getvalue() == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"] == 'inline; filename="le-hoi.mp4"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=10-", 10, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=5-999999", 5, SIZE),
        ("bytes=-999999", 0, SIZE),
        ("Bytes=0-1", 0, 2),
    ],
)
def test_one_range(client, video, asked, start, stop):
    response = client.get(video, headers={"Range": asked})
    assert response.status_code == 206
    assert response.getvalue() == CONTENT[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response["Content-Length"] == str(stop - start)
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999-100000", "bytes=-0"])
def test_a_range_outside_the_file(client, video, asked):
    response = client.get(video, headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        *("", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "items=0-1", "0-1"),
        *("bytes=1-2-3", "bytes= 1-2", "bytes=\u0661-\u0662", "bytes=" + "9" * 5000 + "-"),
    ],
)
def test_what_is_no_single_range_is_passed_over(client, video, asked):
    response = client.get(video, headers={"Range": asked})
    assert response.status_code == 200
    assert response.getvalue() == CONTENT
    assert "Content-Range" not in response


def test_a_range_of_another_state_of_the_file_gets_the_whole(client, video):
    etag = client.get(video)["ETag"]
    for condition, status in (
        (etag, 206),
        ('"other"', 200),
        (f"W/{etag}", 200),
        ("Sun, 22 Nov 2026 10:00:00 GMT", 200),
    ):
        response = client.get(video, headers={"Range": "bytes=0-3", "If-Range": condition})
        assert response.status_code == status, condition
        assert response["ETag"] == etag


def test_a_browser_that_has_it_gets_nothing_whatever_part_it_asks_for(client, video):
    etag = client.get(video)["ETag"]
    response = client.get(video, headers={"Range": "bytes=0-3", "If-None-Match": etag})
    assert response.status_code == 304
    assert response["ETag"] == etag


def test_asking_for_the_head_only(client, video):
    response = client.head(video, headers={"Range": "bytes=0-3"})
    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"


def test_renditions_and_attachments_have_parts_too(client):
    image, attachment = factories.make_stored_image(), factories.make_attachment()
    factories.make_published(image=image, image_alt="Cầu", attachments=(attachment,))
    for address in (f"/tep/{image.sha256}/320.webp", attachment.file.get_absolute_url()):
        whole = client.get(address).getvalue()
        response = client.get(address, headers={"Range": "bytes=2-9"})
        assert response.status_code == 206
        assert response.getvalue() == whole[2:10]


def test_a_part_of_what_nobody_may_read_does_not_exist(client):
    file = files.take_video(samples.video(), factories.make_user(Role.EDITOR))
    for headers in ({}, {"Range": "bytes=0-3"}, {"Range": "bytes=99999-"}):
        assert client.get(file.get_absolute_url(), headers=headers).status_code == 404


def test_a_large_file_is_read_in_pieces():
    """A player that leaves after a moment has not made the server read a hundred megabytes."""

    class Counting:
        largest = read_bytes = 0
        is_closed = False

        def seek(self, position):
            self.position = position

        def read(self, size):
            self.largest = max(self.largest, size)
            self.read_bytes += size
            return bytes(size)

        def close(self):
            self.is_closed = True

    file = Counting()
    part = byte_ranges.Part(file, range(1000, 100_000_000))
    chunks = iter(part)
    assert len(next(chunks)) == byte_ranges.CHUNK
    part.close()
    assert (file.position, file.largest, file.read_bytes) == (
        1000,
        byte_ranges.CHUNK,
        byte_ranges.CHUNK,
    )
    assert file.is_closed


@pytest.mark.parametrize("header", [{}, {"Range": "bytes=0-"}, {"Range": "bytes=7-200000"}])
def test_what_is_not_large_is_handed_over_in_one_piece(client, header):
    """Then no worker waits for a reader on a slow line: no picture, no stretch of a film."""
    attachment = factories.make_attachment(text="x" * 300_000)
    factories.make_published(attachments=(attachment,))
    pieces = list(client.get(attachment.file.get_absolute_url(), headers=header))
    assert len(pieces) == 1


@pytest.mark.parametrize(
    ("asked", "stop"), [("bytes=100-", 100 + byte_ranges.STRETCH), ("bytes=100-2999999", 3_000_000)]
)
def test_a_player_gets_a_film_in_stretches(asked, stop):
    """Only where it names no end; a download that goes on after a break gets the rest at once."""
    size = 5_000_000
    assert byte_ranges.asked(asked, size, in_stretches=True) == range(100, stop)
    assert byte_ranges.asked("bytes=100-", size) == range(100, size)
