from django.db import models
from django.db.models.functions import Lower


class Mailbox(models.Model):
    """An address of this desk: mail to it, and to its plus-tagged forms, becomes tickets."""

    address = models.CharField(max_length=254, unique=True)
    # Shown after the agent's name: "Amara at Example". Empty means the company's name.
    name = models.CharField(max_length=200, blank=True, default="")
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="mailbox_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="mailbox_default_is_single",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @classmethod
    def default(cls) -> "Mailbox | None":
        """The mailbox that writes when a ticket names none; None before the set-up."""
        return cls.objects.order_by("-is_default", "pk").first()
