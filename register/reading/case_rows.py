"""The rows of «Danh sách»."""

from django.utils.translation import gettext as _

from cases.choices import Origin
from cases.judgments.sentences import Sentence, parse_sentence
from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber, check_id_number, disagreements, restore_zeros
from core.dates import vn_date
from core.text import squash
from law.choices import Category
from register.reading import cell_values
from register.reading.cell_values import read_word
from register.reading.row_reader import RowReader
from register.reading.rows import CaseRow
from register.reading.tables import Line
from register.reading.vocabulary import CATEGORY_WORDS, PRISON_WORDS, PRISONS, SEX_WORDS


def read_case(reader: RowReader, line: Line, *, needs_code: bool) -> CaseRow:
    """One row of «Danh sách». `needs_code`: other sheets refer to the code, so an empty one is an error."""
    release_on = reader.day(line, "release_on", is_needed=True)
    arrival_on = reader.day(line, "arrival_on", release_on)
    code = reader.text(line, "code")
    if needs_code and not code:
        reader.fail(line, "code", _("Chưa ghi mã hồ sơ, trong khi sổ còn trang «Biến động» hoặc «Vay vốn»."))
    origin = reader.text(line, "origin")
    row = CaseRow(
        row=line.row,
        code=code,
        full_name=reader.need(line, "full_name", lambda value: cell_values.read_name(str(value))),
        birth=_read_birth(reader, line),
        sex=reader.take(line, "sex", _read_sex, ""),
        id_number=_read_number(reader, line),
        ethnicity=reader.text(line, "ethnicity"),
        unit=reader.commune(line, "unit", arrival_on),
        hamlet=reader.text(line, "hamlet"),
        category=reader.need(line, "category", _read_category),
        offence=reader.text(line, "offence"),
        article=reader.text(line, "article"),
        sentence=_read_sentence(reader, line),
        release_on=release_on,
        certificate_number=reader.text(line, "certificate_number"),
        certificate_on=reader.day(line, "certificate_on"),
        probation_end_on=reader.day(line, "probation_end_on", read=cell_values.read_plausible_date),
        arrival_on=arrival_on,
        origin=(Origin.PRISON if squash(origin) in PRISON_WORDS else Origin.ELSEWHERE).value,
        origin_text=origin,
        officer_text=reader.text(line, "officer"),
        helper_text=reader.text(line, "helper"),
        job_text=reader.text(line, "job"),
        person_key=reader.text(line, "person_key"),
    )
    if not reader.failed:
        _compare_values(reader, line, row)
    return row


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
    if cell_values.has_odd_letters(row.full_name):
        reader.warn(line, "full_name", _("Họ tên có ký tự lạ; hãy xem lại phông chữ của ô này."))
    if row.origin == Origin.ELSEWHERE and squash(row.origin_text).startswith(PRISONS):
        reader.warn(line, "origin", _("Được tính là chuyển đến từ nơi khác; người ra trại thì để trống ô này."))
    for message in disagreements(row.id_number, row.birth and row.birth.year, row.sex) if row.id_number else ():
        reader.warn(line, "id_number", message)


def _read_birth(reader: RowReader, line: Line) -> BirthDate | None:
    birth = reader.take(line, "birth", lambda value: cell_values.read_birth(value, reader.today))
    if birth is not None and birth.note:
        reader.warn(line, "birth", birth.note)
    return birth


def _read_number(reader: RowReader, line: Line) -> IdNumber | None:
    restored = restore_zeros(line.get("id_number"))
    if restored:
        reader.warn(line, "id_number", _("Đã thêm lại số 0 ở đầu mà Excel làm mất: %s.") % restored.number)
        return restored
    return reader.take(line, "id_number", check_id_number)


def _read_sentence(reader: RowReader, line: Line) -> Sentence | None:
    text = reader.text(line, "sentence")
    if not text:
        return None
    try:
        return parse_sentence(text)
    except ValueError as error:
        reader.warn(line, "sentence", error)
        return Sentence(text, None)


def _read_sex(value) -> str:
    return read_word(value, SEX_WORDS, _("Giới tính phải là Nam hoặc Nữ."))


def _read_category(value) -> str:
    return read_word(
        value, CATEGORY_WORDS, _("Diện phải là: chấp hành xong, đặc xá hoặc tha tù trước thời hạn có điều kiện.")
    )
