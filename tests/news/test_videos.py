"""Videos: judged by their content, kept with their version, named at YouTube by address."""

import pytest
from django.core.exceptions import ValidationError

from news import files, videos
from news.enums import Layout, Role
from news.refusals import Refused
from news.workflow import submit
from tests import samples
from tests.factories import make_draft, make_type, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_an_mp4_is_stored_under_its_name():
    file = files.take_video(samples.video("Lễ hội sen.mp4"), make_user(Role.EDITOR))
    assert (file.name, file.media_type, file.is_video) == ("Lễ hội sen.mp4", "video/mp4", True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "MP4"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "MP4"),
        (samples.mp4(parts=("ftyp", "mdat")), "hỏng"),
        (samples.mp4()[:-4], "hỏng"),
        (samples.mp4(codec=b"hev1"), "H.264"),
        (samples.mp4(box_size=4), "hỏng"),
    ],
)
def test_what_browsers_cannot_show_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        videos.judge(content)


def test_a_video_too_large_is_refused(settings):
    settings.MAX_VIDEO_BYTES = 10
    with pytest.raises(ValidationError, match="MB"):
        videos.judge(samples.mp4())


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://www.youtube.com/watch?v=abcDEF_-123", "abcDEF_-123"),
        ("https://www.youtube.com/watch?t=4&v=abcDEF_-123&list=x", "abcDEF_-123"),
        ("https://youtu.be/abcDEF_-123?t=4", "abcDEF_-123"),
        ("https://m.youtube.com/shorts/abcDEF_-123", "abcDEF_-123"),
        ("http://youtu.be/abcDEF_-123", ""),
        ("https://youtube.com.evil.example/watch?v=abcDEF_-123", ""),
        ("https://youtu.be/abcDEF_-123456", ""),
        ("javascript:alert(1)//youtu.be/abcDEF_-123", ""),
        ("", ""),
    ],
)
def test_only_youtube_addresses_name_a_video(address, found):
    assert videos.youtube_id(address) == found


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        (Layout.VIDEO, "video_file"),
        (Layout.ALBUM, "body"),
        (Layout.DOCUMENT, "document_number"),
        (Layout.DOCUMENT, "document_date"),
    ],
)
def test_a_layout_asks_for_what_it_shows(layout, field):
    writer = make_user(Role.EDITOR)
    article = make_draft(writer, article_type=make_type(layout))
    with pytest.raises(Refused) as refused:
        submit(article.pk, writer, article.newest_version_id)
    assert field in {refusal.field for refusal in refused.value.refusals}


def test_a_video_alone_is_enough_for_its_layout():
    writer = make_user(Role.EDITOR)
    file = files.take_video(samples.video(), writer)
    article = make_draft(writer, article_type=make_type(Layout.VIDEO), body="", video=file)
    assert submit(article.pk, writer, article.newest_version_id).to_status == "pending"
    assert list(article.newest_version.file_links.values_list("file", flat=True)) == [file.pk]
