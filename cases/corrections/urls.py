"""Addresses of the pages that correct the stays of a case or withdraw the case."""

from django.urls import path

from cases.corrections import views

urlpatterns = [
    path("<uuid:public_id>/correct/", views.correct, name="correct"),
    path("<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
]
