"""What a report is asked for: days, what they are compared with, filters; all in the address."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import front
from news.days import Day
from news.models import ArticleType, Author, Category
from news.vietnamese import fold
from stats import periods
from stats.periods import Against, Grain, Period, Quick
from stats.reports.catalogue import AUTHOR, CATEGORY, GRAIN, TEXT, TYPE
from stats.reports.overview import first_day
from stats.reports.tables import Asked

USUAL = Quick.DAYS
QUICK = "period"
DATES = ("from", "to", "against_from", "against_to")


class ReportForm(forms.Form):
    """A form by GET. ``filters`` name the fields that the report can be narrowed by.

    An address may name a usual period ("period=last-month") in place of days.
    """

    against = forms.ChoiceField(
        label=gettext_lazy("Compare with"), choices=Against.choices, required=False
    )
    against_from = Day(label=gettext_lazy("Other days: from"), required=False)
    against_to = Day(label=gettext_lazy("Other days: to"), required=False)
    grain = forms.ChoiceField(
        label=gettext_lazy("Divided"), choices=[("", gettext_lazy("As fits")), *Grain.choices]
    )
    category = forms.TypedChoiceField(label=gettext_lazy("Category"), coerce=int, empty_value=None)
    article_type = forms.TypedChoiceField(
        label=gettext_lazy("Article type"), coerce=int, empty_value=None
    )
    author = forms.TypedChoiceField(label=gettext_lazy("Author"), coerce=int, empty_value=None)
    q = forms.CharField(
        label=gettext_lazy("Words of the title"),
        max_length=100,
        help_text=gettext_lazy("Marks do not matter."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, query: QueryDict, today: date, filters: frozenset[str]) -> None:
        self.today, self.first = today, first_day(today)
        super().__init__(self._with_days(query), use_required_attribute=False)
        self.fields = {
            "from": Day(label=_("From"), required=False),
            "to": Day(label=_("To"), required=False),
            **self.fields,
        }
        for name in (GRAIN, CATEGORY, TYPE, AUTHOR, TEXT):
            if name not in filters:
                del self.fields[name]
            else:
                self.fields[name].required = False
        self._offer()

    def _with_days(self, query: QueryDict) -> QueryDict:
        """Return ``query`` with the days of its usual period, and what is usual elsewhere."""
        data = query.copy()
        if not data.get("from") and not data.get("to"):
            quick = data.get(QUICK, "")
            usual = periods.usual(quick if quick in Quick.values else USUAL, self.today, self.first)
            data["from"], data["to"] = usual.first.isoformat(), usual.last.isoformat()
        data.setdefault("against", Against.BEFORE)
        return data

    def _offer(self) -> None:
        if CATEGORY in self.fields:
            self._set(CATEGORY, _category_choices(None, 0))
        if TYPE in self.fields:
            self._set(TYPE, ArticleType.objects.values_list("pk", "name"))
        if AUTHOR in self.fields:
            self._set(AUTHOR, Author.objects.values_list("pk", "pen_name"))

    def _set(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All")), *choices]

    def clean(self) -> dict[str, Any]:
        """Judge what no field can judge alone: the order of days, what is compared, how fine."""
        data = super().clean() or self.cleaned_data
        self.period = self._span("from", "to")
        self.other = self._against()
        grain = data.get(GRAIN)
        if self.period and grain and periods.part_count(self.period, grain) > periods.MOST_PARTS:
            self.add_error(
                GRAIN, _("These days are too many to be divided so finely; choose longer parts.")
            )
        return data

    def _span(self, first_name: str, last_name: str) -> Period | None:
        """Return the days of two fields, one given alone standing for both."""
        if first_name in self.errors or last_name in self.errors:
            return None
        first, last = self.cleaned_data.get(first_name), self.cleaned_data.get(last_name)
        first, last = first or last, last or first
        if first is None or last is None:
            return None
        if first > last:
            self.add_error(last_name, _("The last day lies before the first one."))
            return None
        return Period(first, last)

    def _against(self) -> Period | None:
        chosen = self.cleaned_data.get("against") or Against.BEFORE
        if not self.period or chosen == Against.NOTHING:
            return None
        if chosen == Against.OTHER:
            other = self._span("against_from", "against_to")
            if other is None and not self.errors:
                self.add_error("against_from", _("Please say which days to compare with."))
            return other
        return (
            periods.before(self.period)
            if chosen == Against.BEFORE
            else periods.year_before(self.period)
        )

    def asked(self, page: str, *, is_paged: bool) -> Asked:
        """Return what is asked for; only of a valid form."""
        data = self.cleaned_data
        period = self.period
        if period is None:
            raise ValueError("the form is not valid")
        category = data.get(CATEGORY)
        return Asked(
            period=period,
            against=self.other,
            today=self.today,
            grain=Grain(data.get(GRAIN) or periods.usual_grain(period)),
            compared=data.get("against") or Against.BEFORE,
            categories=frozenset(front.tree().below(category)) if category else None,
            article_type=data.get(TYPE),
            author=data.get(AUTHOR),
            text=fold(data.get(TEXT) or ""),
            page=min(int(page), 10_000) if page.isdecimal() and len(page) < 9 and int(page) else 1,
            is_paged=is_paged,
        )

    def query(self, **changes: str) -> str:
        """Return the query string of what is asked for, with ``changes``; nothing empty."""
        data = {name: self.data.get(name, "") for name in self.fields}
        if data["against"] != Against.OTHER:
            data["against_from"] = data["against_to"] = ""
        if data["against"] == Against.BEFORE:
            data["against"] = ""
        return urlencode({name: value for name, value in (data | changes).items() if value})

    def quick_links(self) -> list[tuple[str, str, bool]]:
        """Return the usual periods: label, query string, whether it is the one shown."""
        shown = self.period if self.is_valid() else None
        return [
            (
                str(quick.label),
                self.query(**{"from": "", "to": "", QUICK: quick.value}),
                shown == periods.usual(quick, self.today, self.first),
            )
            for quick in Quick
        ]

    def about(self) -> list[tuple[str, str]]:
        """Return in words what is asked for: days, what they are compared with, filters."""
        period = self.period
        lines = [(_("Days"), period.label if period else "")]
        if self.other:
            lines.append((_("Compared with"), self.other.label))
        for name in (GRAIN, CATEGORY, TYPE, AUTHOR, TEXT):
            value = self.data.get(name) if name in self.fields else ""
            if value:
                choices = getattr(self.fields[name], "choices", ())
                named = {str(key): str(label) for key, label in choices}
                text = named.get(str(value), str(value)).lstrip("– ")
                lines.append((str(self.fields[name].label), text))
        return lines

    @property
    def is_open(self) -> bool:
        """Whether the fields have to be seen: something is wrong, or narrows the report."""
        return bool(self.errors) or any(
            self.data.get(name) for name in (CATEGORY, TYPE, AUTHOR, TEXT, "against_from")
        )


def _category_choices(parent: Category | None, depth: int) -> list[tuple[int, str]]:
    """Return the categories below ``parent`` in the tree's order, those below others indented."""
    found = []
    for one in front.tree().children(parent):
        found.append((one.pk, "– " * depth + one.name))
        found += _category_choices(one, depth + 1)
    return found
