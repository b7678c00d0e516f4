from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "umbel.exchange"
    label = "exchange"
