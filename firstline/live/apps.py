from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "firstline.live"
    label = "live"
