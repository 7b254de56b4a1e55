from django.db import models


class CacheEntry(models.Model):
    """A value that may be forgotten at any time after it has run out."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "platform_cache"

    def __str__(self) -> str:
        return self.key
