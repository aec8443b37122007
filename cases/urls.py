"""URLs below /cases/. Each subject package defines its own."""

from django.urls import include, path

app_name = "cases"

urlpatterns = [
    path("", include("cases.search.urls")),
    path("", include("cases.worklist.urls")),
    path("", include("cases.reception.urls")),
    path("", include("cases.notices.urls")),
    path("", include("cases.transfers.urls")),
    path("", include("cases.supervision.urls")),
    path("", include("cases.closing.urls")),
    path("", include("cases.probation.urls")),
    path("", include("cases.expungement.urls")),
    path("", include("cases.corrections.urls")),
    path("", include("cases.people.urls")),
    path("", include("cases.papers.urls")),
    path("", include("cases.access_log.urls")),
    path("", include("cases.reoffences.urls")),
    path("", include("cases.second_person.urls")),
    path("", include("cases.records.urls")),
    path("", include("cases.case_page.urls")),
]
