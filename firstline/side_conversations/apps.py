from django.apps import AppConfig


class SideConversationsConfig(AppConfig):
    name = "firstline.side_conversations"
    label = "side_conversations"

    def ready(self) -> None:
        from firstline.side_conversations import (  # noqa: F401 - they register themselves
            history,
            notices,
            searching,
            slots,
            subscribers,
        )
