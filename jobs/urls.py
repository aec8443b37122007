"""Addresses of background work: progress of a job, stored files, exports."""

from django.urls import path

from jobs import export_register, export_views, views

app_name = "jobs"

urlpatterns = [
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("exports/", export_register.register, name="export-register"),
    path("exports/<uuid:pk>/", export_views.export, name="export"),
    path("exports/<uuid:pk>/file/", export_views.download, name="export-file"),
]
