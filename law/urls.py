"""Addresses of the page of the rules, where values and holidays are entered."""

from django.urls import path

from law import views

app_name = "law"

# /cases/law/: the rules in force, with their sources
urlpatterns = [
    path("", views.rules, name="rules"),
    path("holidays/new/", views.holiday, name="holiday"),
    path("<slug:code>/change/", views.change, name="change"),
]
