"""The register of exports: who took what out of the system, when and why (docs/security.md §5)."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Membership, User
from accounts.permissions.roles import Role, may, needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from core.dates import VIETNAM
from core.forms.fields import StyledMixin, choice_field, row_field
from core.forms.typed_fields import DateField
from jobs import exports
from jobs.models import Export

PAGE_SIZE = 50


def exports_visible_to(user: User) -> QuerySet[Export]:
    """All exports for an administrator; for a leader those of users who belonged to the leader's units on that day."""
    if Role.ADMINISTRATOR in user.roles:
        return Export.objects.all()
    in_force = Q(end_on=None) | Q(end_on__gt=OuterRef("day"))
    there = Membership.objects.filter(
        in_force, user=OuterRef("by"), start_on__lte=OuterRef("day"), unit__in=unit_keys_for(user, "exports.view")
    )
    days = Export.objects.annotate(day=TruncDate("created_at", tzinfo=VIETNAM))
    return days.filter(Exists(there) | Q(by=user))


class RegisterFilterForm(StyledMixin, forms.Form):
    """Filters of the register, from the query string. All of them apply together."""

    asks = False

    since = DateField(label=_("Từ ngày"), required=False)
    until = DateField(label=_("Đến ngày"), required=False)
    by: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Người xuất"), required=False, queryset=None, empty_label=_("Tất cả")
    )
    kind = forms.ChoiceField(label=_("Loại"), required=False)

    def __init__(self, *args, found: QuerySet[Export], **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "by").queryset = User.objects.filter(pk__in=found.values("by")).order_by("name_key")
        choice_field(self, "kind").choices = [("", _("Tất cả")), *exports.labels()]

    def apply(self, found: QuerySet[Export]) -> QuerySet[Export]:
        """Filter the exports. Invalid filters give none."""
        if not self.is_valid():
            return found.none()
        lookups = {"since": "created_at__date__gte", "until": "created_at__date__lte", "by": "by", "kind": "kind"}
        return found.filter(**{lookups[name]: value for name, value in self.cleaned_data.items() if value})


@require_safe
@needs("exports.view")
def register(request):
    """List the exports, newest first. What was filtered for is not shown, because it may name people."""
    found = exports_visible_to(request.user)
    filters = RegisterFilterForm(request.GET or None, found=found)
    chosen = filters.apply(found) if filters.is_bound else found
    rows = chosen.select_related("by", "file").defer("file__data").order_by(F("number").desc())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    used = sorted(name for name in filters.fields if request.GET.get(name))
    detail = {"found": page.paginator.count, "page": page.number, "filters": used}
    audit_events.record(by=request.user, action="export.register", detail=detail)
    query = request.GET.copy()
    query.pop("page", None)
    labels, reasons = dict(exports.labels()), exports.reasons_of(page)
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {"export": one, "label": labels.get(one.kind, one.kind), "reason": reasons.get(str(one.pk), "")}
            for one in page
        ],
        "query": query.urlencode(),
        # A reason may name a person, and who only administers sees no people.
        "may_read_reasons": may(request.user, "audit.looks"),
    }
    return render(request, "jobs/export_register.html", context)
