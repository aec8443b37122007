"""Forms of a commune's model and of its records."""

from django.utils.translation import gettext

from accounts.permissions.scope import communes_for
from cases.models import Case
from cases.records.forms import RecordForm
from community.models import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from core.forms.fields import offer_rows
from core.money import grouped


class CommuneModelForm(RecordForm):
    """The fields of a commune's model itself."""

    class Meta:
        model = CommuneModel
        fields = (
            "unit", "name", "launched_on", "decision_number", "decision_on", "decision_by", "regulation", "purpose", "ended_on",
        )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = communes_for(user, "models.edit")
        offer_rows(self, "unit", units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0]


class ModelRecordForm(RecordForm):
    """A record of a model. The choices of members and cases depend on `commune_model` and `user`."""

    def __init__(self, *args, commune_model, user, **kwargs):
        super().__init__(*args, **kwargs)
        if "member" in self.fields:
            members = commune_model.members.active().filter(end_on=None)
            offer_rows(self, "member", members)
        if "case" in self.fields:
            cases = Case.objects.visible_to(user).for_list().filter(latest__end_on=None)
            offer_rows(self, "case", cases, label=lambda case: f"{case.person.full_name} ({case.code})")

    def clean(self):
        """Require days in order, amounts that are possible, and no more helped people than were present."""
        data = super().clean()
        for name in ("amount", "cost", "value"):
            if data.get(name) is not None and data[name] < (1 if name == "amount" else 0):
                self.add_error(name, gettext("Số tiền không hợp lệ."))
        if data.get("helped") and data.get("helped") > (data.get("attendance") or 0):
            self.add_error("helped", gettext("Không thể nhiều hơn số người dự."))
        return data


class MemberForm(ModelRecordForm):
    """A member of the board of a model."""

    class Meta:
        model = ModelMember
        fields = ("full_name", "organisation", "role", "hamlet", "phone", "start_on", "end_on")


class HelpForm(ModelRecordForm):
    """Which member helps which released person, and since when."""

    class Meta:
        model = Help
        fields = ("member", "case", "start_on", "end_on", "result")


class EnterpriseForm(ModelRecordForm):
    """An enterprise and the jobs that it promised."""

    class Meta:
        model = Enterprise
        fields = ("name", "address", "contact", "promised_on", "jobs", "jobs_given", "note")


class ActivityForm(ModelRecordForm):
    """An activity with attendance and cost; the cost in đồng."""

    class Meta:
        model = Activity
        fields = ("on", "kind", "title", "place", "attendance", "helped", "cost", "result")


class FundForm(ModelRecordForm):
    """A payment must not make the balance of the fund negative on its day or on any later day."""

    class Meta:
        model = FundEntry
        fields = ("on", "direction", "amount", "party", "voucher", "purpose")

    def __init__(self, *args, commune_model, **kwargs):
        super().__init__(*args, commune_model=commune_model, **kwargs)
        self._entries = commune_model.fund_entries.active()

    def clean(self):
        """Refuse a payment that the fund cannot cover."""
        data = super().clean()
        on, amount = data.get("on"), data.get("amount")
        if on and amount and data.get("direction") == FundEntry.Direction.OUT:
            available = self._lowest_balance_from(on)
            if amount > available:
                text = gettext(
                    "Quỹ không đủ: từ ngày này chỉ còn chi được %s đồng. Nếu có khoản thu chưa ghi, hãy ghi trước."
                )
                self.add_error("amount", text % grouped(max(available, 0)))
        return data

    def _lowest_balance_from(self, on) -> int:
        """The lowest balance in đồng from the end of a day on."""
        balance, lowest = 0, None
        for day, direction, amount in self._entries.order_by("on", "pk").values_list("on", "direction", "amount"):
            if day > on and lowest is None:
                lowest = balance
            balance += amount if direction == FundEntry.Direction.IN else -amount
            if day > on:
                lowest = min(lowest, balance)
        return balance if lowest is None else lowest


class GiftForm(ModelRecordForm):
    """A gift in kind to the model or to one person; its value in đồng."""

    class Meta:
        model = Gift
        fields = ("on", "donor", "item", "quantity", "value", "case")
