"""What can be asked for in an address of the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from feed.handed_on import STATES

PAGE_SIZE, LARGEST_PAGE = 50, 100
LAST_PAGE = 100_000
# Django REST framework has few texts in Vietnamese.
DAY = _("Ngày phải có dạng NĂM-THÁNG-NGÀY, ví dụ 2024-06-14.")
PAGE = _("Số trang là số nguyên từ 1 đến 100000.")
SIZE = _("Số dòng của một trang là số nguyên từ 1 đến 100.")
UNIT = _("Mã đơn vị gồm 2 đến 5 chữ số.")
STATE = _("Trạng thái là submitted hoặc accepted.")


def _always(text) -> dict:
    """The same text for every mistake in a field."""
    names = ("invalid", "datetime", "min_value", "max_value", "max_string_length", "invalid_choice", "blank", "null")
    return dict.fromkeys(names, text)


class PageQuery(serializers.Serializer):
    """One page of a list, for a unit or a period."""

    unit = serializers.RegexField(
        r"^[0-9]{2,5}$", required=False, help_text=_("Mã đơn vị."), error_messages=_always(UNIT)
    )
    start = serializers.DateField(required=False, help_text=_("Ngày đầu kỳ."), error_messages=_always(DAY))
    end = serializers.DateField(required=False, help_text=_("Ngày cuối kỳ."), error_messages=_always(DAY))
    page = serializers.IntegerField(default=1, min_value=1, max_value=LAST_PAGE, error_messages=_always(PAGE))
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=LARGEST_PAGE, error_messages=_always(SIZE)
    )

    def to_internal_value(self, data):
        """The checked parameters. A misspelt one is refused: without it the list would be longer than was asked for."""
        if unknown := sorted(set(data) - set(self.fields)):
            raise serializers.ValidationError({name: [_("Không có tham số này.")] for name in unknown})
        return super().to_internal_value(data)


class ReportQuery(PageQuery):
    """One page of the list of reports."""

    state = serializers.ChoiceField(
        choices=STATES, required=False, help_text=_("Trạng thái."), error_messages=_always(STATE)
    )
