"""Addresses of the worklist and of putting off a duty."""

from django.urls import path

from cases.worklist import views

urlpatterns = [
    path("worklist/", views.duties, name="worklist"),
    path("worklist/digest/", views.digest, name="digest"),
    path("<uuid:public_id>/duties/<str:duty>/snooze/", views.snooze, name="snooze"),
    path("<uuid:public_id>/duties/<str:duty>/resume/", views.resume, name="resume"),
]
