"""The orders in which authors', types' and layouts' pages read; PostgreSQL builds them beside its work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class AddIndexBesideWork(AddIndexConcurrently):
    """Add an index without holding up writers where the database can, plainly where it cannot."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_forwards(
                self, app_label, schema_editor, from_state, to_state
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_backwards(
                self, app_label, schema_editor, from_state, to_state
            )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0006_fill_reading_columns")]

    operations = [
        AddIndexBesideWork(
            model_name="publication",
            index=models.Index(
                fields=["author", "-published_at", "-id"], name="publication_by_author"
            ),
        ),
        AddIndexBesideWork(
            model_name="publication",
            index=models.Index(
                fields=["article_type", "-published_at", "-id"], name="publication_of_type"
            ),
        ),
        AddIndexBesideWork(
            model_name="publication",
            index=models.Index(
                fields=["layout", "-published_at", "-id"], name="publication_layout"
            ),
        ),
    ]
