from django.urls import path

from cases.reoffences import views

urlpatterns = [
    path("<uuid:public_id>/reoffences/new/", views.record, name="reoffence-record"),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/correct/",
        views.ask,
        {"kind": "correct"},
        name="reoffence-correct",
    ),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/withdraw/",
        views.ask,
        {"kind": "withdraw"},
        name="reoffence-withdraw",
    ),
    path("changes/", views.changes, name="changes"),
    path("changes/<uuid:change_id>/", views.decide, name="change"),
]
