from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "firstline.platform.company"
    label = "company"
