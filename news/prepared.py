"""Queries whose SQL is made once: only the values in it change from one reader to the next.

Django builds and compiles a query anew each time, which costs a reader's page ten times what the
database then does. ``fetch`` keeps the compiled SQL of each shape of a query for this process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

MOST = 500
# What stands in for the values while the SQL is made: no constant of a query is like it, and a
# number fits into every column, or Django would leave its condition out.
FIRST_MOMENT = datetime(1800, 1, 1, tzinfo=UTC)
FIRST_NUMBER = 31_000

_kept: dict[Hashable, _Compiled | None] = {}


@dataclass(frozen=True)
class _Compiled:
    """SQL with its parameters, and which of them (by place) is which of the values.

    ``converters`` turn columns into Python's values.
    """

    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    slots: dict[int, int]
    converters: dict[int, Any]


def fetch(name: Hashable, build: Callable[..., QuerySet[Row]], *values: Any) -> list[Row]:
    """Return the rows of ``build(*values)``.

    ``values`` are moments (aware), whole numbers, and conditions (Q) made of these. ``name`` and
    the shape of the values must say all that the query depends on beside the values themselves:
    ``build`` is called only when that combination is new to this process, with stand-ins for them.
    Raises TypeError for other values, each of which would be a shape of its own.
    """
    if not all(isinstance(value, Q) or _varies(value) for value in values):
        raise TypeError(f"Neither moments, numbers nor conditions: {values}")
    found: list[Any] = []
    key = (name, *(_shape(value, found) for value in values))
    try:
        compiled = _kept[key]
    except KeyError:
        # Looked up once only, for another thread may do this at any moment.
        if len(_kept) >= MOST:
            _kept.clear()
        compiled = _kept[key] = _compile(build, values)
    return [] if compiled is None else _run(compiled, found)


def _shape(value: Any, found: list[Any]) -> Any:
    """Return what ``value`` is without its moments and numbers, which go into ``found``."""
    if isinstance(value, Q):
        children = (_shape(child, found) for child in value.children)
        return (value.connector, value.negated, *children)
    if isinstance(value, tuple):
        path, compared = value
        return path, _shape(compared, found)
    if _varies(value):
        found.append(value)
        return type(value)
    return value


def _varies(value: Any) -> bool:
    return isinstance(value, datetime) or (isinstance(value, int) and not isinstance(value, bool))


def _stand_in(value: Any, used: list[Any]) -> Any:
    """Return ``value`` with a stand-in for each of its moments and numbers; they go into ``used``.

    In the order of ``_shape``.
    """
    if isinstance(value, Q):
        condition = Q(_connector=value.connector, _negated=value.negated)
        condition.children = [_stand_in(child, used) for child in value.children]
        return condition
    if isinstance(value, tuple):
        path, compared = value
        return path, _stand_in(compared, used)
    if _varies(value):
        step = len(used)
        is_moment = isinstance(value, datetime)
        used.append(FIRST_MOMENT + timedelta(days=step) if is_moment else FIRST_NUMBER + step)
        return used[-1]
    return value


def _compile(build: Callable[..., QuerySet[Any]], values: tuple[Any, ...]) -> _Compiled | None:
    """Return the compiled query; None when nothing can ever be found."""
    used: list[Any] = []
    queryset = build(*[_stand_in(value, used) for value in values])
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    stored = [_stored(stand_in, queryset.db) for stand_in in used]
    slots = {
        place: stored.index(parameter)
        for place, parameter in enumerate(parameters)
        if parameter in stored
    }
    if set(slots.values()) != set(range(len(used))):
        raise ValueError(f"The query does not hold every value: {sql}")
    # Django would look for each column's converters with every run.
    converters = compiler.get_converters(
        [column for column, *_rest in compiler.select[: compiler.col_count]]
    )
    return _Compiled(queryset, compiler, sql, tuple(parameters), slots, converters)


def _run(compiled: _Compiled, values: list[Any]) -> list[Any]:
    database = compiled.queryset.db
    parameters = tuple(
        _stored(values[compiled.slots[place]], database) if place in compiled.slots else parameter
        for place, parameter in enumerate(compiled.parameters)
    )
    # Each thread has a connection of its own.
    compiler = copy(compiled.compiler)
    compiler.connection = connections[database]
    compiler.as_sql = lambda *_args, **_options: (compiled.sql, parameters)
    compiler.get_converters = lambda _columns: compiled.converters
    rows = compiled.queryset.all()
    # The one place where Django turns a query into SQL.
    rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
    return list(rows)


def _stored(value: Any, database: str) -> Any:
    """Return ``value`` as the database's parameters have it."""
    if isinstance(value, datetime):
        return connections[database].ops.adapt_datetimefield_value(value)
    return value
