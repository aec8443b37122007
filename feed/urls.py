"""Addresses of what is handed on and received."""

from django.urls import path

from feed.files import views as file_views
from feed.webhooks import views as webhook_views

app_name = "feed"

# /feed/
urlpatterns = [
    path("", file_views.page, name="page"),
    path("export/", file_views.export, name="export"),
    path("received/", file_views.received, name="received"),
    path("deliveries/", webhook_views.deliveries, name="deliveries"),
]
