"""Addresses of the page of the rules, where values and holidays are entered."""

from django.urls import path

from law import views
from law.half_years import views as half_year_views

app_name = "law"

# /cases/law/: the rules in force, with their sources
urlpatterns = [
    path("", views.rules, name="rules"),
    path("holidays/new/", views.holiday, name="holiday"),
    path("half-years/", half_year_views.requests, name="half-years"),
    path("half-years/<slug:code>/new/", half_year_views.propose, name="half-year-new"),
    path("half-years/<uuid:public_id>/", half_year_views.decide, name="half-year-request"),
    path("<slug:code>/change/", views.change, name="change"),
]
