"""Pieces of HTML that pages share: made once, never for other arguments, another day or state."""

from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from kientuong_portal.templatetags import portal_tags
from news import front
from news.models import ContentGeneration
from tests import factories

pytestmark = pytest.mark.django_db
LOAD = "{% load portal_tags %}"


def rendered(source, shell_before=None, **context):
    """Return what a view gives that began now, or under ``shell_before``."""
    request = RequestFactory().get("/")
    request.shell_before = shell_before or front.shell()
    return Template(LOAD + source).render(Context({"request": request, **context}))


def test_what_was_read_before_a_change_is_not_held_after_it(instant):
    """The view read its data, then the change came, then the template is rendered."""
    source = '{% piece "a" %}{{ text }}{% endpiece %}'
    before = front.shell()
    ContentGeneration.bump()
    assert rendered(source, before, text="cũ") == "cũ"
    assert rendered(source, text="mới") == "mới"


def test_a_piece_is_made_once_for_the_same_arguments():
    source = '{% piece "a" section %}{{ text }}{% endpiece %}'
    assert rendered(source, section=1, text="một") == "một"
    assert rendered(source, section=1, text="hai") == "một"
    assert rendered(source, section=2, text="hai") == "hai"
    assert rendered(source, text="ba") == "ba"


def test_a_piece_dies_with_the_generation_and_with_the_day(instant):
    source = '{% piece "a" %}{{ text }}{% endpiece %}'
    assert rendered(source, text="một") == "một"
    ContentGeneration.bump()
    assert rendered(source, text="hai") == "hai"
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert rendered(source, text="ba") == "ba"


def test_what_was_typed_stays_text_in_a_piece():
    source = '{% piece "a" %}{{ text }}{% endpiece %}'
    for _ in range(2):
        assert rendered(source, text="<b>") == "&lt;b&gt;"


def test_pieces_of_many_kinds_are_bounded(monkeypatch):
    monkeypatch.setattr(portal_tags, "MANY", 5)
    source = '{% piece "row" number one_of_many %}{{ number }}{% endpiece %}'
    for number in range(50):
        assert rendered(source, number=number) == str(number)
        assert len(front.shell().piece("html of many", dict)) <= 5


def test_a_row_shows_the_category_only_where_it_is_not_the_lists_own(client):
    top = factories.make_category(name="Tin tức")
    below = factories.make_category(name="Kinh tế", parent=top)
    factories.make_published(category=below)
    kicker = '<p class="kicker">Kinh tế</p>'
    for _ in range(2):
        assert kicker in client.get(top.get_absolute_url()).text
        assert kicker not in client.get(below.get_absolute_url()).text
