"""Asking for the filtered list of loans as a file."""

from django.views.decorators.http import require_http_methods

from accounts.export_views import asking, known_query
from accounts.roles import needs
from loans.forms import LoanFilterForm
from loans.list_export import LIST


@require_http_methods(["GET", "HEAD", "POST"])
@needs("loans.export")
def ask(request):
    """The filters are those of the list, in the address; here come reason and password."""
    return asking(request, LIST, known_query(request.GET, LoanFilterForm), "loans/export.html")
