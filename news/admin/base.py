"""What every admin page of the portal has in common: no scripts, native inputs, rights by role."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from news import permissions
from news.admin.change_messages import Message, change_message
from news.days import Day, DayInput
from news.forms import AddressInput, LocalDateTimeField
from news.vietnamese import one_line

# What says nothing without the name of its column.
BARE = (models.IntegerField, models.DateField)


class OneLineField(forms.CharField):
    """Text of one line as it is stored, so that what nobody can see counts as nothing."""

    def to_python(self, value: Any) -> Any:
        """Return the text in NFC without hidden characters."""
        return one_line(super().to_python(value) or "") or self.empty_value


NATIVE_INPUTS: dict[type[models.Field], dict[str, Any]] = {
    models.CharField: {"form_class": OneLineField},
    # These are texts to the database, and fields of their own to a form.
    models.EmailField: {},
    models.SlugField: {},
    # Django's own admin would draw a text field for it, and write the day as 2026-10-05.
    models.DateField: {"form_class": Day, "widget": DayInput},
    models.URLField: {"assume_scheme": "https", "widget": AddressInput},
    models.DateTimeField: {"form_class": LocalDateTimeField},
}


class NativeInputs:
    """The browser's own inputs, without Django's pop-up buttons."""

    formfield_overrides = NATIVE_INPUTS

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        """Return the plain form field."""
        # This class is mixed into admins only, and they have the method.
        field = super().formfield_for_dbfield(*args, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        _name_the_empty_choice(field)
        return field


class PortalModelAdmin(NativeInputs, admin.ModelAdmin):
    """Base of the small data's admin: administrators keep it; nobody else enters."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    empty_value_display = SafeString('<span class="empty">–</span>')

    def may_keep(self, user: Any) -> bool:
        """Tell whether ``user`` may see and change this data."""
        return permissions.is_administrator(user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_keep(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_keep(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_keep(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_keep(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_keep(request.user)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow the filters that the page shows and no other look into the tables."""
        field = lookup.removesuffix("__exact").removesuffix("__isnull")
        asked = value if isinstance(value, list) else [value]
        shown = {getattr(one, "parameter_name", one) for one in self.list_filter}
        return field in shown and not any("\0" in str(one) for one in asked)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list under the name of what it lists."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Show the form under the name of what it changes."""
        original = context.get("original")
        if original:
            # Django's subtitle is the same name once more.
            context |= {"title": str(original), "subtitle": None}
        return super().render_change_form(request, context, **kwargs)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Message:
        """Return what the history says, in words that need no translation any more."""
        return change_message(form, formsets, add)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns, in words for who cannot see an icon or a heading."""
        return [_in_words(self.model, name) for name in super().get_list_display(request)]

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return every row form: whoever may keep this data may keep its rows."""
        return [inline(self.model, self.admin_site) for inline in self.inlines]

    @property
    def media(self) -> forms.Media:
        """Return nothing: the pages need no script of Django's."""
        return forms.Media()


class PortalInline(NativeInputs, admin.TabularInline):
    """Rows below a form; who may change the form may change its rows."""

    extra = 2

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


def _name_the_empty_choice(field: forms.Field | None) -> None:
    """Write words where Django has a row of dashes."""
    words = _("Choose…") if field and field.required else _("None chosen")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        field.choices = [
            (value, words if (value, label) in BLANK_CHOICE_DASH else label)
            for value, label in field.choices
        ]


def _in_words(model: type[models.Model], name: Any) -> Any:
    """Return the column ``name``; for a boolean field, one that writes its value out."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if isinstance(field, models.BooleanField):
        return _yes_or_no(field)
    return _told(field) if isinstance(field, BARE) else name


@cache
def _yes_or_no(field: models.BooleanField) -> Callable[[models.Model], str]:
    def value_of(row: models.Model) -> str:
        value = getattr(row, field.name)
        return format_html(
            '<img src="{}" alt="" width="13" height="13"> {}',
            static(f"admin/img/icon-{'yes' if value else 'no'}.svg"),
            _("Yes") if value else _("No"),
        )

    return _column(field, value_of)


@cache
def _told(field: models.Field) -> Callable[[models.Model], str | None]:
    def value_of(row: models.Model) -> str | None:
        value = getattr(row, field.name)
        return None if value is None else display_for_field(value, field, "")

    return _column(field, value_of)


def _column(
    field: models.Field, value_of: Callable[[models.Model], str | None]
) -> Callable[[models.Model], str | None]:
    """Return a column of ``field`` that names it on a phone, where rows have no headings."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: models.Model) -> str | None:
        label, value = capfirst(str(field.verbose_name)), value_of(row)
        return value and format_html('<span class="narrow-only">{}: </span>{}', label, value)

    # Django names the cell's class after the function.
    column.__name__ = field.name
    return column
