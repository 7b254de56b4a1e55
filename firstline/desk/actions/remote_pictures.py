from time import monotonic

from django.db import transaction

from firstline.desk.models import Message, RemoteImage
from firstline.desk.nudging import tell_pages_of
from firstline.platform.clock import now
from firstline.platform.egress import fetch
from firstline.platform.errors import TransportError
from firstline.platform.files.content_types import SHOWABLE
from firstline.platform.files.models import StoredFile
from firstline.platform.files.storing import store
from firstline.platform.html import fill_images

MOST_IMAGES = 60
LARGEST_IMAGE = 5 * 1024 * 1024
PATIENCE = 8.0
# For all pictures of a mail together: a sender's slow server must not hold a worker for minutes.
PATIENCE_FOR_ALL = 40.0


@transaction.atomic
def show_images(message: Message) -> Message:
    """Fetch the remote pictures of a mail, because somebody wants to see them.

    The sender learns that the mail was read, and of us no more than our server's address.
    """
    from firstline.desk.jobs import fetch_remote_images  # the job calls back into this module

    if message.images_asked_at is None and message.remote_images:
        message.images_asked_at = now()
        message.save(update_fields=["images_asked_at"])
        fetch_remote_images.defer(message_id=message.pk)
    return message


def fetch_images(message: Message) -> None:
    """Get each picture once; what cannot be had is kept as such and not asked for again."""
    known = set(message.remote_pictures.values_list("address", flat=True))
    end = monotonic() + PATIENCE_FOR_ALL
    for address in remote_addresses(message):
        if address not in known:
            file = _fetched(address) if monotonic() < end else None
            RemoteImage.objects.bulk_create(
                [RemoteImage(message=message, address=address, file=file)], ignore_conflicts=True
            )
    tell_pages_of(message.ticket)


def remote_addresses(message: Message) -> list[str]:
    """The addresses of the pictures that were held back, each once."""
    found: dict[str, None] = {}

    def note(address: str) -> str:
        found[address] = None
        return ""

    fill_images(message.html + message.quoted_html, inline={}, remote=note)
    return list(found)[:MOST_IMAGES]


def _fetched(address: str) -> StoredFile | None:
    try:
        answer = fetch(address, largest=LARGEST_IMAGE, seconds=PATIENCE, accept="image/*")
    except TransportError:
        return None
    if answer.status != 200 or not answer.content:
        return None
    file = store(answer.content)
    return file if file.content_type in SHOWABLE else None
