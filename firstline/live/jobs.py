from datetime import timedelta

from procrastinate.contrib.django import app

from firstline.live.models import Presence
from firstline.platform.clock import now


@app.periodic(cron="41 * * * *")
@app.task(name="live.forget_old_presence", queue="house")
def forget_old_presence(timestamp: int) -> None:
    """Pages that were closed without a word leave a row behind."""
    Presence.objects.filter(seen_at__lt=now() - timedelta(hours=1)).delete()
