"""How many pages a document has; null, so that no table is rewritten and old files say nothing.

A row of stored files is never changed and so never filled in later. On the way back an old SQLite
makes the table anew, without the triggers on it: they are put back in the words of 0002 and 0009.
"""

from importlib import import_module

from django.db import migrations, models

guards = import_module("news.migrations.0002_database_guards")
replacing = import_module("news.migrations.0009_guard_against_replacing")

TRIGGERS = ("file_unchanged", "news_storedfile_not_replaced")


def nothing(apps, schema_editor):
    pass


def restore_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}", params=None)
        for statement in (*guards._sqlite(), *replacing._sqlite()):
            if statement.split()[2] in TRIGGERS:
                schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("news", "0023_search_by_date")]

    operations = [
        # The last step of the way back.
        migrations.RunPython(nothing, restore_guards),
        migrations.AddField(
            model_name="storedfile",
            name="pages",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="pages"),
        ),
    ]
