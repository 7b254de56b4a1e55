from django.apps import AppConfig


class CacheConfig(AppConfig):
    name = "firstline.platform.cache"
    label = "cache"
