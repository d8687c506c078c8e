"""The one table of the bare site."""

from django.db import models


class Row(models.Model):
    """A row of the list, and what the form inserts."""

    class State(models.TextChoices):
        OPEN = "open", "正在办"
        CLOSED = "closed", "已结项"

    place = models.PositiveIntegerField()
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    amount_fen = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
        indexes = [models.Index(fields=["place", "-id"], name="row_by_place")]
