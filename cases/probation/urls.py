"""Addresses of the pages that end or shorten a probation."""

from django.urls import path

from cases.probation import views

urlpatterns = [
    path("<uuid:public_id>/complete/", views.complete, name="complete"),
    path("<uuid:public_id>/revoke/", views.revoke, name="revoke"),
    path("<uuid:public_id>/shorten/<uuid:record_id>/", views.shorten, name="shorten"),
]
