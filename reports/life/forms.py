"""Forms of a report's life: the answers to the points of the check, and the reason of a return."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.fields import StyledMixin
from reports.life.points import Point

LONGEST_ANSWER = 2000


class CheckForm(StyledMixin, forms.Form):
    """One answer for each point. `earlier`: answers that were given to points of an earlier version."""

    def __init__(
        self, *args, points: Sequence[Point], unit_names: Mapping[str, str], earlier: Mapping[Point, str], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        for point in points:
            self.fields[point.key] = forms.CharField(
                label=point.text(unit_names),
                initial=earlier.get(point, ""),
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
                error_messages={"required": _("Hãy giải trình điểm này.")},
            )


class ReturnForm(StyledMixin, forms.Form):
    """Why a report is returned."""

    why = forms.CharField(
        label=_("Lý do trả lại"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        help_text=_("Đơn vị đọc nguyên văn lý do này. Không ghi tên người được quản lý."),
        error_messages={"required": _("Hãy ghi lý do trả lại báo cáo.")},
    )
