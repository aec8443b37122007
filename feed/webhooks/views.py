"""The log of messages, for administrators. It has no figures."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions.roles import needs
from feed.webhooks.models import Delivery

PAGE_SIZE = 50


@require_safe
@needs("feed.deliveries")
def deliveries(request):
    """All messages, the latest first."""
    large_columns = ("report__figures", "report__before", "report__inputs", "report__texts")
    rows = Delivery.objects.select_related("client", "report__unit").defer(*large_columns)
    return render(
        request, "feed/deliveries.html", {"page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))}
    )
