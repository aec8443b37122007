"""Which value of the law applies on which day, and that every built-in value can be used and says where it is from."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from law.statutes.reintegration import CATEGORIES, GROUPS, contact_code
from law.timeline import CODES, DEFAULTS, Article, Confidence, Kind, LawTimeline, LawValue, law_on

DAY = date(2024, 6, 1)


def row(code="present_days", value="7", start=date(2024, 1, 1), end=None, article="Luật mới, Điều 1") -> LawValue:
    return LawValue(code, value, Article(article), start, end)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("verify_address_days", 3),
        ("notice_months", 2),
        ("present_days", 5),
        ("absence_each_days", 60),
        ("move_decision_days", 15),
        ("shorten_min_months", 3),
        ("shorten_max_months", 24),
        ("assessment_first_days", 5),
        ("breach_report_count", 2),
        ("revocation_request_days", 3),
        ("handover_days", 15),
        ("expunge_auto_light", 1),
        ("expunge_auto_low", 2),
        ("expunge_auto_high", 3),
        ("expunge_auto_top", 5),
        ("expunge_court_light", 1),
        ("expunge_court_low", 3),
        ("expunge_court_high", 5),
        ("expunge_court_top", 7),
        ("expunge_refused_first", 1),
        ("expunge_refused_again", 2),
    ],
)
def test_the_numbers_of_the_law_are_as_written(code, value):
    assert law_on([], DAY).number(code) == value


def test_shares_lists_and_flags_have_their_own_type():
    law = law_on([], DAY)

    assert law.share("absence_share") == Fraction(1, 3)
    assert law.share("shorten_served_share") == Fraction(3, 4)
    assert law.numbers("work_check_months") == (3, 6, 12)
    assert law.flag("expunge_next_day") is True


def test_asking_for_the_wrong_type_is_a_bug_that_says_so():
    with pytest.raises(TypeError, match="absence_share"):
        law_on([], DAY).number("absence_share")


@pytest.mark.parametrize(
    ("day", "slip", "execution"),
    [
        (date(2025, 2, 28), "Sở Tư pháp", "Cơ quan thi hành án hình sự Công an cấp huyện"),
        (date(2025, 3, 1), "Công an tỉnh", "Cơ quan thi hành án hình sự Công an cấp tỉnh"),
    ],
)
def test_bodies_change_with_the_police_reform(day, slip, execution):
    law = law_on([], day)

    assert (law.text("body_judicial_slip"), law.text("body_execution")) == (slip, execution)


@pytest.mark.parametrize(
    ("day", "article"),
    [
        (date(2026, 6, 30), "Luật Thi hành án hình sự 2019, Điều 59 khoản 2"),
        (date(2026, 7, 1), "theo Luật Thi hành án hình sự 2025 — kiểm tra số điều"),
    ],
)
def test_the_law_of_2025_keeps_the_number_and_changes_the_article(day, article):
    law = law_on([], day)

    assert law.number("present_days") == 5
    assert str(law.article("present_days")) == article


def test_under_the_law_of_2025_nothing_of_the_old_one_is_called_sure():
    law = law_on([], date(2026, 7, 1))

    moved = [value for value in law.values.values() if "kiểm tra số điều" in value.article.text]
    assert len(moved) > 20
    assert {value.confidence for value in moved if value.code != "body_supervision"} == {Confidence.LOW}


def test_penal_code_articles_do_not_move_with_the_execution_law():
    assert "Bộ luật Hình sự 2015" in str(law_on([], date(2026, 8, 1)).article("expunge_auto_low"))


@pytest.mark.parametrize(
    ("day", "value"), [(date(2023, 12, 31), 5), (date(2024, 1, 1), 7), (date(2024, 12, 31), 7), (date(2025, 1, 1), 5)]
)
def test_a_row_goes_before_the_built_in_value_for_its_dates_only(day, value):
    assert law_on([row(end=date(2025, 1, 1))], day).number("present_days") == value


def test_of_two_rows_in_force_the_later_one_applies():
    law = law_on([row(value="9", start=date(2024, 3, 1)), row(value="7")], DAY)

    assert law.number("present_days") == 9


def test_a_row_of_an_older_date_still_goes_before_a_newer_built_in_one():
    law = law_on([row(value="8", start=date(2010, 1, 1))], date(2026, 8, 1))

    assert law.number("present_days") == 8


def test_before_anything_known_the_oldest_value_is_given_and_called_unconfirmed():
    law = law_on([], date(2015, 5, 5))

    assert law.number("present_days") == 5
    assert law.values["present_days"].confidence == Confidence.LOW
    assert "chưa đối chiếu" in str(law.article("present_days"))


def test_one_book_answers_for_every_day_like_a_new_one():
    rows = [row(end=date(2025, 1, 1)), row(code="handover_days", value="20", start=date(2024, 12, 31))]
    timeline = LawTimeline(rows)
    turns = [date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 1), date(2026, 7, 1)]

    for day in [turn + timedelta(n) for turn in turns for n in (0, -1, 1)]:
        assert timeline.on(day) == law_on(rows, day)


def test_a_row_of_an_unknown_code_harms_nothing():
    assert law_on([row(code="no_such_code", value="x")], DAY).number("present_days") == 5


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda value: f"{value.code}-{value.valid_from}")
def test_every_built_in_value_can_be_read_and_says_where_it_is_from(default):
    CODES[default.code].parse(default.value)

    assert str(default.article)
    assert str(default.source_note)
    assert default.is_default


def test_the_built_in_rows_of_a_code_follow_each_other_without_a_gap():
    for code in CODES:
        rows = sorted((row for row in DEFAULTS if row.code == code), key=lambda row: row.valid_from)
        assert [row.valid_to for row in rows] == [*(row.valid_from for row in rows[1:]), None], code


def test_every_category_and_group_has_a_frequency_of_contact():
    law = law_on([], DAY)

    assert all(law.number(contact_code(category, group)) >= 0 for category in CATEGORIES for group in GROUPS)


@pytest.mark.parametrize(
    ("kind_of", "bad"),
    [
        ("present_days", "5 ngày"),
        ("present_days", "-1"),
        ("present_days", "٣"),
        ("present_days", "1000000"),
        ("absence_share", "0,5"),
        ("absence_share", "4/3"),
        ("absence_share", "1/0"),
        ("work_check_months", "3; 6"),
        ("expunge_next_day", "có"),
        ("body_execution", ""),
        ("review_meeting", "15"),
        ("loan_production_most", "100.000.000"),
        ("loan_production_most", "0"),
        ("loan_production_most", "99999999999999"),
        ("loan_rate", "6,6"),
        ("loan_rate", "-1"),
        ("loan_rate", "1e3"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(kind_of, bad):
    with pytest.raises(ValueError, match="[Gg]iá trị"):
        CODES[kind_of].parse(bad)


def test_the_rows_of_a_code_are_shown_with_the_databases_first():
    rows = LawTimeline([row()]).rows("present_days")

    assert [shown.is_default for shown in rows] == [False, True, True]


def test_kinds_all_have_words_for_the_form():
    from law.value_types import KIND_LABELS

    assert set(KIND_LABELS) == set(Kind)
