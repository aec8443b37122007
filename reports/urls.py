"""Addresses of reports."""

from django.urls import path

from reports import views
from reports.definitions import views as definition_views
from reports.life import views as life_views
from reports.periods import views as period_views
from reports.reopening import views as reopening_views

app_name = "reports"

urlpatterns = [
    # /reports/
    path("", views.report_list, name="list"),
    path("new/", views.new, name="new"),
    path("definitions/", definition_views.definitions, name="definitions"),
    path("definitions/new/", definition_views.propose, name="definition-new"),
    path("definitions/<uuid:public_id>/", definition_views.decide, name="definition-request"),
    path("periods/", period_views.periods, name="periods"),
    path("periods/<int:pk>/", period_views.period, name="period"),
    path("periods/<int:pk>/reopen/", reopening_views.propose, name="reopening-new"),
    path("reopenings/<uuid:public_id>/", reopening_views.reopening, name="reopening"),
    path("periods/<int:pk>/remind/", period_views.remind, name="period-remind"),
    path("periods/due/<int:pk>/retry/", period_views.retry, name="due-report-retry"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/learnt/", views.restatement, name="restatement"),
    path("<uuid:public_id>/check/", life_views.check, name="check"),
    path("<uuid:public_id>/sign/", views.sign, name="sign"),
    path("<uuid:public_id>/submit/", life_views.submit_to_above, name="submit"),
    path("<uuid:public_id>/accept/", life_views.accept, name="accept"),
    path("<uuid:public_id>/return/", life_views.return_with_reason, name="return"),
    path("<uuid:public_id>/recount/", views.recount, name="recount"),
    path("<uuid:public_id>/discard/", views.discard, name="discard"),
    path("<uuid:public_id>/files/<slug:name>/", views.file, name="file"),
]
