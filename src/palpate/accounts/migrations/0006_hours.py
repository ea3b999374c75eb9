"""When somebody works, what they keep free after a visit, and how long their visits usually are."""

import django.core.validators
from django.db import migrations, models

import palpate.accounts.hours


class Migration(migrations.Migration):
    """Three fields of a person."""

    dependencies = (("accounts", "0005_students"),)

    operations = (
        migrations.AddField(
            model_name="user",
            name="week",
            field=models.JSONField(
                default=palpate.accounts.hours.usual_week, validators=[palpate.accounts.hours.is_week]
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="buffer_minutes",
            field=models.PositiveSmallIntegerField(
                default=15,
                validators=(
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(120),
                ),
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="visit_minutes",
            field=models.PositiveSmallIntegerField(
                default=60,
                validators=(
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(240),
                ),
            ),
        ),
    )
