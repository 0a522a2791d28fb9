"""How an answer on paper reaches a signer."""

from django.db import models


class DeliveredBy(models.TextChoices):
    HAND = "hand", "当面送达"
    POST = "post", "邮寄"
    PROXY = "proxy", "请人转交"
