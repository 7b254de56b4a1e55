from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "firstline.setup"
    label = "setup"
