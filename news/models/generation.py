"""The row behind news.generation, and the base of everything whose change readers can see."""

from typing import Any

from django.db import models, transaction
from django.db.models import F


class ContentGeneration(models.Model):
    """One row with one number; it grows in the transaction of every change readers could see."""

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def bump(cls) -> None:
        """Add one, making the row when it is missing. Call inside the change's transaction."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.get_or_create(pk=1, defaults={"number": 2})


class ReaderVisible(models.Model):
    """Base of small editable data shown to readers: each save or deletion is a new generation."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as usual and grow the content generation in the same transaction."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            ContentGeneration.bump()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete as usual and grow the content generation in the same transaction."""
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            ContentGeneration.bump()
        return result
