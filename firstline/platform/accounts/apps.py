from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firstline.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from firstline.platform.accounts import slots  # noqa: F401 - registers itself
