"""The Django app of exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What crosses to other people's systems."""

    name = "palpate.exchange"
    label = "exchange"
