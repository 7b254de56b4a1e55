from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "firstline.team"
    label = "team"
