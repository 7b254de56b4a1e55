from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "firstline.platform.search"
    label = "search"
