"""The statistics app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatsConfig(AppConfig):
    """Page views and visits."""

    name = "stats"
    verbose_name = _("Statistics")
