"""Links on this site never begin with two slashes of either kind."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kientuong_portal", "0002_identity_and_links"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="url",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[
                    django.core.validators.RegexValidator(
                        '^(https?://[^\\s<>\\"\\\\]+|/(?![/\\\\])[^\\s<>\\"\\\\]*)\\Z',
                        "Give an address that begins with https:// or, on this site, with /.",
                    )
                ],
                verbose_name="to the address",
            ),
        ),
    ]
