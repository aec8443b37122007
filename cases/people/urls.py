"""Addresses of a person's identity: details, ID numbers, other names, merging."""

from django.urls import path

from cases.people import claim_views, merge_views, views

urlpatterns = [
    path("<uuid:public_id>/details/", views.details, name="details"),
    path("<uuid:public_id>/person/", views.person, name="person"),
    path("<uuid:public_id>/numbers/new/", views.add_number, name="add-number"),
    path("<uuid:public_id>/names/new/", views.add_name, name="add-name"),
    path("numbers/", claim_views.numbers, name="numbers"),
    path("numbers/<uuid:number_id>/", claim_views.number, name="number-claim"),
    path("<uuid:public_id>/same/", merge_views.duplicates, name="duplicates"),
    path("<uuid:public_id>/same/<uuid:merge_id>/", merge_views.undo_merge, name="undo-merge"),
    path("<uuid:public_id>/numbers/<uuid:number_id>/", views.unmask, name="unmask"),
]
