import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import firstline.platform.clock


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0008_keep_search_of_unspaced_text"),
        ("team", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IncidentsSolution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="solutions",
                        to="desk.ticket",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.agent",
                    ),
                ),
                ("html", models.TextField(blank=True, default="")),
                ("starts_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "waiting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("solved", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Rearrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("merge", "Merge"), ("split", "Split"), ("move", "Move")],
                        max_length=8,
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rearrangements",
                        to="desk.ticket",
                    ),
                ),
                (
                    "tickets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("moved", models.JSONField(default=list)),
                ("changes", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=firstline.platform.clock.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="team.agent",
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["tickets"], name="rearrangement_by_ticket"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relates", "Relates to"),
                            ("duplicates", "Duplicates"),
                            ("blocks", "Blocks"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="desk.ticket",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_back",
                        to="desk.ticket",
                    ),
                ),
                ("made_at", models.DateTimeField(default=firstline.platform.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["ticket", "other", "kind"], name="link_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(ticket=models.F("other")), name="link_joins_two_tickets"
                    ),
                ],
            },
        ),
    ]
