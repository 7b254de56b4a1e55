from firstline.desk import actions
from firstline.platform.jobs.queue import task


@task(queue="mail")
def send_held_reply(draft_id: int) -> None:
    actions.send_held(draft_id)
