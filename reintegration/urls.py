"""Where each app hangs. Every route needs a login unless its view says otherwise."""

from django.contrib import admin
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("cases/", include("cases.urls")),
    path("models/", include("cases.community_urls")),
    path("loans/", include("loans.urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "accounts.error_views.bad_request"
handler403 = "accounts.error_views.forbidden"
handler404 = "accounts.error_views.not_found"
handler500 = "accounts.error_views.server_error"
