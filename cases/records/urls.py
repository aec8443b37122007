"""Addresses of plain records of a case; `slug` names the kind of record."""

from django.urls import path

from cases.records import views

urlpatterns = [
    path("<uuid:public_id>/records/<slug:slug>/new/", views.add, name="record-add"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/", views.edit, name="record-edit"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/strike/", views.strike, name="record-strike"),
]
