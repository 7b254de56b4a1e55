from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "firstline.automation"
    label = "automation"

    def ready(self) -> None:
        # They register themselves.
        from firstline.automation import history, in_bulk, slots, subscribers  # noqa: F401
