"""Make the renditions of all stored pictures: after an update that offers new sizes or formats."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from news import files
from news.models import StoredFile


class Command(BaseCommand):
    """Go through all pictures in the order they came; what is there already is passed over."""

    help = "Make missing renditions of stored pictures. Removes nothing; may be run again anytime."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Make all of them anew, also those that are there."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pictures = made = 0
        broken = []
        for file in StoredFile.objects.filter(width__isnull=False).order_by("pk").iterator():
            pictures += 1
            try:
                new = files.make_renditions(file, anew=options["all"])
            except OSError as fault:
                broken.append(file)
                self.stderr.write(f"{file.path}: {fault}")
                continue
            made += new
            if new and options["verbosity"] > 1:
                self.stdout.write(f"{file.sha256} {file.name}: {new}")
        self.stdout.write(
            _("Pictures: %(pictures)d; renditions made: %(made)d.")
            % {"pictures": pictures, "made": made}
        )
        if broken:
            raise CommandError(
                _("Pictures whose stored file is missing or damaged: %(count)d.")
                % {"count": len(broken)}
            )
