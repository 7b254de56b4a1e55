from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "firstline.channels.email"
    label = "email"

    def ready(self) -> None:
        from firstline.channels.email import history, slots, subscribers  # noqa: F401 - register themselves
