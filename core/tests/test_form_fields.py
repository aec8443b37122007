"""Each field of a form is rendered with its label, its help text and its errors, tied together for screen readers."""

import re

import pytest
from django import forms

from core.forms.fields import StyledMixin
from core.forms.questions import TICK


class SampleForm(StyledMixin, forms.Form):
    number = forms.CharField(label="Số văn bản", help_text="Như 12/QĐ.", max_length=5)
    agrees = forms.BooleanField(label="Đã đối chiếu")
    kind = forms.ChoiceField(
        label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect, help_text="x"
    )
    note = forms.CharField(label="Ghi chú", required=False)


def rendered(name: str, data=None) -> str:
    return SampleForm(data)[name].as_field_group()


def test_a_field_has_its_label_and_help_text():
    html = rendered("number")
    assert re.search(r'<label [^>]*for="id_number">Số văn bản <span [^>]*aria-hidden="true">\*</span></label>', html)
    assert 'aria-describedby="id_number_helptext"' in html
    assert '<div class="form-text" id="id_number_helptext">Như 12/QĐ.</div>' in html
    assert "_error" not in html


def test_errors_stand_beside_the_field_and_are_announced():
    html = rendered("number", {"number": "123456"})
    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<div class="text-danger" role="alert" id="id_number_error"><div>' in html


def test_a_checkbox_has_its_label_behind_it():
    html = rendered("agrees", {})
    assert re.search(r'<input [^>]*type="checkbox"[^>]*> <label [^>]*for="id_agrees">Đã đối chiếu</label>', html)
    assert 'id="id_agrees_error"' in html


def test_choices_are_grouped_under_a_legend():
    html = rendered("kind", {})
    assert re.search(r'<fieldset aria-describedby="id_kind_helptext id_kind_error">\s*<legend', html)


def test_a_field_that_may_be_empty_has_no_star():
    assert "*" not in rendered("note")


class NoteForm(StyledMixin, forms.Form):
    note = forms.CharField()


def doubly_encoded(text: str) -> str:
    """The UTF-8 of a text read as Windows-1252, which leaves a few bytes as they are."""
    return "".join(
        chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in text.encode()
    )


@pytest.mark.parametrize("text", ["Lê Văn Tạ", "Nguyễn Thị Trà", "Trà Bồng", "Đặng", "ĐẶNG THỊ HÀ", "Trà"])
def test_doubly_encoded_text_is_asked_about(text):
    form = NoteForm({"note": doubly_encoded(text)})
    assert not form.is_valid()
    assert "bị hỏng mã" in str(form.errors["note"])
    sure = NoteForm({"note": doubly_encoded(text), TICK: form.tick.field.widget.attrs["value"]})
    assert sure.is_valid()


@pytest.mark.parametrize("text", ["Lê Văn Tạ", "ĐẶNG ÃN Â", "H'Drai – “Ă”", "Ái Âu", "Ngô Ã", "1 + 1 = 2 €", "Årø"])
def test_text_in_unicode_is_not_asked_about(text):
    assert NoteForm({"note": text}).is_valid()
