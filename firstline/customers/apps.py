from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "firstline.customers"
    label = "customers"
