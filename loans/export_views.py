"""The page that starts an export of the list of loans."""

from django.views.decorators.http import require_http_methods

from accounts.permissions.roles import needs
from jobs.export_views import known_query, request_page
from loans.export import LIST
from loans.forms import LoanFilterForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("loans.export")
def ask(request):
    """Ask for reason and password and start the export. The filters of the list are in the query string."""
    return request_page(request, LIST, known_query(request.GET, LoanFilterForm), "loans/export.html")
