"""Beacons as the server gets them: answered before Django begins, counted all the same."""

import io
from urllib.parse import urlencode

import pytest

from stats.models import ArticleViews
from stats.tokens import Page, token_for
from tests import factories
from tests.portal.web import ask
from tests.stats.test_counting import PHONE

pytestmark = pytest.mark.django_db


def send(body, **environ):
    """Send ``body`` (bytes) as a reader's browser does."""
    told = {
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_USER_AGENT": PHONE,
        "HTTP_ACCEPT_LANGUAGE": "vi",
        "wsgi.input": io.BytesIO(body),
    }
    return ask("/dem/", "POST", **(told | environ))


def test_a_beacon_is_counted_and_answered():
    article = factories.make_published()
    answer = send(urlencode({"t": token_for(Page("article", article.pk))}).encode())
    assert (answer.status, answer.text) == (200, '{"views": "1"}')
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert ArticleViews.objects.get().people == 1


def test_what_is_no_beacon_is_refused_or_passed_on():
    assert send(b"t=home:forged").status == 400
    assert ask("/dem/").status == 405
    assert ask("/dem").status == 301
    assert not ArticleViews.objects.exists()


class Gone(io.RawIOBase):
    """A connection that the reader has closed."""

    def read(self, *_size):
        raise OSError("connection reset")


def test_a_reader_who_goes_on_meanwhile_disturbs_nothing():
    assert send(b"t=x", **{"wsgi.input": Gone()}).status == 400
