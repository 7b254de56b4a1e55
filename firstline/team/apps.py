from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "firstline.team"
    label = "team"

    def ready(self) -> None:
        from firstline.team import entrance, offers, slots  # noqa: F401 - register themselves
