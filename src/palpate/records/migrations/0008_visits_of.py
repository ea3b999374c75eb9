"""An index of each therapist's visits: the notes that one has still to sign are found among one's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index; adding it leaves the table and its triggers as they are."""

    dependencies = [("records", "0006_erasure")]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["therapist", "starts_at"], name="records_visit_of"),
        ),
    ]
