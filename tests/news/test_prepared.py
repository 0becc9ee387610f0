"""Queries compiled once: the same rows as Django's own, whatever the values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import prepared
from news.models import Category
from tests.factories import make_category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_prepared():
    prepared._kept.clear()


def named(condition, position):
    return Category.objects.filter(condition, position__gte=position).order_by("pk")


def test_only_the_first_of_a_shape_is_built():
    one, two = make_category(name="Một"), make_category(name="Hai")
    built = []

    def build(condition, position):
        built.append(condition)
        return named(condition, position)

    for pk, expected in ((one.pk, [one]), (two.pk, [two]), (0, [])):
        assert prepared.fetch("by id", build, Q(pk=pk), 0) == expected
    assert len(built) == 1
    assert prepared.fetch("by id", build, Q(pk__gte=one.pk) & ~Q(pk=two.pk), 0) == [one]
    assert len(built) == 2


def test_texts_and_names_are_part_of_the_shape():
    one, two = make_category(name="Một"), make_category(name="Hai")
    for name, expected in (("Một", [one]), ("Hai", [two]), ("Ba", [])):
        assert prepared.fetch("by name", named, Q(name=name), 0) == expected
    assert prepared.fetch("other", lambda pk: named(Q(pk__gt=pk), 0), one.pk) == [two]
    assert prepared.fetch("another", lambda pk: named(Q(pk__lt=pk), 0), two.pk) == [one]


def test_equal_values_keep_their_own_places():
    one, two = make_category(name="Một"), make_category(name="Hai")
    build = Category.objects.order_by("pk").filter
    assert prepared.fetch("between", build, Q(pk__gte=one.pk), Q(pk__lte=one.pk)) == [one]
    assert prepared.fetch("between", build, Q(pk__gte=one.pk), Q(pk__lte=two.pk)) == [one, two]


def test_what_can_never_be_found_asks_nothing():
    def build(pk):
        return Category.objects.filter(pk__in=[]).filter(pk=pk)

    with CaptureQueriesContext(connection) as queries:
        assert prepared.fetch("none", build, 1) == []
    assert not queries.captured_queries


def test_a_value_that_the_query_leaves_out_is_refused():
    with pytest.raises(ValueError, match="every value"):
        prepared.fetch("forgotten", lambda pk, other: named(Q(pk=pk), 0), 1, 2)


def test_a_text_by_itself_is_refused():
    with pytest.raises(TypeError, match="Neither"):
        prepared.fetch("by text", lambda pk: named(Q(pk=pk), 0), "1")


def test_moments_are_stored_as_the_database_keeps_them(django_user_model):
    now = timezone.now()
    person = django_user_model.objects.create(username="lan", last_login=now)

    def build(since, until):
        return django_user_model.objects.filter(last_login__gte=since, last_login__lt=until)

    second = timedelta(seconds=1)
    assert prepared.fetch("seen", build, now, now + second) == [person]
    assert prepared.fetch("seen", build, now - second, now) == []


def test_rows_bring_what_they_are_joined_with():
    parent = make_category(name="Trên")
    child = make_category(name="Dưới", parent=parent)
    (found,) = prepared.fetch(
        "joined", lambda pk: Category.objects.select_related("parent").filter(pk=pk), child.pk
    )
    with CaptureQueriesContext(connection) as queries:
        assert found.parent.name == "Trên"
    assert not queries.captured_queries
