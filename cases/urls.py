from django.urls import path

from cases import import_views, record_views, reoffence_views, views

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
    # Reoffences: recorded by one, changed by two
    path("<uuid:public_id>/reoffences/new/", reoffence_views.record, name="reoffence-record"),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/correct/",
        reoffence_views.ask,
        {"kind": "correct"},
        name="reoffence-correct",
    ),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/withdraw/",
        reoffence_views.ask,
        {"kind": "withdraw"},
        name="reoffence-withdraw",
    ),
    path("changes/", reoffence_views.changes, name="changes"),
    path("changes/<uuid:change_id>/", reoffence_views.decide, name="change"),
    # /cases/import/
    path("import/", import_views.upload, name="import"),
    path("import/<uuid:job_id>/", import_views.check, name="import-check"),
    path("import/<uuid:job_id>/apply/", import_views.apply, name="import-apply"),
]
