"""Changing the half-years: one person proposes, another decides."""

from datetime import date
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.change_requests.deciding import decide, require_basis
from accounts.models import User
from audit import events as audit_events
from core.errors import Refused
from core.text import nfc
from law.half_years.effects import Effect, effect_of
from law.half_years.models import HALF_YEAR_CODES, HalfYearRequest
from law.models import LawSetting
from law.provider import law
from law.rules.periods import presets
from law.timeline import CODES, LawValue, law_on
from law.value_types import Parsed

State = HalfYearRequest.State


@transaction.atomic
def propose_half_years(
    *, by: User, code: str, value: str, valid_from: date, document_number: str, why: str
) -> HalfYearRequest:
    """Ask a second person for another first day of the half-years of one preset from a day on.

    Arguments: `code`, one of HALF_YEAR_CODES; `value`, day/month as the row of the law has it.
    A row that was approved for the same day is replaced. Raises Refused without reason or document, if the value cannot be used
    or is in force from that day already, and if such a request waits already.
    """
    require_basis(why, document_number)
    value = nfc(value)
    if code not in HALF_YEAR_CODES:
        raise Refused(_("Quy định này không phải kỳ 6 tháng."))
    _require_new(code, value, valid_from)
    value = "{:02}/{:02}".format(*_day_and_month(code, value))
    if HalfYearRequest.objects.filter(state=State.WAITING, code=code, value=value, valid_from=valid_from).exists():
        raise Refused(_("Đã có đề nghị như vậy đang chờ người thứ hai."))
    effect = _effect(code, value, valid_from)
    request = HalfYearRequest.objects.create(
        code=code,
        value=value,
        valid_from=valid_from,
        document_number=nfc(document_number),
        why=nfc(why),
        falls=effect.falls,
        compared=effect.compared,
        created_by=by,
    )
    _record(by, "half_year.propose", request, request.why)
    return request


@transaction.atomic
def approve_half_years(*, by: User, request: HalfYearRequest, why: str = "") -> HalfYearRequest:
    """Approve a request: the half-years change from its day on.

    Raises Refused for its author, for users without the role, if another row of the same day was approved since, and if rates
    would fall that were not shown.
    """
    row = decide(by, request, State.APPROVED, why, timezone.now())
    _require_new(row.code, row.value, row.valid_from)
    if LawSetting.objects.filter(
        code=row.code, valid_from=row.valid_from, request__decided_at__gt=row.created_at
    ).exists():
        raise Refused(_("Sau khi có đề nghị này, kỳ 6 tháng từ ngày đó đã đổi khác. Hãy không duyệt và đề nghị lại."))
    shown = [_rates(fall) for fall in row.falls]
    if any(_rates(fall) not in shown for fall in _effect(row.code, row.value, row.valid_from).falls):
        raise Refused(
            _("Số liệu đã khác lúc đề nghị: có tỷ lệ khác sẽ thấp đi. Hãy không duyệt đề nghị này và đề nghị lại.")
        )
    present = law(row.valid_from).day_of_year(row.code)
    setting = LawSetting.objects.create(
        code=row.code,
        value=row.value,
        article=row.document_number,
        valid_from=row.valid_from,
        source_note=row.why,
        request=row,
    )
    detail = {"code": row.code, "before": present, "after": _day(row), "valid_from": row.valid_from.isoformat()}
    _record(by, "half_year.approve", row, row.decision_why)
    audit_events.record(by=row.created_by, action="law.half_year", target=setting, detail=detail, why=row.why)
    return row


@transaction.atomic
def refuse_half_years(*, by: User, request: HalfYearRequest, why: str) -> HalfYearRequest:
    """Refuse a request, with a reason. The half-years stay as they are."""
    if not why.strip():
        raise Refused(_("Không duyệt thì phải nêu lý do."))
    row = decide(by, request, State.REFUSED, why, timezone.now())
    _record(by, "half_year.refuse", row, row.decision_why)
    return row


def _require_new(code: str, value: str, valid_from: date) -> None:
    try:
        CODES[code].parse(value)
    except ValueError as error:
        raise Refused(str(error)) from error
    last = LawSetting.objects.filter(code=code, valid_from=valid_from).order_by("pk").last()
    if last and CODES[code].parse(last.value) == CODES[code].parse(value):
        raise Refused(_("Kỳ 6 tháng như vậy đã áp dụng từ ngày đó."))


def _effect(code: str, value: str, valid_from: date) -> Effect:
    """Compare the half-years in force on the day with the proposed ones."""
    present = law(valid_from)
    name = code.removeprefix("period_")
    row = present.values[code]
    proposed = LawValue(code, value, row.article, valid_from, None, row.source_note, row.confidence)
    return effect_of(presets(present)[name], presets(law_on([proposed], valid_from))[name])


def _rates(fall: dict[str, Any]) -> dict[str, Any]:
    """A fall without how many reoffences are unconfirmed: a confirmation in between changes no rate."""
    return {name: value for name, value in fall.items() if name != "unconfirmed"}


def _day_and_month(code: str, value: str) -> tuple[int, int]:
    """Day and month of a value that can be used."""
    return cast(tuple[int, int], CODES[code].parse(value))


def _day(request: HalfYearRequest) -> Parsed:
    """(day, month) of the value: an audit event holds numbers, no text."""
    return CODES[request.code].parse(request.value)


def _record(by: User, action: str, request: HalfYearRequest, why: str) -> None:
    detail = {
        "code": request.code,
        "value": _day(request),
        "valid_from": request.valid_from.isoformat(),
        "falls": len(request.falls),
        "compared": request.compared,
    }
    audit_events.record(by=by, action=action, target=request, detail=detail, why=why)
