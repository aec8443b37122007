"""Addresses of the API."""

from django.urls import path

from feed.api import views
from feed.api.schema import schema

app_name = "api"

# /api/v1/
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("reports/", views.ReportList.as_view(), name="reports"),
    path("reports/<uuid:public_id>/", views.ReportDetail.as_view(), name="report"),
    path("indicator/", views.IndicatorList.as_view(), name="indicators"),
    path("indicator/<uuid:public_id>/", views.IndicatorDetail.as_view(), name="indicator"),
]
