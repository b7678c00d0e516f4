from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "umbel.accounts"
    label = "accounts"
