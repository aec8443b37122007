"""Addresses of the reception of a person."""

from django.urls import path

from cases.reception import views

urlpatterns = [
    path("receive/", views.receive, name="receive"),
    path("receive/likeness/", views.matches, name="possible-matches"),
]
