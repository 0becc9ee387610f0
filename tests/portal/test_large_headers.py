"""What is remembered by a header grows no process, however long the header is."""

import gc
import io
import tracemalloc
from urllib.parse import urlencode

import pytest

from stats.tokens import Page, token_for
from tests.portal.web import ask

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TIMES, LENGTH = 30, 300_000
# A tenth of what the headers have together.
MOST_BYTES = TIMES * LENGTH // 10


def shown(number):
    body = urlencode({"t": token_for(Page("home"))}).encode()
    return ask(
        "/dem/",
        "POST",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        HTTP_USER_AGENT=f"Mozilla/5.0 {number} " + "x" * LENGTH,
        HTTP_ACCEPT_LANGUAGE="vi",
        **{"wsgi.input": io.BytesIO(body)},
    )


def read(number):
    return ask("/lien-he/", HTTP_ACCEPT_ENCODING=f"br, a{number}" + "x" * LENGTH)


@pytest.mark.parametrize("request_once", [shown, read])
def test_long_headers_are_not_remembered(request_once):
    assert request_once(0).status == 200
    tracemalloc.start()
    try:
        for number in range(1, TIMES):
            assert request_once(number).status == 200
        gc.collect()
        kept, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < MOST_BYTES
