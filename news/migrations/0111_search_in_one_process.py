"""PostgreSQL searches with one process: to start helpers takes longer than the search itself.

The keys' function is said to be slow (0023), so that texts are not taken apart for nothing; the
planner concludes that helpers would be worth their while. A function that is not for them says no.
"""

from django.db import migrations

FUNCTION = "news_search_keys(bigint, text, text)"


def alter(safety):
    """Return an operation that says how the function may be used by several processes."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER FUNCTION {FUNCTION} PARALLEL {safety}", params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("news", "0110_unfinished_uploads")]

    operations = [migrations.RunPython(alter("RESTRICTED"), alter("SAFE"))]
