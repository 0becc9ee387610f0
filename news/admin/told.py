"""What a page says after something was done to an article."""

from __future__ import annotations

from django.utils.translation import gettext as _

from news.enums import Verb
from news.models import Event


def saved(event: Event) -> str:
    """Return the sentence about a version that was saved."""
    return _("Saved as version %(number)s.") % {"number": event.version_number}


def taken(kept: Event, *, is_own: bool) -> str:
    """Return the sentence about the newest text that stands over the one ``kept`` below it."""
    number = {"number": kept.version_number}
    if is_own:
        return (
            _("What you had saved stands; the form’s text is kept as version %(number)s.") % number
        )
    return _("The other text stands; yours is kept as version %(number)s.") % number


def done(event: Event, *, is_among_others: bool) -> str:
    """Return the sentence about a verb; with the article's title where others stand beside it."""
    words = {
        "verb": _what(event),
        "number": event.version_number,
        "title": event.version.title,
    }
    if is_among_others:
        return _("Done: %(verb)s – “%(title)s” (version %(number)s).") % words
    return _("Done: %(verb)s (version %(number)s).") % words


def _what(event: Event) -> str:
    """Return the words of the button that was pressed; featuring has one of its own."""
    if event.verb == Verb.PLACE and list(event.details) == ["is_featured"]:
        _before, after = event.details["is_featured"]
        return _("Feature on the home page") if after == str(True) else _("No longer featured")
    return event.get_verb_display()
