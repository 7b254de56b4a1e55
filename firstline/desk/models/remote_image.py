from django.db import models

from firstline.desk.models.message import Message
from firstline.platform.files.models import StoredFile


class RemoteImage(models.Model):
    """A picture that a mail refers to, fetched because an agent asked to see it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="remote_pictures")
    address = models.TextField()
    # None when it could not be had.
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("message"), models.functions.MD5("address"), name="remote_image_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.address
