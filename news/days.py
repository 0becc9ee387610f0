"""Days as people type them into an address or a field."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

# Days outside are slips of the keyboard, and near the ends of the calendar no moment exists.
YEARS = range(1900, 2200)
FIELD = forms.DateField(required=False)


def read(text: str) -> date | None:
    """Return the day that ``text`` names, as a browser or a person writes it; else None.

    27/11/2026, 27-11-2026, 27.11.2026, 27/11/26 and 2026-11-27 are the same day.
    """
    try:
        day = FIELD.clean(text)
    except ValidationError:
        return None
    return day if day and day.year in YEARS else None
