"""Pages about the portal itself: its map, contact, accessibility, privacy, how it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import front
from news.models import Category
from stats import bounds, figures, reports, visits


@dataclass(frozen=True)
class Branch:
    """A category with the branches below it, as the map draws it."""

    category: Category
    below: list[Branch]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Everything one can go to, for people; programs have sitemap.xml."""
    return _page(
        request,
        "portal/site_map.html",
        _("Map of the portal"),
        _("All sections of this portal on one page, so that you can go straight to what you need."),
        branches=_branches(front.tree(), None),
    )


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the agency, as the identity in force has it."""
    return _page(
        request,
        "portal/contact.html",
        _("Contact"),
        _("Address, telephone numbers and e-mail of the agency that runs this portal."),
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What people with disabilities can rely on, what falls short, and whom to tell."""
    return _page(
        request,
        "portal/accessibility.html",
        _("Accessibility"),
        _(
            "This portal is for everyone, whatever their eyesight, hearing, movement or device. "
            "Here is what we have done for that, and what is still missing."
        ),
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal knows of its readers: nothing that leads to a person."""
    return _page(
        request,
        "portal/privacy.html",
        _("Privacy"),
        _(
            "You can read everything here without saying who you are. The portal sets no cookie "
            "for readers, follows nobody and hands nothing on."
        ),
    )


@require_safe
def how_we_count(request: HttpRequest) -> HttpResponse:
    """What the public figures mean; the numbers in the text are those the counting uses."""
    return _page(
        request,
        "portal/how_we_count.html",
        _("How views and visits are counted"),
        _("What the figures on this portal mean, and how they come about without following you."),
        sum=figures.visit_sum(),
        sums=figures.view_sums(),
        bounds=bounds,
        silence=_minutes(visits.SILENCE.total_seconds()),
        online=_minutes(reports.ONLINE.total_seconds()),
        figure_seconds=round(figures.OLDEST_SECONDS),
    )


def _page(
    request: HttpRequest, template: str, title: str, lead: str, **context: Any
) -> HttpResponse:
    return render(request, template, {"title": title, "lead": lead, **context})


def _branches(tree: front.CategoryTree, above: Category | None) -> list[Branch]:
    return [Branch(category, _branches(tree, category)) for category in tree.children(above)]


def _minutes(seconds: float) -> int:
    return round(seconds / 60)
