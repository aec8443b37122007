"""Addresses of requests to transfer a case."""

from django.urls import path

from cases.transfers import views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/<uuid:public_id>/", views.transfer, name="transfer"),
    path("<uuid:public_id>/transfer/", views.ask, name="transfer-ask"),
]
