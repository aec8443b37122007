from django.urls import path

from cases import audit_views, export_views, id_views, import_views, law_views, record_views, reoffence_views, views

app_name = "cases"

# /cases/
urlpatterns = [
    path("", views.case_list, name="list"),
    path("search/", views.case_search, name="search"),
    path("export/", export_views.ask, name="export"),
    # Who looked at whom
    path("looks/", audit_views.officers, name="officers"),
    path("looks/<uuid:user_id>/", audit_views.officer, name="officer-looks"),
    path("<uuid:public_id>/looks/", audit_views.looks, name="looks"),
    path("<uuid:public_id>/numbers/<uuid:number_id>/", id_views.unmask, name="unmask"),
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
    # The rules in force, with their sources
    path("law/", law_views.rules, name="law"),
    path("changes/", reoffence_views.changes, name="changes"),
    path("changes/<uuid:change_id>/", reoffence_views.decide, name="change"),
    # /cases/import/
    path("import/", import_views.upload, name="import"),
    path("import/<uuid:job_id>/", import_views.check, name="import-check"),
    path("import/<uuid:job_id>/apply/", import_views.apply, name="import-apply"),
]
