"""Addresses of loans: list, requests, one loan and its facts."""

from django.urls import path

from loans import views
from loans.requests import views as request_views

app_name = "loans"

# /loans/
urlpatterns = [
    path("", views.loan_list, name="list"),
    path("export/", views.export, name="export"),
    path("new/", request_views.for_business, name="request-business"),
    path("cases/<uuid:public_id>/new/", request_views.for_person, name="request"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/edit/", views.edit, name="edit"),
    path("<uuid:public_id>/decide/", views.decide, name="decide"),
    path("<uuid:public_id>/disburse/", views.disburse, name="disburse"),
    path("<uuid:public_id>/balance/", views.balance, name="balance"),
    path("<uuid:public_id>/facts/<int:pk>/correct/", views.correct, name="correct"),
    path("<uuid:public_id>/facts/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
