"""The database holds what 0010 has brought about."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0010_roles_for_the_whole_portal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("category", None),
                    models.Q(
                        ("role__in", ("analyst", "accountant", "administrator")), _negated=True
                    ),
                    _connector="OR",
                ),
                name="role_for_the_whole_portal",
                violation_error_message="This role holds for the whole portal.",
            ),
        ),
    ]
