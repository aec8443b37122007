"""Addresses of the result of an expungement and of sealed cases."""

from django.urls import path

from cases.expungement import views

urlpatterns = [
    path("<uuid:public_id>/expunge/<uuid:record_id>/", views.expunge, name="expunge"),
    path("sealed/", views.open_sealed, name="sealed-open"),
    path("sealed/none/", views.sealed_none, name="sealed-none"),
    path("sealed/<uuid:public_id>/", views.sealed, name="sealed"),
]
