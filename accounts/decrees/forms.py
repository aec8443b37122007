"""The form that proposes a reorganisation, in two steps: the file, then what it would move."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.decrees.services import SHOWN, DecreeCheck, check_decree
from areas.decrees.file import LONGEST
from core.forms.fields import StyledMixin


class DecreeForm(StyledMixin, forms.Form):
    """The file and the reason. It is valid once the user has seen what the file would move (`check`)."""

    file = forms.FileField(
        label=_("Tệp sắp xếp đơn vị"),
        required=False,
        help_text=_("Tệp .csv theo tài liệu «Sắp xếp đơn vị». Chưa có gì thay đổi cho đến khi người thứ hai duyệt."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv"}),
        error_messages={"empty": _("Tệp rỗng.")},
    )
    # The file that was checked: a browser does not send it again.
    content = forms.CharField(required=False, max_length=LONGEST, strip=False, widget=forms.HiddenInput)
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)
    confirmed = forms.BooleanField(label=_("Tôi đã xem những gì sẽ đổi, nêu dưới đây."), required=False)

    # What the file would move; None before a readable file was sent.
    check: DecreeCheck | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["confirmed"]

    def clean(self):
        """Check the file, and require that the user has seen the result for this very file."""
        chosen = super().clean()
        file = chosen.get("file")
        data = file.read(LONGEST + 1) if file else chosen.get("content", "").encode()
        if not data:
            if "file" not in self.errors:
                self.add_error("file", _("Hãy chọn tệp."))
            return chosen
        check = check_decree(data)
        if check.errors:
            self.add_error("file", [str(error) for error in check.errors[:SHOWN]])
        elif check.is_applied:
            self.add_error("file", _("Tệp này đã được áp dụng."))
        else:
            self.check, chosen["content"] = check, check.plan.file.content
            if file or not chosen["confirmed"]:
                self._show(chosen["content"])
        return chosen

    def _show(self, content: str) -> None:
        posted: dict[str, Any] = {name: value for name, value in self.data.items() if name != "confirmed"}
        self.data = {**posted, "content": content}
        self.add_error("confirmed", _("Hãy xem những gì sẽ đổi, rồi đánh dấu và gửi."))
