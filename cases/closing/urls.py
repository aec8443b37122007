"""Address of the page that closes a case."""

from django.urls import path

from cases.closing import views

urlpatterns = [
    path("<uuid:public_id>/close/", views.close, name="close"),
]
