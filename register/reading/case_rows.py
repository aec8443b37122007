"""The rows of «Danh sách»."""

import re
from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from areas.models import Unit
from cases.choices import Origin
from cases.judgments.sentences import Sentence, parse_sentence
from cases.people.id_numbers import IdNumber, check_id_number, disagreements, restore_zeros
from core.dates import vn_date
from core.text import narrow, nfc, squash
from law.choices import Category
from register.reading import cell_values, names
from register.reading.addresses import split_address
from register.reading.cell_values import Noted, read_word
from register.reading.columns import LONGEST
from register.reading.layout.sections import category_in
from register.reading.lines import Line
from register.reading.row_reader import RowReader, is_nothing
from register.reading.rows import CaseRow
from register.reading.vocabulary import CATEGORY_WORDS, NOTHING_WORDS, PRISON_WORDS, PRISONS, SEX_WORDS

# Words before an ID number in its cell: "CMND: 212345678".
_BEFORE_NUMBER = re.compile(
    r"^(?:số\s*)?(?:thẻ\s*)?(?:cccd|cmnd|cmtnd|căn cước(?: công dân)?|số định danh|đdcn)\s*(?:số)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)


def read_case(reader: RowReader, line: Line, *, needs_code: bool) -> CaseRow:
    """One row of «Danh sách». `needs_code`: other sheets refer to the code, so an empty one is an error."""
    release_on = reader.day(line, "release_on", is_needed=True)
    arrival_on = reader.day(line, "arrival_on", release_on)
    code = reader.text(line, "code")
    if needs_code and not code:
        reader.fail(line, "code", _("Chưa ghi mã hồ sơ, trong khi sổ còn trang «Biến động» hoặc «Vay vốn»."))
    origin = reader.text(line, "origin")
    if origin and squash(origin) in NOTHING_WORDS:
        reader.warn(line, "origin", _("«%s» được hiểu là không ghi: người ra trại về.") % origin)
        origin = ""
    hamlet, unit = _read_address(reader, line, arrival_on)
    full_name, other_names = _read_names(reader, line)
    # Without unit or days the row has failed and is not used.
    row = CaseRow(
        row=line.row,
        code=code,
        full_name=full_name,
        birth=reader.take(line, "birth", lambda value: cell_values.read_birth(value, reader.today)),
        sex=reader.take(line, "sex", _read_sex, ""),
        id_number=_read_number(reader, line),
        ethnicity=reader.text(line, "ethnicity"),
        unit=cast(Unit, unit),
        hamlet=hamlet,
        category=_read_category_of(reader, line),
        offence=reader.text(line, "offence"),
        article=reader.text(line, "article"),
        sentence=_read_sentence(reader, line),
        release_on=cast(date, release_on),
        certificate_number=reader.text(line, "certificate_number"),
        certificate_on=reader.day(line, "certificate_on"),
        probation_end_on=reader.day(line, "probation_end_on", read=cell_values.read_plausible_date),
        arrival_on=cast(date, arrival_on),
        origin=(Origin.PRISON if squash(origin) in PRISON_WORDS else Origin.ELSEWHERE).value,
        origin_text=origin,
        officer_text=reader.text(line, "officer"),
        helper_text=reader.text(line, "helper"),
        job_text=reader.text(line, "job"),
        person_key=reader.text(line, "person_key"),
        other_names=other_names,
    )
    if not reader.failed:
        _compare_values(reader, line, row)
    return row


def _read_names(reader: RowReader, line: Line) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name, and the other names of the same cell and of a column of their own. Without a name the row has failed."""
    written = reader.need(line, "full_name", names.read_full_name) or names.WrittenName("")
    others = reader.take(line, "other_names", names.read_other_names, ())
    if written.others:
        line.originals.setdefault("other_names", line.text("other_names") or line.text("full_name"))
    return written.full_name, tuple(dict.fromkeys((*written.others, *others)))


def _compare_values(reader: RowReader, line: Line, row: CaseRow) -> None:
    """Compares the values of one row: a contradiction is an error, an unusual combination a warning."""
    if row.birth and row.birth.first_day >= row.release_on:
        reader.fail(line, "birth", _("Ngày sinh không trước ngày ra trại %s.") % vn_date(row.release_on))
    elif row.birth and (question := row.birth.question(row.release_on)):
        reader.warn(line, "birth", question)
    if row.arrival_on < row.release_on:
        reader.warn(line, "arrival_on", _("Về địa phương trước ngày ra trại %s.") % vn_date(row.release_on))
    if row.probation_end_on and row.category != Category.CONDITIONAL:
        reader.warn(line, "probation_end_on", _("Chỉ người được tha tù trước thời hạn có điều kiện mới có thử thách."))
    elif row.probation_end_on and row.probation_end_on < row.release_on:
        reader.warn(line, "probation_end_on", _("Hết thử thách trước ngày ra trại %s.") % vn_date(row.release_on))
    if names.has_odd_letters(row.full_name):
        reader.warn(line, "full_name", _("Họ tên có ký tự lạ; hãy xem lại phông chữ của ô này."))
    if row.origin == Origin.ELSEWHERE and squash(row.origin_text).startswith(PRISONS):
        reader.warn(line, "origin", _("Được tính là chuyển đến từ nơi khác; người ra trại thì để trống ô này."))
    year = row.birth.year if row.birth else None
    for message in disagreements(row.id_number, year, row.sex) if row.id_number else ():
        reader.warn(line, "id_number", message)


def _read_address(reader: RowReader, line: Line, on) -> tuple[str, Unit | None]:
    """Hamlet and commune. A hamlet written before the commune is moved to its own field, with a warning."""
    hamlet, cell = reader.text(line, "hamlet"), line.get("unit")
    if not hamlet and reader.has_default(line, "hamlet"):
        hamlet = line.defaults["hamlet"][: LONGEST["hamlet"]]
    if is_nothing(cell, "unit") and "unit" in line.defaults and not reader.has_default(line, "unit"):
        return hamlet, None
    if not isinstance(cell, str) or "unit" in line.problems:
        if is_nothing(cell, "unit") and "unit" in line.defaults:
            return hamlet, reader.commune(line, "unit", on, line.defaults["unit"])
        return hamlet, reader.commune(line, "unit", on)
    if is_nothing(cell, "unit"):
        return hamlet, reader.commune(line, "unit", on, line.defaults.get("unit"))
    inside, rest = split_address(cell, reader.lookup.has_name, reader.lookup.has_upper_name)
    if not rest and "unit" not in line.defaults:
        rest = inside
    unit = reader.commune(line, "unit", on, rest or line.defaults["unit"])
    if inside and rest != inside and unit is not None:
        if hamlet and squash(inside) not in squash(hamlet) and squash(hamlet) not in squash(inside):
            reader.warn(line, "unit", _("Phần «%s» không được lưu, vì cột thôn ghi khác.") % inside)
        elif not hamlet:
            hamlet = inside[: LONGEST["hamlet"]]
            reader.warn(
                line,
                "unit",
                _("Phần «%(part)s» được ghi vào thôn, tổ dân phố; xã là %(unit)s.")
                % {"part": inside, "unit": unit.full_name},
            )
    return hamlet, unit


def _read_category_of(reader: RowReader, line: Line) -> str:
    if is_nothing(line.get("category"), "category") and "category" in line.defaults:
        return CATEGORY_WORDS[squash(line.defaults["category"])] if reader.has_default(line, "category") else ""
    return reader.need(line, "category", _read_category)


def _read_number(reader: RowReader, line: Line) -> IdNumber | None:
    value = reader.cell(line, "id_number")
    if value is None:
        return None
    text = _BEFORE_NUMBER.sub("", narrow(re.sub(r"\.0+$", "", nfc(str(value)))))
    if text != str(value) and isinstance(value, str):
        line.originals.setdefault("id_number", value)
    restored = restore_zeros(text)
    if restored:
        reader.warn(line, "id_number", _("Đã thêm lại số 0 ở đầu mà Excel làm mất: %s.") % restored.number)
        return restored
    return reader.take(line, "id_number", lambda _value: check_id_number(text))


def _read_sentence(reader: RowReader, line: Line) -> Sentence | None:
    text = reader.text(line, "sentence")
    if not text:
        return None
    try:
        sentence = parse_sentence(text)
    except ValueError as error:
        reader.warn(line, "sentence", error)
        return Sentence(text, None)
    if any(_is_other_term(inside, sentence) for inside in re.findall(r"\(([^()]*\d[^()]*)\)", text)):
        message = _(
            "Trong ngoặc còn số khác; mức án được đọc là %s. Nếu có tổng hợp hình phạt thì hãy ghi mức án chung."
        )
        meant = _("chung thân") if sentence.life else _("%s tháng") % sentence.months
        reader.warn(line, "sentence", message % meant)
    return sentence


def _is_other_term(text: str, sentence: Sentence) -> bool:
    """Whether a text in brackets with digits says something else than the sentence: "36 tháng (3 năm)" does not."""
    try:
        inside = parse_sentence(text)
    except ValueError:
        return True
    return (inside.months, inside.days) != (sentence.months, sentence.days)


def _read_sex(value) -> str:
    return read_word(value, SEX_WORDS, _("Giới tính phải là Nam hoặc Nữ."))


def _read_category(value) -> str | Noted:
    """The category; one among other words ("Đặc xá dịp 02/9/2024") is taken with a warning."""
    if category := CATEGORY_WORDS.get(squash(str(value))):
        return category
    if word := category_in(str(value)):
        category = CATEGORY_WORDS[squash(word)]
        return Noted(category, _("Được hiểu là «%s»; hãy xem lại.") % Category(category).label)
    raise ValueError(_("Diện phải là: chấp hành xong, đặc xá hoặc tha tù trước thời hạn có điều kiện."))
