from django.urls import path

from cases.access_log import views

urlpatterns = [
    path("looks/", views.officers, name="officers"),
    path("looks/<uuid:user_id>/", views.officer, name="officer-looks"),
    path("<uuid:public_id>/looks/", views.looks, name="looks"),
]
