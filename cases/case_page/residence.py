"""Where the person lives and is registered, and until when."""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Case, Residence, TransferRequest
from cases.records.forms import RecordForm, day_order
from cases.records.views import RecordKind, register
from core.dates import vn_date


class ResidenceForm(RecordForm):
    past = ("from_on", "left_on", "registered_on", "verified_on")

    class Meta:
        model = Residence
        fields = ("kind", "address", "from_on", "registered_on", "valid_until", "verified_on", "left_on", "note")
        help_texts = {"valid_until": _("Ngày cuối cùng của thời hạn tạm trú; việc gia hạn được nhắc trước.")}

    def clean(self):
        data = super().clean()
        day_order(self, "from_on", "left_on", _now("Ngày chuyển đi không thể trước ngày đến ở."))
        day_order(self, "registered_on", "valid_until", _now("Hết hạn không thể trước ngày đăng ký."))
        if data.get("valid_until") and data.get("kind") not in (None, Residence.Kind.TEMPORARY):
            self.add_error("valid_until", _now("Chỉ đăng ký tạm trú mới có thời hạn; xóa ngày này hoặc chọn Tạm trú."))
        return data


register(RecordKind("residences", Residence, ResidenceForm, _("Nơi cư trú"), "residence"))


@tab(slug="residence", label=_("Cư trú"), template="cases/tabs/residence.html", order=25)
def residence(request, case: Case) -> dict:
    return {
        "residences": case.residences.standing(),
        "stays": case.stays.current().select_related("unit").order_by("start_on"),
        "may_edit": may(request.user, "cases.edit"),
    }


_HOMES = of_case(lambda: Residence.objects.standing().select_related("created_by"))


@timeline(Residence)
def homes(case: Case) -> Iterable[Entry]:
    for row in _HOMES(case):
        told = {"kind": row.get_kind_display(), "address": row.address}
        until = _now("đến hết ngày %s") % vn_date(row.valid_until) if row.valid_until else ""
        by = str(row.created_by or "")
        yield Entry(row.registered_on or row.from_on, _now("%(kind)s tại %(address)s") % told, until, by)
        if row.left_on:
            yield Entry(row.left_on, _now("Không còn ở %(address)s") % told, "", by)


_ASKED = of_case(lambda: TransferRequest.objects.standing().select_related("to_unit", "created_by", "decided_by"))


@timeline(TransferRequest)
def asked_elsewhere(case: Case) -> Iterable[Entry]:
    """What was asked of other communes; that one of them took the case over is told by its stays."""
    for row in _ASKED(case):
        yield Entry(
            localdate(row.asked_at),
            _now("Đề nghị chuyển sang %s") % row.to_unit.full_name,
            row.why,
            str(row.created_by or ""),
        )
        if row.state == TransferRequest.State.REFUSED:
            title = _now("%s từ chối tiếp nhận") % row.to_unit.full_name
        elif row.state == TransferRequest.State.WITHDRAWN:
            title = _now("Rút đề nghị chuyển sang %s") % row.to_unit.full_name
        else:
            continue
        yield Entry(localdate(row.decided_at), title, row.decision_why, str(row.decided_by or ""))
