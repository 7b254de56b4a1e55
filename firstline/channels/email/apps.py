from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "firstline.channels.email"
    label = "email"

    def ready(self) -> None:
        from firstline.channels.email import (  # noqa: F401 - they register themselves
            history,
            merging,
            notices,
            offers,
            slots,
            subscribers,
            transport,
        )

        # A relay that cannot be meant stops the start, not the first reply.
        transport.relay()
