"""Have the virus scanner look at what waits. For a timer, every few minutes or so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from news import virus_scan


class Command(BaseCommand):
    """One round over the files that came in while the scanner was down."""

    help = "Scan the files that wait for it; clean ones are readers' from then on."

    def handle(self, *args: Any, **options: Any) -> None:
        if not virus_scan.is_wanted():
            raise CommandError(_("Nothing is scanned: CLAMAV_SOCKET is not set."))
        done = virus_scan.scan_waiting()
        if done.clean or done.infected or options["verbosity"] > 1:
            self.stdout.write(
                _("Files found clean: %(clean)d; with a virus: %(infected)d.")
                % {"clean": done.clean, "infected": done.infected}
            )
        if done.error:
            raise CommandError(
                _("The virus scanner cannot be reached: %(error)s. Files that wait: %(left)d.")
                % {"error": done.error, "left": done.left}
            )
