"""The forms of the desk's verbs: what each of them asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from news import permissions
from news.enums import Verb
from news.forms import LocalDateTimeInput
from news.models import Article
from news.vietnamese import slugify


class VerbForm(forms.Form):
    """What every verb carries: the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.article = article

    def arguments(self) -> dict[str, Any]:
        """Return the verb's arguments for news.workflow."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(VerbForm):
    """A verb that needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ClosingForm(VerbForm):
    """When something published again is to close."""

    closes_at = forms.DateTimeField(
        label=_("Shown until"),
        required=False,
        help_text=_("Empty: without end."),
        widget=LocalDateTimeInput,
    )


class ScheduleForm(ClosingForm):
    """A new opening and closing time."""

    opens_at = forms.DateTimeField(label=_("Published from"), widget=LocalDateTimeInput)
    field_order = ["version", "opens_at", "closes_at"]


class RestoreForm(VerbForm):
    """The version to restore."""

    serial = forms.IntegerField(widget=forms.HiddenInput)


class PlaceForm(VerbForm):
    """Where an article stands: category, address, and whether it is featured."""

    category = forms.ModelChoiceField(label=_("Category"), queryset=None)
    slug = forms.CharField(
        label=_("Words in the address"),
        max_length=80,
        help_text=_("Old addresses lead on to the new one."),
    )
    is_featured = forms.BooleanField(label=_("Featured on the home page"), required=False)
    featured_until = forms.DateTimeField(
        label=_("Featured until"),
        required=False,
        help_text=_("Empty: until it is taken back."),
        widget=LocalDateTimeInput,
    )
    featured_rank = forms.IntegerField(
        label=_("Rank among the featured"),
        min_value=1,
        max_value=999,
        help_text=_("Smaller numbers come first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = permissions.offered_categories(self.user, self.article)

    def clean_slug(self) -> str:
        slug = slugify(self.cleaned_data["slug"])
        if not slug:
            raise ValidationError(_("The address needs at least one letter or digit."))
        return slug


VERB_FORMS: dict[Verb, type[VerbForm]] = {
    Verb.SUBMIT: VerbForm,
    Verb.RECALL: VerbForm,
    Verb.APPROVE: VerbForm,
    Verb.REJECT: ReasonForm,
    Verb.EMERGENCY_PUBLISH: ReasonForm,
    Verb.REVIEW: ReasonForm,
    Verb.WITHDRAW: ReasonForm,
    Verb.REPUBLISH: ClosingForm,
    Verb.RESCHEDULE: ScheduleForm,
    Verb.CANCEL: VerbForm,
    Verb.RESTORE: RestoreForm,
    Verb.PLACE: PlaceForm,
}
