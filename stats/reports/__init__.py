"""Figures: those of public pages (public), and the reports that administrators read."""

from stats.reports.public import (
    ONLINE,
    Day,
    VisitCounter,
    VisitSum,
    daily,
    most_read,
    ranking,
    views_of,
    visit_counter,
    visit_sum,
)

__all__ = [
    "ONLINE",
    "Day",
    "VisitCounter",
    "VisitSum",
    "daily",
    "most_read",
    "ranking",
    "views_of",
    "visit_counter",
    "visit_sum",
]
