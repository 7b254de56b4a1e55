"""The newest hits of a common word are found without reading all; and files can be searched."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


def in_windows(name, *, by="id"):
    windows = models.Func(
        models.F(by),
        function="firstline_search_windows",
        output_field=ArrayField(models.BigIntegerField()),
    )
    return GinIndex(models.F("search"), windows, name=name, gin_pending_list_limit=256)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0006_followers_mentions_readings"),
        ("search", "0002_text_and_spellings"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttachmentText",
            fields=[
                ("attachment", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="text", serialize=False, to="desk.attachment")),
                ("text", models.TextField(blank=True, default="")),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                ("trouble", models.CharField(blank=True, default="", max_length=200)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
        ),
        migrations.RemoveIndex(model_name="message", name="message_search"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_search"),
        migrations.AddIndex(model_name="message", index=in_windows("message_search")),
        migrations.AddIndex(model_name="ticket", index=in_windows("ticket_search")),
        migrations.AddIndex(
            model_name="attachmenttext", index=in_windows("attachment_search", by="attachment_id")
        ),
    ]
