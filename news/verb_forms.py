"""The forms of the desk's verbs: what each of them asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news import intervals, permissions, refusals
from news.enums import Verb
from news.forms import LocalDateTimeField
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

    def asks_for_change(self) -> bool:
        """Tell whether doing the verb would change anything."""
        return True


class SubmitForm(VerbForm):
    """Submitting what is saved; the reason is asked for by the checks, when they warn."""

    reason = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)


class ReasonForm(VerbForm):
    """A verb that needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewForm(ReasonForm):
    """Reviewing an emergency publication: what was found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Comment")
        self.fields["reason"].help_text = _("Whoever published the article reads it.")


class ClosingForm(VerbForm):
    """When something published again is to close."""

    closes_at = LocalDateTimeField(
        label=_("Shown until"),
        required=False,
        help_text=_("Empty: without end."),
    )


class RepublishForm(ClosingForm):
    """Publishing again: says which version readers will see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = intervals.last_ended(self.article, timezone.now())
        if ended:
            self.fields["closes_at"].help_text = _(
                "Empty: without end. Readers will see version %(number)s again."
            ) % {"number": ended.version.number}


class ScheduleForm(ClosingForm):
    """A new opening and closing time."""

    opens_at = LocalDateTimeField(label=_("Published from"))
    field_order = ["version", "opens_at", "closes_at"]


class RestoreForm(VerbForm):
    """The version to restore."""

    serial = forms.IntegerField(widget=forms.HiddenInput)


class PlaceForm(VerbForm):
    """Where an article stands: category, address, and whether it is featured."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ModelChoiceField(label=_("Category"), queryset=None, empty_label=_("Choose…"))
    slug = forms.CharField(
        label=_("Words in the address"),
        max_length=80,
        help_text=_("Old addresses lead on to the new one."),
    )
    is_featured = forms.BooleanField(label=_("Featured on the home page"), required=False)
    featured_until = LocalDateTimeField(
        label=_("Featured until"),
        required=False,
        help_text=_("Empty: until it is taken back."),
    )
    featured_rank = forms.IntegerField(
        label=_("Rank among the featured"),
        min_value=1,
        max_value=refusals.LAST_RANK,
        help_text=_("Smaller numbers come first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = permissions.offered_categories(self.user, self.article)

    def clean(self) -> dict[str, Any]:
        """Refuse to write over a placement that was changed since this one was looked at."""
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.article.revision:
            self.data = self.data.copy()
            self.data["seen"] = self.article.revision
            self.add_error(None, self._meanwhile())
        return cleaned

    def _meanwhile(self) -> str:
        return _(
            "Somebody has changed this article meanwhile: category “%(category)s”, address "
            "“%(slug)s”, %(featured)s. Look at your choice once more and send it again."
        ) % {
            "category": self.article.category,
            "slug": self.article.slug,
            "featured": _("featured") if self.article.is_featured else _("not featured"),
        }

    def arguments(self) -> dict[str, Any]:
        """Return what is to be different from how the article stands now."""
        chosen = super().arguments()
        chosen.pop("seen")
        return {
            name: value for name, value in chosen.items() if getattr(self.article, name) != value
        }

    def asks_for_change(self) -> bool:
        return bool(self.arguments())

    def clean_slug(self) -> str:
        slug = slugify(self.cleaned_data["slug"])
        if not slug:
            raise ValidationError(_("The address needs at least one letter or digit."))
        return slug


VERB_FORMS: dict[Verb, type[VerbForm]] = {
    Verb.SUBMIT: SubmitForm,
    Verb.RECALL: VerbForm,
    Verb.APPROVE: VerbForm,
    Verb.REJECT: ReasonForm,
    Verb.EMERGENCY_PUBLISH: ReasonForm,
    Verb.REVIEW: ReviewForm,
    Verb.WITHDRAW: ReasonForm,
    Verb.REPUBLISH: RepublishForm,
    Verb.RESCHEDULE: ScheduleForm,
    Verb.CANCEL: VerbForm,
    Verb.RESTORE: RestoreForm,
    Verb.PLACE: PlaceForm,
}
