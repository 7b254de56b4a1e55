from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "firstline.platform.fields"
    label = "fields"
