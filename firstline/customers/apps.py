from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "firstline.customers"
    label = "customers"

    def ready(self) -> None:
        from firstline.customers import following, slots  # noqa: F401 - slots register themselves

        following.register()
