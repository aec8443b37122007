"""Addresses of communes' models; `part` names the kind of record of a model."""

from django.urls import path

from community import views

app_name = "community"

# /models/
urlpatterns = [
    path("", views.models, name="list"),
    path("new/", views.add, name="add"),
    path("<uuid:public_id>/", views.model, name="model"),
    path("<uuid:public_id>/edit/", views.edit, name="edit"),
    path("<uuid:public_id>/<slug:part>/new/", views.add_record, name="part-add"),
    path("<uuid:public_id>/<slug:part>/<uuid:record_id>/", views.edit_record, name="part-edit"),
    path("<uuid:public_id>/<slug:part>/<uuid:record_id>/strike/", views.strike_record, name="part-strike"),
]
