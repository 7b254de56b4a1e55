from functools import cached_property
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldSubject(models.TextChoices):
    """What a field says something about. Its row keeps the values in a JSON column `fields`."""

    TICKET = "ticket", _("Tickets")
    CUSTOMER = "customer", _("Customers")
    ORGANISATION = "organisation", _("Organisations")


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    TEXTAREA = "textarea", _("Several lines of text")
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Number")
    DATE = "date", _("Date")
    CHECKBOX = "checkbox", _("Checkbox")
    DROPDOWN = "dropdown", _("Choice of one")
    MULTISELECT = "multiselect", _("Choice of several")
    REGEXP = "regexp", _("Text of a pattern")
    LOOKUP = "lookup", _("Somebody or something known")
    CARD = "card", _("Last digits of a payment card")


CHOICES = (FieldKind.DROPDOWN, FieldKind.MULTISELECT)


class LookupTarget(models.TextChoices):
    CUSTOMER = "customer", _("A customer")
    ORGANISATION = "organisation", _("An organisation")
    AGENT = "agent", _("A colleague")
    TICKET = "ticket", _("A ticket")


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def about(self, subject: FieldSubject) -> Self:
        """In order, the fields in use."""
        return self.filter(subject=subject, is_active=True).prefetch_related("options")


class CustomField(models.Model):
    """A question that a desk asks of every ticket, customer or organisation."""

    subject = models.CharField(max_length=16, choices=FieldSubject)
    kind = models.CharField(max_length=16, choices=FieldKind)
    # How integrations name it; never changes.
    key = models.SlugField(max_length=64)
    title = models.CharField(max_length=120)
    # For agents: what belongs here.
    description = models.TextField(blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    # A ticket cannot be solved without it.
    is_required = models.BooleanField(default=False)
    pattern = models.CharField(max_length=500, blank=True, default="")
    lookup = models.CharField(max_length=16, choices=LookupTarget, blank=True, default="")
    # The tag that a ticked checkbox gives to its ticket.
    tag = models.CharField(max_length=64, blank=True, default="")

    # What customers see of it in forms and in their portal.
    is_shown_to_customers = models.BooleanField(default=False)
    is_asked_of_customers = models.BooleanField(default=False)
    is_required_of_customers = models.BooleanField(default=False)
    title_for_customers = models.CharField(max_length=120, blank=True, default="")

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "key"], name="field_key_is_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slot(self) -> str:
        """Under which name the JSON column of a row keeps the value."""
        return str(self.pk)

    @property
    def has_options(self) -> bool:
        return self.kind in CHOICES

    @cached_property
    def choices(self) -> dict[str, str]:
        """The options in use, from value to label, in order."""
        return {option.value: option.label for option in self.options.all() if option.is_active}


class FieldOption(models.Model):
    """One answer of a field with choices. Its value is also a tag of tickets that have it."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="options")
    value = models.CharField(max_length=64)
    label = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["field", "value"], name="option_value_is_unique"),
        ]

    def __str__(self) -> str:
        return self.label
