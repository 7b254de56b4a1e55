from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firstline.platform.accounts"
    label = "accounts"
