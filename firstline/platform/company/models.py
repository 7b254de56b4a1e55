from django.db import models


class Company(models.Model):
    """The company this desk belongs to: a single row, made by the set-up."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    # Whether agents note how long they worked on a ticket.
    tracks_time = models.BooleanField(default=False, db_default=False)
    set_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="company_is_a_single_row"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Company | None":
        """The company, or None while the desk has not been set up."""
        return cls._default_manager.filter(pk=1).first()
