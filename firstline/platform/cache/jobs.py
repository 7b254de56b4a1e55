from procrastinate.contrib.django import app

from firstline.platform.cache.backend import forget_expired
from firstline.platform.clock import now


@app.periodic(cron="41 * * * *")
@app.task(name="platform.cache.jobs.forget", queue="house")
def forget(timestamp: int) -> None:
    """Every hour, what has run out makes room."""
    forget_expired(before=now())
