"""Addresses of the pages that assign officers and helpers."""

from django.urls import path

from cases.supervision import views

urlpatterns = [
    path("<uuid:public_id>/assign/officer/", views.assign, {"role": "officer"}, name="assign-officer"),
    path("<uuid:public_id>/assign/helper/", views.assign, {"role": "helper"}, name="assign-helper"),
    path("hand-over/<uuid:user_id>/", views.hand_over, name="hand-over"),
]
