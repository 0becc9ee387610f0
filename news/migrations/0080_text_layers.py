"""Whether a PDF has a text layer; null, so that no table is rewritten and old files say nothing.

A row of stored files is never changed and so never filled in later. On the way back an old SQLite
makes the table anew, without the triggers on it: they are put back as 0050 does.
"""

from importlib import import_module

from django.db import migrations, models

pages_of_files = import_module("news.migrations.0050_pages_of_files")


class Migration(migrations.Migration):
    dependencies = [("news", "0073_desk_indexes")]

    operations = [
        # The last step of the way back.
        migrations.RunPython(pages_of_files.nothing, pages_of_files.restore_guards),
        migrations.AddField(
            model_name="storedfile",
            name="has_text",
            field=models.BooleanField(blank=True, null=True, verbose_name="has a text layer"),
        ),
    ]
