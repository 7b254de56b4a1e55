from django.contrib.postgres.fields import ArrayField
from django.db import models


class WordShare(models.Model):
    """How common a word is, or the beginnings of words: in which part of all texts it occurs.

    Only what is common enough to matter is kept. What is not here is rare.
    """

    word = models.CharField(max_length=100, db_collation="C")
    is_beginning = models.BooleanField()
    share = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_beginning", "word"], name="word_share_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.word}{'*' if self.is_beginning else ''}: {self.share:.2%}"


class Census(models.Model):
    """When the words were last counted, in how many texts, and which languages those have."""

    taken_at = models.DateTimeField()
    texts = models.PositiveIntegerField()
    languages = ArrayField(models.CharField(max_length=16), default=list)

    def __str__(self) -> str:
        return f"{self.texts} texts at {self.taken_at}"
