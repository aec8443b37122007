"""Addresses of the case list and the search."""

from django.urls import path

from cases.search import views

urlpatterns = [
    path("", views.case_list, name="list"),
    path("search/", views.case_search, name="search"),
]
