"""Days as people type them into an address or a field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

# Days outside are slips of the keyboard, and near the ends of the calendar no moment exists.
YEARS = range(1900, 2200)


class DayInput(forms.DateInput):
    """The browser's own field for a day; plain where it holds what no such field could show."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the field is drawn from."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, str) and value and not _iso_day(value):
            context["widget"]["type"] = "text"
        return context


class Day(forms.DateField):
    """A day in years that a calendar of an office has."""

    widget = DayInput
    default_error_messages = {
        "invalid": gettext_lazy("Please give a day that exists, for example 05/10/2026."),
        "year": gettext_lazy("The year is not right."),
    }

    def to_python(self, value: Any) -> date | None:
        """Return the day; raises ValidationError for one that no office would write."""
        day = super().to_python(value)
        if day and day.year not in YEARS:
            raise ValidationError(self.error_messages["year"], code="year")
        return day


FIELD = Day(required=False)


def read(text: str) -> date | None:
    """Return the day that ``text`` names, as a browser or a person writes it; else None.

    27/11/2026, 27-11-2026, 27.11.2026, 27/11/26 and 2026-11-27 are the same day.
    """
    try:
        return FIELD.clean(text)
    except ValidationError:
        return None


def _iso_day(text: str) -> date | None:
    """Return the day that ``text`` writes as 2026-10-05; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
