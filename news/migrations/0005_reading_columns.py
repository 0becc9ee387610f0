"""What the reading pages need of a version and of a publication; all of it null, so that no table is rewritten."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

guards = import_module("news.migrations.0002_database_guards")


def nothing(apps, schema_editor):
    pass


def drop_guards(apps, schema_editor):
    """On the way back: SQLite makes tables anew to remove a column, which triggers on them forbid."""
    if schema_editor.connection.vendor == "sqlite":
        guards.backwards(apps, schema_editor)


def create_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guards.forwards(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0004_first_generation"),
    ]

    operations = [
        migrations.RunPython(nothing, create_guards),
        migrations.AddField(
            model_name="articleversion",
            name="image_focus_x",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="what matters, from the left (%)"
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="image_focus_y",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="what matters, from the top (%)"
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="video",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
                to="news.storedfile",
                verbose_name="video file",
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="video_url",
            field=models.CharField(
                blank=True, max_length=200, null=True, verbose_name="address of the video"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="article_type",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.articletype",
                verbose_name="article type",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="news.author",
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="document_date",
            field=models.DateField(blank=True, null=True, verbose_name="document date"),
        ),
        migrations.AddField(
            model_name="publication",
            name="document_number",
            field=models.CharField(
                blank=True, max_length=60, null=True, verbose_name="document number"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="image_focus_x",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="publication",
            name="image_focus_y",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="publication",
            name="picture_count",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="pictures of the album"
            ),
        ),
        migrations.RunPython(nothing, drop_guards),
    ]
