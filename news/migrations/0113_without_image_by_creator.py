"""A person's own articles without a picture: few among many, so that none of the others is read."""

from importlib import import_module

from django.db import migrations, models

concurrently = import_module("news.migrations.0007_reading_indexes")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0112_waiting_articles")]

    operations = [
        concurrently.AddIndexBesideWork(
            model_name="article",
            index=models.Index(
                fields=["created_by", "-modified_at", "-id"],
                name="article_of_creator_no_image",
                condition=models.Q(without_image__isnull=False),
            ),
        ),
    ]
