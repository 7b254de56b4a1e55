from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "firstline.platform.ui"
    label = "ui"
