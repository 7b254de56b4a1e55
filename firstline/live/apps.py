from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "firstline.live"
    label = "live"

    def ready(self) -> None:
        from firstline.live import slots  # noqa: F401 - registers itself
