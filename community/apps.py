"""Configuration of the app `community`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """The app of the communes' models "Chung tay giúp đỡ…"."""

    name = "community"
    verbose_name = _("Mô hình cộng đồng")
