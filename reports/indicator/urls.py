"""Addresses of the indicator."""

from django.urls import path

from reports.indicator import views

app_name = "indicator"

# /indicator/
urlpatterns = [
    path("", views.page, name="page"),
    path("<uuid:public_id>/", views.version, name="version"),
    path("<uuid:public_id>/files/<slug:name>/", views.file, name="file"),
]
