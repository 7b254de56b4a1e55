from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "firstline.channels.email"
    label = "email"

    def ready(self) -> None:
        from firstline.channels.email import history, slots, subscribers, transport  # noqa: F401

        # A relay that cannot be meant stops the start, not the first reply.
        transport.relay()
