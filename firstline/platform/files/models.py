from django.db import models


class StoredFile(models.Model):
    """Bytes, kept once under their hash. Names and rights belong to what refers to them."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=127)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"
