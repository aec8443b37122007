"""Addresses of the dashboard."""

from django.urls import path

from dashboard import views

app_name = "dashboard"

# /dashboard/
urlpatterns = [
    path("", views.page, name="page"),
    path("method/", views.method, name="method"),
    path("figures.xlsx", views.figures_file, name="figures-file"),
    path("list/<slug:name>/", views.members, name="members"),
    path("list/<slug:name>/export/", views.export, name="export"),
]
