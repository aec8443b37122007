"""The page of one export: how far it is, and its file for an hour."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts import exports
from accounts.errors import Refused
from accounts.models import Export
from accounts.roles import needs


@require_safe
@needs("jobs.view")
def export(request, pk):
    found = get_object_or_404(Export.objects.select_related("file", "job"), pk=pk, by=request.user)
    context = {"export": found, "kind": exports.kind_of(found.kind)}
    return render(request, "accounts/export.html", context)


@require_POST
@needs("jobs.view")
def download(request, pk):
    """A post, because it is counted."""
    found = get_object_or_404(Export, pk=pk, by=request.user)
    try:
        row = exports.take(by=request.user, export=found)
    except Refused as refusal:
        context = {"export": found, "kind": exports.kind_of(found.kind), "refusal": str(refusal)}
        return render(request, "accounts/export.html", context, status=410)
    response = HttpResponse(bytes(row.file.data), content_type=row.file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, row.file.name)
    return response
