"""Addresses of the import and export of the register."""

from django.urls import path

from register import export_views, views

app_name = "register"

# /cases/
urlpatterns = [
    path("export/", export_views.ask, name="export"),
    path("import/", views.upload, name="import"),
    path("import/<uuid:job_id>/", views.check, name="import-check"),
    path("import/<uuid:job_id>/headers/", views.headers, name="import-headers"),
    path("import/<uuid:job_id>/apply/", views.apply, name="import-apply"),
    path("import/<uuid:job_id>/discard/", views.discard, name="import-discard"),
]
