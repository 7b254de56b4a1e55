from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.desk.models.ticket_status import TicketStatus
from firstline.platform.fields.models import CustomField


class TicketForm(models.Model):
    """Which fields a ticket on one topic has, and in which order."""

    name = models.CharField(max_length=120, unique=True)
    name_for_customers = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    # What a ticket has that nobody chose a form for; one form at most.
    is_default = models.BooleanField(default=False)
    is_shown_to_customers = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormField(models.Model):
    """A field's place in a form."""

    form = models.ForeignKey(TicketForm, on_delete=models.CASCADE, related_name="form_fields")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "field"], name="field_is_once_in_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.field} in {self.form}"


class FieldCondition(models.Model):
    """Show a field of a form only when another one has a certain value, and maybe require it."""

    form = models.ForeignKey(TicketForm, on_delete=models.CASCADE, related_name="conditions")
    parent = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+")
    # As JSON keeps the parent's value: an option, true, text.
    value = models.JSONField()
    child = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+")
    # The statuses that a ticket may only be set to once the child is filled in.
    required_on = ArrayField(
        models.CharField(max_length=16, choices=TicketStatus), default=list, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "parent", "value", "child"], name="field_condition_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} when {self.parent} is {self.value}"
