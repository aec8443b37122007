from django.urls import path

from cases import import_views, views

app_name = "cases"

# /cases/
urlpatterns = [
    path("", views.case_list, name="list"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    # /cases/import/
    path("import/", import_views.upload, name="import"),
    path("import/<uuid:job_id>/", import_views.check, name="import-check"),
    path("import/<uuid:job_id>/apply/", import_views.apply, name="import-apply"),
]
