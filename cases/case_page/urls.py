"""Addresses of the case page and its tabs."""

from django.urls import path

from cases.case_page import views

urlpatterns = [
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/tab/<slug:slug>/", views.detail, name="tab"),
]
