"""The form of a residence."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Residence
from cases.records.forms import RecordForm


class ResidenceForm(RecordForm):
    """A home of the person with its registration (Luật Cư trú 2020)."""

    years_back = 60

    class Meta:
        model = Residence
        fields = (
            "kind", "address", "tenure", "from_on", "registered_on", "valid_until", "verified_on", "proof", "left_on", "note",
        )  # fmt: skip
        help_texts = {"valid_until": _("Ngày cuối cùng của thời hạn tạm trú; việc gia hạn được nhắc trước.")}

    def clean(self):
        """Require days in order, and a term of validity only for a temporary registration."""
        data = super().clean()
        if data.get("valid_until") and data.get("kind") not in (None, Residence.Kind.TEMPORARY):
            self.add_error(
                "valid_until", gettext("Chỉ đăng ký tạm trú mới có thời hạn; xóa ngày này hoặc chọn Tạm trú.")
            )
        return data
