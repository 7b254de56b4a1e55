from django.conf import settings
from django.utils import translation

from firstline.automation import actions
from firstline.automation.models import PendingMacro
from firstline.platform.jobs.queue import task


@task()
def finish_macro(pending_id: int) -> None:
    """What is refused is told in the language of who used the macro."""
    waiting = PendingMacro.objects.filter(pk=pending_id)
    language = waiting.values_list("message__author__language", flat=True).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        actions.finish(pending_id)
