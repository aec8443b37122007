"""Configuration of the app `feed`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    """The app that hands reports and indicators on to other programs."""

    name = "feed"
    verbose_name = _("Chia sẻ số liệu")
