"""Tables beside the stored files, whose own rows never change: their words, and which of them wait."""

import django.db.models.deletion
from django.db import migrations, models


def _file(related_name):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name=related_name,
        serialize=False,
        to="news.storedfile",
        verbose_name="file",
    )


class Migration(migrations.Migration):
    dependencies = [("news", "0091_preview_links")]

    operations = [
        migrations.CreateModel(
            name="FileWords",
            fields=[("file", _file("words")), ("text", models.TextField(verbose_name="words"))],
            options={"verbose_name": "words of a file", "verbose_name_plural": "words of files"},
        ),
        migrations.CreateModel(
            name="WaitingFile",
            fields=[
                ("file", _file("waiting")),
                ("since", models.DateTimeField(verbose_name="waits since")),
                ("found", models.CharField(blank=True, max_length=200, verbose_name="virus found")),
            ],
            options={
                "verbose_name": "file that waits for a virus scan",
                "verbose_name_plural": "files that wait for a virus scan",
            },
        ),
    ]
