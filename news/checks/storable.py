"""What keeps content from being stored at all, even as a draft."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import richtext, videos
from news.checks.fault import Fault
from news.versions import Content

MAX_ATTACHMENTS = 30
web_address = URLValidator(
    ["http", "https"],
    message=gettext_lazy("Give a complete address that begins with https:// or http://."),
)


def unfit(content: Content) -> Iterator[Fault]:
    """Yield what keeps ``content`` (tidied) from being stored at all, even as a draft."""
    try:
        richtext.check_measure(content.body)
    except ValidationError as fault:
        yield Fault("body", fault.messages[0])
    if content.redirect_url:
        try:
            web_address(content.redirect_url)
        except ValidationError as fault:
            yield Fault("redirect_url", fault.messages[0])
    if content.video_url and not videos.youtube_id(content.video_url):
        yield Fault(
            "video_url",
            _("This is no address of a video at YouTube. Copy it from the browser's bar."),
        )
    if len(content.attachments) > MAX_ATTACHMENTS:
        yield Fault(
            "attachments",
            _("At most %(limit)d attachments are accepted.") % {"limit": MAX_ATTACHMENTS},
        )
