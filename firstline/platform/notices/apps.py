from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "firstline.platform.notices"
    label = "notices"

    def ready(self) -> None:
        from firstline.platform.notices import slots  # noqa: F401 - it registers itself
