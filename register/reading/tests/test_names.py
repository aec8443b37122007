"""Name cells: other names are stored, remarks are told, and nothing is taken for a name in silence."""

import pytest

from register.reading.cell_values import Noted
from register.reading.names import read_full_name, read_other_names, written_other_names

ALIAS, FORMER = "alias", "former"


@pytest.mark.parametrize(
    ("cell", "name", "others"),
    [
        ("Nguyễn Văn An (tên gọi khác: Tý)", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An, tên khác Tý, Tèo", "Nguyễn Văn An", [(ALIAS, "Tý"), (ALIAS, "Tèo")]),
        ("Nguyễn Văn An tức Tý và Tèo", "Nguyễn Văn An", [(ALIAS, "Tý"), (ALIAS, "Tèo")]),
        ("NGUYỄN VĂN AN (TỨC TÝ)", "NGUYỄN VĂN AN", [(ALIAS, "TÝ")]),
        ("Nguyễn Văn An tự Tý", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An - còn gọi là: An Béo", "Nguyễn Văn An", [(ALIAS, "An Béo")]),
        ("Nguyễn Văn An (Tý)", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An “Cu Tý”", "Nguyễn Văn An", [(ALIAS, "Cu Tý")]),
        ("Nguyễn Văn An\n(bí danh Tý)", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An, Tý", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An và Tý", "Nguyễn Văn An", [(ALIAS, "Tý")]),
        ("Nguyễn Văn An; Nguyễn Văn Ân", "Nguyễn Văn An", [(ALIAS, "Nguyễn Văn Ân")]),
        ("Nguyễn Thị Thu Hà\nNguyễn Thị Hà", "Nguyễn Thị Thu Hà", [(ALIAS, "Nguyễn Thị Hà")]),
        ("Nguyễn Văn An\nTên cũ: Nguyễn Văn Ân", "Nguyễn Văn An", [(FORMER, "Nguyễn Văn Ân")]),
        ("Nguyễn Văn An (tên khai sinh: Lê An; Tý)", "Nguyễn Văn An", [(FORMER, "Lê An"), (FORMER, "Tý")]),
    ],
)
def test_other_names_are_stored_and_told(cell, name, others):
    found = read_full_name(cell)
    assert isinstance(found, Noted)
    assert (found.value.full_name, list(found.value.others)) == (name, others)
    assert all(f"«{other}»" in found.note for _kind, other in others)
    assert "không được lưu" not in found.note


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("Nguyễn Văn An (đã chết)", "đã chết"),
        ("NGUYỄN VĂN AN\nCON ÔNG BA", "CON ÔNG BA"),
        ("Nguyễn Văn An\nSĐT 0912345678", "SĐT 0912345678"),
        ("Nguyễn Văn An (Nam)", "Nam"),
        ("Nguyễn Văn An, Nam", "Nam"),
        ("Nguyễn Văn An; tội: trộm cắp", "tội: trộm cắp"),
        ("Nguyễn Văn An (A)", "A"),
        ("Nguyễn Văn An (ĐẶC XÁ)", "ĐẶC XÁ"),
        ("Nguyễn Văn An\nThôn Đông", "Thôn Đông"),
        ("Nguyễn Văn An (tên khác: số 5)", "số 5"),
    ],
)
def test_what_is_neither_is_told_and_no_name(cell, rest):
    found = read_full_name(cell)
    assert (found.value.full_name.casefold(), found.value.others) == ("nguyễn văn an", ())
    assert f"phần «{rest}» không được lưu" in found.note


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn Tự", "Lê Tự Thành", "Y Brêu", "H'Drai Niê", "Đặng-Trần Ý", "Nguyễn Văn\nThử"]
)
def test_plain_names_need_no_word(name):
    found = read_full_name(name)
    assert (found.full_name, found.others) == (name.replace("\n", " "), ())


def test_two_lines_that_may_be_two_names_are_told():
    assert "nối thành một" in read_full_name("Nguyễn Văn An\nTý").note
    assert "hai tên" in read_full_name("Nguyễn Văn An / Nguyễn Văn Ân").note


@pytest.mark.parametrize(
    "cell",
    ["Nguyễn Văn An và Trần Văn Ba", "Nguyễn Văn An, Trần Văn Ba", "NGUYỄN VĂN AN\nTRẦN VĂN BA", "Lê An & Trần Văn Ba"],
)
def test_two_people_in_one_cell_are_an_error(cell):
    with pytest.raises(ValueError, match="hai người"):
        read_full_name(cell)


def test_a_whole_name_with_a_word_for_other_names_is_one():
    assert read_full_name("Nguyễn Văn An, tên khác: Trần Văn Ba").value.others == ((ALIAS, "Trần Văn Ba"),)


def test_a_column_of_other_names_is_read_as_it_is_written():
    names = read_other_names("Tý; tên cũ: Nguyễn Văn Ân\nTèo")
    assert names == ((ALIAS, "Tý"), (FORMER, "Nguyễn Văn Ân"), (ALIAS, "Tèo"))
    assert read_other_names(written_other_names(names)) == names
    with pytest.raises(ValueError, match="chỉ gồm chữ"):
        read_other_names("Tý 5")
