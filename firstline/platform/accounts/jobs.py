from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from firstline.platform.clock import now


@app.periodic(cron="23 4 * * *")
@app.task(name="platform.accounts.jobs.forget_ended_sessions", queue="house")
def forget_ended_sessions(timestamp: int) -> None:
    """Every night, the rows of sessions that have run out are deleted."""
    Session.objects.filter(expire_date__lt=now()).delete()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(living)).delete()
