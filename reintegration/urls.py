"""The addresses of all apps. Every route needs a login unless its view says otherwise."""

from django.contrib import admin
from django.urls import include, path

from jobs import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("cases/law/", include("law.urls")),
    path("cases/", include("register.urls")),
    path("cases/", include("cases.urls")),
    path("models/", include("community.urls")),
    path("loans/", include("loans.urls")),
    path("reports/", include("reports.urls")),
    path("indicator/", include("reports.indicator.urls")),
    path("api/v1/", include("feed.api.urls")),
    path("feed/", include("feed.urls")),
    path("dashboard/", include("dashboard.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "accounts.site.error_views.bad_request"
handler403 = "accounts.site.error_views.forbidden"
handler404 = "accounts.site.error_views.not_found"
handler500 = "accounts.site.error_views.server_error"
