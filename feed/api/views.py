"""The views of the API. Each answer says in `schema` what it is."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions

from core.problems import CONTENT_TYPE, title_of
from feed import handed_on
from feed.api import shapes
from feed.api.base import FeedView
from feed.api.queries import PageQuery, ReportQuery
from reports.indicator.models import Indicator
from reports.indicator.services import is_unaltered

JSON = "application/json"
HEADERS = [
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description=_("ETag của bản đã có.")),
    OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
    OpenApiParameter("Retry-After", str, OpenApiParameter.HEADER, response=[429]),
]


class Altered(exceptions.APIException):
    """Stored figures are not those that were signed: they are not handed on."""

    status_code = 409


def described(name: str, summary, shape: shapes.Shape, *statuses: int, query=None):
    """The description of a view in the OpenAPI document: its answer, and its errors."""
    errors = {
        (status, CONTENT_TYPE): OpenApiResponse(shapes.PROBLEM_SHAPE, title_of(status))
        for status in (400, 401, 403, 429, 503, *statuses)
    }
    unchanged = OpenApiResponse(description=_("Không đổi so với bản đã có."))
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=summary,
        parameters=[*([query] if query else []), *HEADERS],
        responses={(200, JSON): OpenApiResponse(shape, summary), 304: unchanged, **errors},
    )


class PagedView(FeedView):
    """A list in pages."""

    query_class = PageQuery
    schema_name: str

    def page(self, rows: QuerySet, item) -> dict[str, Any]:
        """The page that was asked for. `item`: a list of rows as a list of JSON objects."""
        number, size = self.query["page"], self.query["page_size"]
        count = rows.count()
        first = (number - 1) * size
        return {
            "schema": self.schema_name,
            "count": count,
            "next": self._address(number + 1) if first + size < count else None,
            "previous": self._address(number - 1) if number > 1 else None,
            "results": item(list(rows[first : first + size])),
        }

    def filtered(self, rows: QuerySet) -> QuerySet:
        """The rows of the unit and the period that were asked for."""
        names = {"unit": "unit__code", "start": "start", "end": "end", "state": "state"}
        return rows.filter(**{column: self.query[name] for name, column in names.items() if name in self.query})

    def _address(self, number: int) -> str:
        return f"{self.request.path}?{urlencode({**self.query, 'page': number})}"


class ReportList(PagedView):
    """The reports that may be handed on."""

    token_scope, schema_name, query_class = "reports", shapes.REPORTS, ReportQuery

    @described("listReports", _("Báo cáo đã gửi và đã chấp nhận"), shapes.REPORT_LIST, query=ReportQuery)
    def get(self, request):
        """One page of the reports, newest period first."""
        return self.answer(self.page(self.filtered(handed_on.reports_for(request.user).for_list()), self._rows))

    def _rows(self, reports) -> list[dict]:
        linked = handed_on.links(reports, self.request.user)
        return [
            {**handed_on.head(one, linked[one.pk]), "url": reverse("api:report", args=[one.public_id])}
            for one in reports
        ]


class ReportDetail(FeedView):
    """One report with its figures."""

    token_scope = "reports"

    @described("getReport", _("Một báo cáo với số liệu"), shapes.REPORT_DETAIL, 404, 409)
    def get(self, request, public_id):
        """The report; 404 for one that may not be handed on."""
        report = handed_on.reports_for(request.user).select_related("unit").filter(public_id=public_id).first()
        if report is None:
            raise Http404
        self.given = report
        if handed_on.is_altered(report):
            raise Altered
        linked = handed_on.links([report], request.user)[report.pk]
        return self.answer(handed_on.report(report, linked))


class IndicatorList(PagedView):
    """The versions of a province's indicator."""

    token_scope, schema_name = "indicator", shapes.INDICATORS

    @described("listIndicators", _("Các bản chỉ tiêu đã lập"), shapes.INDICATOR_LIST, query=PageQuery)
    def get(self, request):
        """One page of the versions, newest period first."""
        found = Indicator.objects.visible_to(request.user).select_related("unit").defer("figures")
        return self.answer(self.page(self.filtered(found), self._rows))

    def _rows(self, versions) -> list[dict]:
        return [{**_head(one), "url": reverse("api:indicator", args=[one.public_id])} for one in versions]


class IndicatorDetail(FeedView):
    """One version with its figures."""

    token_scope = "indicator"

    @described("getIndicator", _("Một bản chỉ tiêu"), shapes.INDICATOR_DETAIL, 404, 409)
    def get(self, request, public_id):
        """The version; 404 for one of another province."""
        found = Indicator.objects.visible_to(request.user).select_related("unit").filter(public_id=public_id).first()
        if found is None:
            raise Http404
        self.given = found
        if not is_unaltered(found):
            raise Altered
        return self.answer({"schema": shapes.INDICATOR, **_head(found), "figures": found.figures})


def _head(version: Indicator) -> dict[str, Any]:
    return {
        "id": str(version.public_id),
        "unit": handed_on.unit(version.unit),
        "period": {"start": version.start.isoformat(), "end": version.end.isoformat()},
        "version": version.version,
        "complete": version.is_complete,
        "made_at": handed_on.instant(version.made_at),
        "checksum": version.checksum,
    }
