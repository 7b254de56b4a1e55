from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "firstline.platform.events"
    label = "events"
