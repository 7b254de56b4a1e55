from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "firstline.platform.files"
    label = "files"
