"""Addresses of scans and official forms."""

from django.urls import path

from cases.papers import form_views, views

urlpatterns = [
    path("<uuid:public_id>/documents/new/", views.attach, name="attach"),
    path("<uuid:public_id>/documents/<uuid:record_id>/file/", views.download, name="document-file"),
    path("<uuid:public_id>/forms/<slug:slug>/", form_views.case_form, name="form"),
    path("<uuid:public_id>/breaches/<uuid:record_id>/forms/<slug:slug>/", form_views.breach_form, name="breach-form"),
    path("notices/<uuid:public_id>/form/", form_views.notice_form, name="notice-form"),
]
