"""Forms that ask about possible but unusual values, and accept them once the user confirms.

The question is shown beside its field like an error, and the typed values are kept. A tick below the form answers
exactly the questions that were shown: if an amount is changed to another unusual one, the form asks again.
"""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.spreadsheets.encodings import question_about

TICK = "is_sure"


class _Tick(forms.CheckboxInput):
    """A checkbox whose value is a hash of the questions; it is checked only if it answers the questions on the page."""

    def __init__(self, sign: str, *, is_answered: bool):
        super().__init__(attrs={"value": sign, "class": "form-check-input"}, check_test=lambda _value: is_answered)


class QuestionsMixin(forms.BaseForm):
    """For Form and ModelForm. A field says what is unusual about its value (`question`); a form may `ask` more."""

    asks = True

    def clean(self) -> dict[str, Any]:
        """The cleaned values; if the form has errors, only the valid ones."""
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
        """Add a question about the value of one field. Called by `clean`; "" adds nothing."""
        if question:
            self._questions.setdefault(name, []).append(question)

    @property
    def tick(self) -> forms.BoundField | None:
        """The checkbox, for pages that lay out their fields themselves; None if there is no question."""
        return self[TICK] if TICK in self.fields else None

    def notes(self) -> list[str]:
        """How fields understood the typed texts, where something was assumed; shown after the form was saved."""
        return [note for field in self.fields.values() if (note := getattr(field, "note", ""))]

    def _tell_how_read(self) -> None:
        """Adds to each error how the typed text was understood, if something was assumed."""
        for name in [name for name in self.errors if name in self.fields] if self.is_bound else ():
            if note := getattr(self.fields[name], "note", ""):
                self.add_error(name, note)

    def _ask_of_fields(self) -> None:
        """Asks about changed values only: unchanged ones were confirmed when they were entered."""
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
        # The answered checkbox stays, because the form may be shown again for another reason.
        is_answered = self.data.get(self.add_prefix(TICK)) == sign
        self.fields[TICK] = forms.BooleanField(
            label=_("Tôi đã xem lại: đúng như đã ghi"), required=False, widget=_Tick(sign, is_answered=is_answered)
        )
        for name, question in () if is_answered else asked:
            self.add_error(name, gettext("%s Nếu đúng, đánh dấu «đúng như đã ghi» ở cuối biểu mẫu rồi lưu.") % question)
