"""How forms are drawn: with our templates, and with limits that cut nothing off."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString


class Renderer(TemplatesSetting):
    """Django's renderer. A browser cuts what is pasted past "maxlength" without a word.

    A limit is data here, told beside its field (static/js/admin.js) and judged by the form.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """Return the HTML of a form, a field or a widget."""
        attrs = context.get("widget", {}).get("attrs", {})
        if "maxlength" in attrs:
            attrs["data-limit"] = attrs.pop("maxlength")
        return super().render(template_name, context, request)
