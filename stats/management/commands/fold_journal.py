"""Fold what this server has noted into the daily rows, for a timer where nobody reads."""

from typing import Any

from django.core.management.base import BaseCommand

from stats import folding


class Command(BaseCommand):
    """Fold the journals of this server."""

    help = "Add what this server's journals hold to the daily rows."

    def handle(self, *args: Any, **options: Any) -> None:
        folded = folding.fold()
        if folded is None:
            self.stdout.write("Một tiến trình khác đang cộng. / Another process is folding.")
        else:
            self.stdout.write(f"Đã cộng {folded} dòng. / {folded} lines folded.")
