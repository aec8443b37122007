"""The lookup without a database: plain values stand for units."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from areas.lookup import UnitLookup, UnitLookupError

BEFORE, AFTER = date(2024, 6, 14), date(2025, 8, 15)
FOUNDED, MERGED = date(1989, 7, 1), date(2025, 7, 1)


@dataclass
class Place:
    pk: int
    code: str
    kind: str
    name: str
    parent: "Place | None" = None
    valid_from: date = FOUNDED
    valid_to: date | None = MERGED
    became: list["Place"] = field(default_factory=list)

    @property
    def full_name(self):
        return f"{self.kind} {self.name}"

    def is_valid_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def successors(self):
        return self.became


def new(pk, code, kind, name):
    return Place(pk, code, kind, name, Place(99, "51", "tỉnh", "Quảng Ngãi"), MERGED, None)


PROVINCE = Place(1, "51", "tỉnh", "Quảng Ngãi")
CITY = Place(2, "522", "thành phố", "Quảng Ngãi", PROVINCE)
SON_TINH = Place(3, "527", "huyện", "Sơn Tịnh", PROVINCE)
BA_TO_DISTRICT = Place(4, "535", "huyện", "Ba Tơ", PROVINCE)
DUC_PHO = Place(5, "534", "thị xã", "Đức Phổ", PROVINCE)

NEW_SON_TINH = new(30, "21220", "xã", "Sơn Tịnh")
BA_GIA = new(31, "21205", "xã", "Ba Gia")
CA_DAM, TAY_TRA_BONG = new(32, "21136", "xã", "Cà Đam"), new(33, "21157", "xã", "Tây Trà Bồng")
TINH_HA = Place(10, "21220", "xã", "Tịnh Hà", SON_TINH, became=[NEW_SON_TINH])
TINH_BAC = Place(11, "21205", "xã", "Tịnh Bắc", SON_TINH, became=[BA_GIA])
NGHIA_LO = Place(12, "21028", "phường", "Nghĩa Lộ", CITY)
NGUYEN_NGHIEM_CITY = Place(13, "21025", "phường", "Nguyễn Nghiêm", CITY)
NGUYEN_NGHIEM_DUC_PHO = Place(14, "21439", "phường", "Nguyễn Nghiêm", DUC_PHO)
BA_TO_TOWNSHIP = Place(15, "21484", "thị trấn", "Ba Tơ", BA_TO_DISTRICT)
BA_TO = Place(16, "21523", "xã", "Ba Tô", BA_TO_DISTRICT)
TRA_BUI = Place(17, "21142", "xã", "Trà Bùi", PROVINCE, became=[CA_DAM, TAY_TRA_BONG])
HANOI = Place(18, "00004", "phường", "Trúc Bạch", PROVINCE)
DAK_HA = Place(19, "23425", "xã", "Đăk Hà", Place(6, "617", "huyện", "Tu Mơ Rông", PROVINCE))
DAK_HA_TOWNSHIP = Place(20, "23500", "thị trấn", "Đăk Hà", Place(7, "615", "huyện", "Đăk Hà", PROVINCE))
EVERYTHING = [
    NEW_SON_TINH, BA_GIA, CA_DAM, TAY_TRA_BONG, TINH_HA, TINH_BAC, NGHIA_LO, NGUYEN_NGHIEM_CITY, NGUYEN_NGHIEM_DUC_PHO,
    BA_TO_TOWNSHIP, BA_TO, TRA_BUI, HANOI, DAK_HA, DAK_HA_TOWNSHIP,
]  # fmt: skip


@pytest.fixture(scope="module")
def lookup():
    return UnitLookup(EVERYTHING)


def reason(lookup, text, on=BEFORE, **options):
    with pytest.raises(UnitLookupError) as refused:
        lookup.commune(text, on, **options)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "Tịnh Hà", "xã Tịnh Hà", "Xã  Tịnh Hà", "XÃ TỊNH HÀ", "tinh ha", "TT Tịnh Hà", "TT. Tịnh Hà", "TT.Tịnh Hà",
        "X. Tịnh Hà", "thị trấn Tịnh Hà", "Tịnh Hà, Sơn Tịnh", "Tịnh Hà - huyện Sơn Tịnh", "Tịnh Hà – H. Sơn Tịnh",
        "Tịnh Hà (Sơn Tịnh)", "xã Tịnh Hà, huyện Sơn Tịnh, tỉnh Quảng Ngãi", "xã Tịnh Hà huyện Sơn Tịnh",
        "Thôn Hà Nhai, xã Tịnh Hà, Sơn Tịnh", "thôn Hà Nhai xã Tịnh Hà",
        "Tổ 3, TT Tịnh Hà", "Tịnh Hà,", "Ti\u0323nh Ha\u0300",
        "21220", " 21220 ", "21220.0", 21220, 21220.0,
    ],
)  # fmt: skip
def test_many_ways_to_write_one_commune(lookup, text):
    assert lookup.commune(text, BEFORE) is TINH_HA


@pytest.mark.parametrize(
    "text", ["P.Nghĩa Lộ", "P. Nghĩa Lộ", "phường Nghĩa Lộ, TP. Quảng Ngãi", "Nghĩa Lộ, thành phố Quảng Ngãi"]
)
def test_many_ways_to_write_one_ward(lookup, text):
    assert lookup.commune(text, BEFORE) is NGHIA_LO


def test_a_code_that_lost_its_leading_zeros_in_excel_is_found(lookup):
    assert lookup.commune(4.0, BEFORE) is HANOI


def test_a_code_means_the_unit_of_its_day(lookup):
    assert lookup.commune("21205", BEFORE) is TINH_BAC
    assert lookup.commune("21205", date(2025, 6, 30)) is TINH_BAC
    assert lookup.commune("21205", MERGED) is BA_GIA
    assert lookup.commune(21205, AFTER) is BA_GIA


def test_a_commune_that_is_gone_says_what_it_became(lookup):
    assert reason(lookup, "TT Tịnh Hà", AFTER) == "xã Tịnh Hà (huyện Sơn Tịnh) không còn: từ 01/07/2025 là xã Sơn Tịnh."
    assert reason(lookup, "Tịnh Hà", MERGED) == reason(lookup, "Tịnh Hà", AFTER)
    assert "là xã Cà Đam và xã Tây Trà Bồng." in reason(lookup, "Trà Bùi", AFTER)
    assert reason(lookup, "Nghĩa Lộ", AFTER) == "phường Nghĩa Lộ (thành phố Quảng Ngãi) không còn từ 01/07/2025."


def test_a_commune_that_is_yet_to_come_says_when_it_began(lookup):
    expected = "xã Ba Gia (tỉnh Quảng Ngãi) chưa có vào ngày 14/06/2024, chỉ có từ 01/07/2025."
    assert reason(lookup, "xã Ba Gia") == expected
    assert "chỉ có từ 01/07/1989" in reason(lookup, "21220", date(1980, 1, 1))


def test_a_name_of_two_communes_is_refused_with_their_districts(lookup):
    message = reason(lookup, "Nguyễn Nghiêm")
    assert "phường Nguyễn Nghiêm (thành phố Quảng Ngãi) hoặc phường Nguyễn Nghiêm (thị xã Đức Phổ)" in message


def test_the_candidates_come_with_the_error(lookup):
    with pytest.raises(LookupError) as refused:
        lookup.commune("Nguyễn Nghiêm", BEFORE)
    assert refused.value.candidates == [NGUYEN_NGHIEM_CITY, NGUYEN_NGHIEM_DUC_PHO]


def test_the_district_decides_between_two_communes(lookup):
    assert lookup.commune("Nguyễn Nghiêm, TX Đức Phổ", BEFORE) is NGUYEN_NGHIEM_DUC_PHO
    assert lookup.commune("P. Nguyễn Nghiêm - TP Quảng Ngãi", BEFORE) is NGUYEN_NGHIEM_CITY
    assert lookup.commune("Nguyễn Nghiêm, Đức Phổ, tỉnh Quảng Ngãi", BEFORE) is NGUYEN_NGHIEM_DUC_PHO
    assert "hoặc" in reason(lookup, "Nguyễn Nghiêm, Quảng Ngãi")


def test_the_callers_own_units_decide_between_two_communes(lookup):
    assert lookup.commune("Nguyễn Nghiêm", BEFORE, prefer={14, 10}) is NGUYEN_NGHIEM_DUC_PHO
    assert "hoặc" in reason(lookup, "Nguyễn Nghiêm", prefer={13, 14})
    assert "hoặc" in reason(lookup, "Nguyễn Nghiêm", prefer={10})


def test_preference_never_overrules_what_is_written(lookup):
    assert lookup.commune("Tịnh Hà", BEFORE, prefer={11}) is TINH_HA
    assert lookup.commune("Nguyễn Nghiêm, TX Đức Phổ", BEFORE, prefer={13}) is NGUYEN_NGHIEM_DUC_PHO


def test_marks_decide_where_only_they_differ(lookup):
    assert lookup.commune("Ba Tô", BEFORE) is BA_TO
    assert lookup.commune("ba tơ", BEFORE) is BA_TO_TOWNSHIP
    assert lookup.commune("xã Ba Tô, huyện Ba Tơ", BEFORE) is BA_TO
    assert "thị trấn Ba Tơ (huyện Ba Tơ) hoặc xã Ba Tô (huyện Ba Tơ)" in reason(lookup, "Ba To")


def test_the_kind_decides_where_names_are_equal(lookup):
    assert lookup.commune("thị trấn Đăk Hà", BEFORE) is DAK_HA_TOWNSHIP
    assert lookup.commune("xã Đăk Hà", BEFORE) is DAK_HA
    assert lookup.commune("TT Ba To", BEFORE) is BA_TO_TOWNSHIP


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("Ba Tơ", True),
        ("thị trấn Ba Tơ", True),
        ("TT. Ba Tơ, huyện Ba Tơ", True),
        ("xã Ba Tơ", False),
        ("Ba To", False),
    ],
)
def test_a_name_with_another_kind_is_not_exact(lookup, text, is_exact):
    assert lookup.commune("thị trấn Ba Tơ", BEFORE) is BA_TO_TOWNSHIP
    assert lookup.is_exact(text, BA_TO_TOWNSHIP) is is_exact


def test_a_commune_of_another_district_is_refused(lookup):
    message = reason(lookup, "Tịnh Hà, huyện Ba Tơ")
    assert message == "«Tịnh Hà, huyện Ba Tơ»: không có xã này ở đó, chỉ có xã Tịnh Hà (huyện Sơn Tịnh)."


@pytest.mark.parametrize("text", ["Tịnh Không Có", "99999", "527", "0", ",", "xã", "21220.5", True, "-", "=1+1"])
def test_what_is_no_commune_is_refused_with_its_text(lookup, text):
    assert f"«{text}»" in reason(lookup, text)


def test_a_misspelt_name_gets_a_suggestion(lookup):
    assert reason(lookup, "xã Tịnh Hàa") == (
        "Không có xã, phường, thị trấn nào là «xã Tịnh Hàa». Có phải xã Tịnh Hà (huyện Sơn Tịnh)?"
    )
    assert "Có phải" not in reason(lookup, "xã Tịnh Hàa", AFTER)


@pytest.mark.parametrize("text", [None, "", "  \n", "\u200b"])
def test_an_empty_cell_is_named_as_such(lookup, text):
    assert reason(lookup, text) == "Chưa ghi tên xã."
