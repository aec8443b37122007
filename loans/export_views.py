"""Asking for the filtered list of loans as a file."""

from django.views.decorators.http import require_http_methods

from accounts.permissions.roles import needs
from jobs.export_views import known_query, request_page
from loans.export import LIST
from loans.forms import LoanFilterForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("loans.export")
def ask(request):
    """The filters are those of the list, in the address; here come reason and password."""
    return request_page(request, LIST, known_query(request.GET, LoanFilterForm), "loans/export.html")
