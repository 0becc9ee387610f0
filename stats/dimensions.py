"""By what views, visits and requests are told apart beside the daily rows; kept for 25 months."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# At most so many different values of one dimension a day; what comes beyond is OTHERS, so that
# sums stay whole and nobody fills the table with made-up values.
MAX_VALUES = 1000
OTHERS = "…"
MAX_VALUE = 200
MAX_WORDS = 100
KEPT_MONTHS = 25


class Dimension(models.TextChoices):
    """What a detail row counts: see each line for what its amounts add up to."""

    # Of a day, each of these three adds up to all views by people.
    DEVICE = "device", _("Device")
    BROWSER = "browser", _("Browser")
    HOUR = "hour", _("Hour")
    # Of a day, each of these two adds up to all visits. A page is named as PageViews.page does; a
    # referrer is a host, empty when none was told.
    ENTRY = "entry", _("Entry page")
    REFERRER = "referrer", _("Referrer")
    # First pages of results; those of them that were empty.
    SEARCH = "search", _("Search")
    NOTHING = "nothing", _("Search that found nothing")
    # These are no views: addresses that do not exist, documents that were fetched.
    MISSING = "missing", _("Missing address")
    DOWNLOAD = "download", _("Download")
    # Adds up to all views by bots.
    BOT = "bot", _("Bot")
    REFUSED = "refused", _("Refused")


class Device(models.TextChoices):
    """What kind of device shows the page."""

    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    COMPUTER = "computer", _("Computer")
    OTHER = "other", _("Another device")


class Refusal(models.TextChoices):
    """Why something that was sent counts nowhere else."""

    TOKEN = "token", _("The page was not named by this portal")
    ORIGIN = "origin", _("Sent from another site")
    METHOD = "method", _("Not sent as a beacon is")
    SIZE = "size", _("Too long")
    FLOOD_VISITOR = "flood_visitor", _("More than a visitor reads in a minute")
    FLOOD_ADDRESS = "flood_address", _("More than an address sends in a minute")
