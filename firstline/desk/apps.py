from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "firstline.desk"
    label = "desk"

    def ready(self) -> None:
        from firstline.desk import customer_pages, merging, navigation, subscribers  # noqa: F401 - they register themselves
        from firstline.desk.search import slots  # noqa: F401 - it registers itself
