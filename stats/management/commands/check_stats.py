"""Fold, then compute every total from its parts and name any difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stats import checking, folding


class Command(BaseCommand):
    """Check that all counts agree; ends with 1 when some do not."""

    help = "Fold the journals, recompute every total from its parts and name any difference."

    def handle(self, *args: Any, **options: Any) -> None:
        folding.fold()
        if damaged := checking.damaged_lines():
            self.stdout.write(f"{damaged} dòng nhật ký hỏng, không đếm được. / damaged lines.")
        found = checking.differences()
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            raise CommandError(f"{len(found)} số không khớp. / {len(found)} figures differ.")
        whole = checking.reconciliation()
        self.stdout.write(
            f"Mọi số đều khớp: {whole.by_article} lượt xem. / All agree: {whole.by_article} views."
        )
