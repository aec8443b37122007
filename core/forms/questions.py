"""A form that asks about what is possible but odd, and takes it once its user says that it is so.

The question stands beside its field, as an error does, and what was typed stays. Below the form appears a tick; it answers
exactly the questions that were shown: an amount that was changed to another odd one is asked about again.
"""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.spreadsheets.encodings import question_about

TICK = "is_sure"


class _Tick(forms.CheckboxInput):
    """Its value is a hash of the questions; it is shown checked only where it answers them."""

    def __init__(self, sign: str, *, is_answered: bool):
        super().__init__(attrs={"value": sign, "class": "form-check-input"}, check_test=lambda _value: is_answered)


class QuestionsMixin(forms.BaseForm):
    """For Form and ModelForm. Fields say themselves what is odd about a value (`question`); a form may `ask` more."""

    asks = True

    def clean(self) -> dict[str, Any]:
        """The cleaned values; of a form that has errors, those without."""
        cleaned = super().clean()
        return self.cleaned_data if cleaned is None else cleaned

    def full_clean(self) -> None:
        """Validates, then adds the questions about odd values that were not answered yet as errors."""
        self._questions: dict[str, list[str]] = {}
        self.fields.pop(TICK, None)
        super().full_clean()
        self._tell_how_read()
        if self.asks and self.is_bound and not (self.empty_permitted and not self.has_changed()):
            self._ask_of_fields()
            self._show_questions()

    def ask(self, name: str, question: str) -> None:
        """From `clean`: a question about the value of one field; "" asks nothing."""
        if question:
            self._questions.setdefault(name, []).append(question)

    @property
    def tick(self) -> forms.BoundField | None:
        """The tick, for pages that lay out their fields themselves."""
        return self[TICK] if TICK in self.fields else None

    def notes(self) -> list[str]:
        """How fields understood what was typed, where something was assumed; to be told when it is saved."""
        return [note for field in self.fields.values() if (note := getattr(field, "note", ""))]

    def _tell_how_read(self) -> None:
        """An error about a value that was understood from something else says from what."""
        for name in [name for name in self.errors if name in self.fields] if self.is_bound else ():
            if note := getattr(self.fields[name], "note", ""):
                self.add_error(name, note)

    def _ask_of_fields(self) -> None:
        """What the page showed already was answered for when it was entered."""
        changed = set(self.changed_data)
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if isinstance(value, str) and name in changed:
                self.ask(name, question_about(value))
            if value is not None and hasattr(field, "question") and name in changed:
                self.ask(name, field.question(value))

    def _show_questions(self) -> None:
        asked = [(name, question) for name, questions in self._questions.items() for question in questions]
        sign = hashlib.sha256("\n".join(f"{name}: {question}" for name, question in asked).encode()).hexdigest()[:16]
        if not asked:
            return
        # Answered, it stays on the page: the form may be shown again for another reason.
        is_answered = self.data.get(self.add_prefix(TICK)) == sign
        self.fields[TICK] = forms.BooleanField(
            label=_("Tôi đã xem lại: đúng như đã ghi"), required=False, widget=_Tick(sign, is_answered=is_answered)
        )
        for name, question in () if is_answered else asked:
            self.add_error(name, gettext("%s Nếu đúng, đánh dấu «đúng như đã ghi» ở cuối biểu mẫu rồi lưu.") % question)
