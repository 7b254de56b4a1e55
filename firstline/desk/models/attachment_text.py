from django.contrib.postgres.search import SearchVectorField
from django.db import models

from firstline.desk.models.message import Attachment
from firstline.platform.search.windows import searched_in_windows


class AttachmentText(models.Model):
    """What a file says, read out of it so that it can be found; empty when it says nothing."""

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    # Why there is no text, in the words of a log: too large, encrypted, broken.
    trouble = models.CharField(max_length=200, blank=True, default="")

    search = SearchVectorField(null=True)

    class Meta:
        indexes = [searched_in_windows("attachment_search", by="attachment_id")]

    def __str__(self) -> str:
        return f"text of {self.attachment_id}"
