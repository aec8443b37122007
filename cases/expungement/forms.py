"""Forms of expungement: the review, its result, and opening a sealed case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import ExpungementReview
from cases.records.forms import RecordForm
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField


class ProofForm(StyledMixin, forms.Form):
    """The result of an expungement: the certificate or decision that proves it, or the refusal."""

    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[("proved", _("Đã xóa án tích")), ("refused", _("Bị từ chối"))],
        widget=forms.RadioSelect,
    )
    proof_number = forms.CharField(label=_("Số phiếu lý lịch tư pháp, quyết định của Tòa án"), max_length=100)
    proof_on = DateField(years_back=10, label=_("Ngày cấp, ngày quyết định"))
    proof_issuer = forms.CharField(label=_("Cơ quan cấp"), max_length=200)


class OpenForm(StyledMixin, forms.Form):
    """The code of a sealed case, and the reason and document for which a user opens it."""

    code = forms.CharField(label=_("Mã hồ sơ"), max_length=40)
    why = forms.CharField(label=_("Lý do xem"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản yêu cầu"), max_length=100)


class ReviewForm(RecordForm):
    """A procedure of expungement: when the person was guided and petitioned."""

    class Meta:
        model = ExpungementReview
        fields = ("path", "guided_on", "petition_on", "has_merit", "note")
