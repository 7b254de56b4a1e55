from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "firstline.platform.jobs"
    label = "jobs"
