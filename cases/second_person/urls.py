"""Addresses of requests to a second person."""

from django.urls import path

from cases.second_person import views

urlpatterns = [
    path("second-person/", views.requests, name="second-person-list"),
    path("second-person/<uuid:public_id>/", views.detail, name="second-person"),
]
