"""Forms of needs, support actions and jobs."""

from django.utils.translation import gettext as _

from cases.models import Employment, Need, SupportAction
from cases.records.forms import RecordForm
from core.forms.fields import offer_rows


class NeedForm(RecordForm):
    """A need of the person, and how it ended."""

    class Meta:
        model = Need
        fields = ("kind", "description", "raised_on", "due_on", "owner_text", "state", "closed_on", "result")

    def clean(self):
        """Require day and result of a need that has ended, and neither of an open one."""
        data = super().clean()
        closed = data.get("state") != Need.State.OPEN
        if closed and not data.get("closed_on") and "closed_on" not in self.errors:
            self.add_error("closed_on", _("Nhu cầu đã kết thúc phải có ngày kết thúc."))
        if closed and not data.get("result"):
            self.add_error("result", _("Hãy ghi kết quả."))
        if not closed and data.get("closed_on"):
            self.add_error("state", _("Đã có ngày kết thúc thì chọn đáp ứng được hay không."))
        return data


class ActionForm(RecordForm):
    """A support action for a need; the cost in đồng."""

    class Meta:
        model = SupportAction
        fields = ("need", "on", "description", "cost", "source", "provider")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)

        def label(need: Need) -> str:
            return f"{need.get_kind_display()}: {need.description[:60]}"

        offer_rows(self, "need", case.needs.active(), label=label, may_be_empty=False)

    def clean(self):
        """Refuse a negative cost, and require who paid where there was a cost."""
        data = super().clean()
        if (data.get("cost") or 0) < 0:
            self.add_error("cost", _("Kinh phí không thể âm."))
        if data.get("cost") and data.get("source") == SupportAction.Source.NONE:
            self.add_error("source", _("Có kinh phí thì phải ghi nguồn."))
        return data


class EmploymentForm(RecordForm):
    """A job or own business; the income in đồng."""

    class Meta:
        model = Employment
        fields = (
            "employer", "work", "contract", "income", "start_on", "end_on", "why_ended", "working_after_3", "working_after_6",
            "working_after_12",
        )  # fmt: skip
