"""Half-years as two people approved them, for tests of what follows from them."""

from datetime import date

from django.utils import timezone

from accounts.tests.factories import UserFactory
from law.half_years.models import HalfYearRequest
from law.models import LawSetting


def approved_half_years(code: str, value: str, valid_from: date) -> LawSetting:
    """Store a row and the approved request that it needs."""
    days = {"code": code, "value": value, "valid_from": valid_from}
    request = HalfYearRequest.objects.create(
        **days,
        document_number="Công văn 12",
        why="Theo chỉ đạo",
        state="approved",
        decided_by=UserFactory(),
        decided_at=timezone.now(),
    )
    return LawSetting.objects.create(**days, article="Công văn 12", source_note="x", request=request)
