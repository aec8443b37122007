"""The rows of «Biến động»."""

from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from cases.choices import CrimeClass
from core.text import squash
from register.reading.cell_values import read_word
from register.reading.columns import HEADERS
from register.reading.lines import Line
from register.reading.reoffence_facts import CLASS_WORDS, INTENTIONAL_WORDS
from register.reading.row_reader import RowReader, is_nothing
from register.reading.rows import ChangeRow
from register.reading.vocabulary import CHANGE_LABELS, CHANGE_WORDS, OUTCOME_WORDS, REOFFENCE, TRANSFER

_OF_REOFFENCES = (
    "act_on", "prosecuted_by", "articles", "is_intentional", "crime_class", "outcome", "convicted_on", "ended_on",
    "outcome_number", "outcome_body",
)  # fmt: skip


def read_change(reader: RowReader, line: Line) -> ChangeRow:
    """One row of «Biến động»."""
    kind = reader.need(line, "kind", _read_kind)
    on = reader.day(line, "on", is_needed=True)
    _warn_of_other_kinds(reader, line, kind)
    return ChangeRow(
        row=line.row,
        code=reader.need(line, "code", lambda _value: reader.text(line, "code")),
        kind=kind,
        on=cast(date, on),  # without it the row has failed and is not used
        to_unit=reader.commune(line, "to_unit", on) if kind == TRANSFER else None,
        document_number=reader.text(line, "document_number"),
        note=reader.text(line, "note"),
        outcome=reader.take(line, "outcome", _read_outcome, ""),
        convicted_on=reader.day(line, "convicted_on"),
        act_on=reader.day(line, "act_on"),
        prosecuted_by=reader.text(line, "prosecuted_by"),
        articles=reader.text(line, "articles"),
        is_intentional=reader.take(line, "is_intentional", _read_guilt),
        crime_class=reader.take(line, "crime_class", _read_class, ""),
        ended_on=reader.day(line, "ended_on"),
        outcome_number=reader.text(line, "outcome_number"),
        outcome_body=reader.text(line, "outcome_body"),
    )


def _warn_of_other_kinds(reader: RowReader, line: Line, kind: str | None) -> None:
    """Reports cells that only rows of another kind have, because their values are not stored."""
    for name in ("to_unit", *_OF_REOFFENCES):
        owner = TRANSFER if name == "to_unit" else REOFFENCE
        if kind not in (None, owner) and not is_nothing(line.get(name), name):
            message = _("Chỉ dòng «%(kind)s» mới có mục «%(field)s»; ô này không được ghi.")
            reader.warn(line, name, message % {"kind": CHANGE_LABELS[owner], "field": HEADERS[name]})


def _read_outcome(value) -> str:
    return read_word(value, OUTCOME_WORDS, _("Kết quả xét xử không rõ."))


def _read_guilt(value) -> bool:
    found = INTENTIONAL_WORDS.get(squash(str(value)))
    if found is None:
        raise ValueError(_("Lỗi phải là «Cố ý» hoặc «Vô ý»; chưa rõ thì để trống."))
    return found


def _read_class(value) -> str:
    message = _("Loại tội phạm phải là một trong: %s; chưa rõ thì để trống.")
    return read_word(value, CLASS_WORDS, message % "; ".join(str(one.label) for one in CrimeClass))


def _read_kind(value) -> str:
    return read_word(
        value, CHANGE_WORDS, _("Loại biến động phải là một trong: %s.") % "; ".join(CHANGE_LABELS.values())
    )
