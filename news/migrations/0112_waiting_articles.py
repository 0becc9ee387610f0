"""What waits for approval, the longest waiting first: few among many, whatever their category."""

from importlib import import_module

from django.db import migrations, models

concurrently = import_module("news.migrations.0007_reading_indexes")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0111_search_in_one_process")]

    operations = [
        concurrently.AddIndexBesideWork(
            model_name="article",
            index=models.Index(
                fields=["submitted_at"],
                name="article_waiting",
                condition=models.Q(status="pending"),
            ),
        ),
    ]
