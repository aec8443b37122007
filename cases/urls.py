from django.urls import path

from cases import import_views, record_views, views

app_name = "cases"

# /cases/
urlpatterns = [
    path("", views.case_list, name="list"),
    # /cases/…/: one case, its tabs, and the plain records that hang on it (kinds/)
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/tab/<slug:slug>/", views.detail, name="tab"),
    path("<uuid:public_id>/records/<slug:slug>/new/", record_views.add, name="record-add"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/", record_views.edit, name="record-edit"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/strike/", record_views.strike, name="record-strike"),
    # /cases/import/
    path("import/", import_views.upload, name="import"),
    path("import/<uuid:job_id>/", import_views.check, name="import-check"),
    path("import/<uuid:job_id>/apply/", import_views.apply, name="import-apply"),
]
