"""Remove uploads that nobody uses or finished. For a timer, once a night or so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from news import piecewise, unused_files


class Command(BaseCommand):
    """Goes through the files that no version has and nobody brought in for a week.

    Uploads that stopped half way and got no piece for a week go as well.
    """

    help = "Remove stored files that no version has and that were uploaded over 7 days ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list them, remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        count = size = 0
        for upload in piecewise.collect(timezone.now(), dry_run=options["dry_run"]):
            count += 1
            size += upload.received
            if options["dry_run"] or options["verbosity"] > 1:
                self.stdout.write(f"{upload.key} {upload.name}")
        for file in unused_files.collect(timezone.now(), dry_run=options["dry_run"]):
            count += 1
            size += file.size
            if options["dry_run"] or options["verbosity"] > 1:
                self.stdout.write(f"{file.sha256} {file.name}")
        sentence = (
            _("Files that would be removed: %(count)d (%(size)d MB).")
            if options["dry_run"]
            else _("Files removed: %(count)d (%(size)d MB).")
        )
        self.stdout.write(sentence % {"count": count, "size": size // 2**20})
