"""Students, and who supervises them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One role more, and a person's supervisor."""

    dependencies = (("accounts", "0002_second_factors_and_locks"),)

    operations = (
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("owner", "owner"),
                    ("therapist", "therapist"),
                    ("student", "student"),
                    ("front_desk", "front desk"),
                    ("read_only", "read only"),
                ],
                default="read_only",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="supervisor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="students",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    )
