"""What the history of the small tables says of a change, in the language of who reads it.

Django stores the words untranslated and looks each of them up when the history is shown. That
finds neither a label that begins with a capital nor the name of a role, so here the words are
stored as the person saw them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

Message = list[dict[str, dict[str, Any]]]


def change_message(form: forms.Form, formsets: Any, add: bool) -> Message:
    """Return what ``form`` and the rows below it have changed, as LogEntry stores it."""
    message: Message = []
    if add:
        message.append({"added": {}})
    elif form.changed_data:
        message.append({"changed": {"fields": _labels(form)}})
    for rows in formsets or ():
        message += [{"added": _named(one)} for one in rows.new_objects]
        by_row = {row.instance.pk: row for row in rows.initial_forms}
        message += [
            {"changed": _named(one) | {"fields": _labels(by_row[one.pk])}}
            for one, _fields in rows.changed_objects
        ]
        message += [{"deleted": _named(one)} for one in rows.deleted_objects]
    return message


def _named(row: Any) -> dict[str, Any]:
    return {"name": str(row._meta.verbose_name), "object": str(row)}


def _labels(form: forms.Form) -> list[str]:
    """Return the labels of what was changed; a password form shows no field of that name."""
    return [
        str(form.fields[name].label or name) if name in form.fields else gettext(name)
        for name in form.changed_data
    ]
