"""Addresses of the reports, inside the admin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter

from stats import monthly, report_views, state_views
from stats.exports import KINDS


class FileKind:
    """The end of a file's name: csv, xlsx."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


class MonthNumber(IntConverter):
    """A month as two digits."""

    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: Any) -> str:
        """Return the number with its zero."""
        return f"{int(value):02d}"


class FullYear(IntConverter):
    """A year that a calendar of an office has."""

    regex = "19[0-9]{2}|20[0-9]{2}|21[0-9]{2}"


register_converter(FileKind, "filekind")
register_converter(MonthNumber, "monthnumber")
register_converter(FullYear, "fullyear")


def urls(wrap: Callable[..., Any]) -> list[URLPattern]:
    """Return the addresses, each view behind ``wrap`` (the admin's log-in)."""
    base = "thong-ke/"
    return [
        path(base, wrap(report_views.overview), name="statistics"),
        path(f"{base}tinh-trang/", wrap(state_views.counting_state), name="counting_state"),
        path(f"{base}thang/", wrap(monthly.newest), name="newest_monthly_report"),
        path(
            f"{base}thang/<fullyear:year>/<monthnumber:month>/",
            wrap(monthly.monthly),
            name="monthly_report",
        ),
        path(f"{base}bai-viet/<int:pk>/", wrap(report_views.article), name="article_statistics"),
        path(
            f"{base}bai-viet/<int:pk>.<filekind:kind>",
            wrap(report_views.article_export),
            name="article_statistics_file",
        ),
        path(f"{base}<slug:name>/", wrap(report_views.report), name="report"),
        path(f"{base}<slug:name>.<filekind:kind>", wrap(report_views.export), name="report_file"),
    ]
