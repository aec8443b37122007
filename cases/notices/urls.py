"""Addresses of notices of people expected home."""

from django.urls import path

from cases.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.add, name="notice-add"),
    path("notices/list/", views.add_list, name="notice-list"),
    path("notices/<uuid:public_id>/", views.notice, name="notice"),
    path("notices/<uuid:public_id>/verify/", views.verify, name="notice-verify"),
    path("notices/<uuid:public_id>/settle/", views.settle, name="notice-settle"),
]
