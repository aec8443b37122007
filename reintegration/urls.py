"""Where each app hangs. Every route needs a login unless its view says otherwise."""

from django.contrib import admin
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("cases/", include("cases.urls")),
    path("models/", include("cases.community_urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "accounts.views.server_error"
