from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "firstline.desk"
    label = "desk"

    def ready(self) -> None:
        from firstline.desk import (  # noqa: F401 - they register themselves
            customer_pages,
            merging,
            navigation,
            notices,
            offers,
            subscribers,
        )
        from firstline.desk.search import slots  # noqa: F401 - it registers itself
