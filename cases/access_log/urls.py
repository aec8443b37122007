"""Addresses of the log of who looked at which case."""

from django.urls import path

from cases.access_log import views

urlpatterns = [
    path("looks/", views.officer_list, name="access-log"),
    path("looks/<uuid:user_id>/", views.officer_log, name="officer-log"),
    path("<uuid:public_id>/looks/", views.case_log, name="case-log"),
]
