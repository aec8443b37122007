"""Addresses of the pages that show, record, confirm, correct and withdraw a reoffence."""

from django.urls import path

from cases.reoffences import views

urlpatterns = [
    path("<uuid:public_id>/reoffences/new/", views.record, name="reoffence-record"),
    path("reoffences/unconfirmed/", views.unconfirmed, name="reoffence-unconfirmed"),
    path("<uuid:public_id>/reoffences/<int:pk>/", views.detail, name="reoffence"),
    path("<uuid:public_id>/reoffences/<int:pk>/confirm/", views.confirm, name="reoffence-confirm"),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/correct/",
        views.change,
        {"kind": "correct"},
        name="reoffence-correct",
    ),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/withdraw/",
        views.change,
        {"kind": "withdraw"},
        name="reoffence-withdraw",
    ),
]
