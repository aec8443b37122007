"""Units as rows: validity, references, scope, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from areas import models
from areas.lookup import UnitLookup
from areas.models import Unit, UnitSuccession
from areas.tests.factories import succeed, without_guards

FOUNDED, MERGED = date(1989, 7, 1), date(2025, 7, 1)
BEFORE, AFTER = date(2024, 1, 1), date(2025, 8, 1)


@pytest.fixture
def on_day(monkeypatch):
    """Sets what "today" is for references without a day."""
    return lambda day: monkeypatch.setattr(models, "today", lambda: day)


def names(units):
    return {unit.name for unit in units}


def make(code="98765", **values):
    defaults = {"name": "Thử", "kind": "xã", "level": "commune", "valid_from": FOUNDED, "valid_to": None}
    return Unit(code=code, **defaults | values)


def province(**values):
    return make("97", name="Tỉnh Thử", kind="tỉnh", level="province", **values)


# --- which unit on which day ---------------------------------------------------------------------------------------


def test_a_unit_is_valid_from_its_first_day_to_the_day_before_it_is_gone(loaded):
    assert names(loaded.on(date(2025, 6, 30)).filter(code="21205")) == {"Tịnh Bắc"}
    assert names(loaded.on(MERGED).filter(code="21205")) == {"Ba Gia"}
    assert not loaded.on(date(1989, 6, 30)).exists()
    assert loaded.on(FOUNDED).filter(code="527").exists()


def test_is_valid_on_says_the_same_as_the_query(loaded):
    for day in (date(1989, 6, 30), FOUNDED, date(1991, 8, 12), date(2025, 6, 30), MERGED):
        assert {unit.pk for unit in loaded if unit.is_valid_on(day)} == set(loaded.on(day).values_list("pk", flat=True))


def test_a_reference_with_a_day_means_the_unit_of_that_day(loaded):
    assert Unit.objects.find("21205@2024-01-01").full_name == "xã Tịnh Bắc"
    assert Unit.objects.find("21205@2025-08-01").full_name == "xã Ba Gia"
    assert Unit.objects.find("21205@2025-08-01", on=BEFORE).name == "Ba Gia"


def test_a_bare_code_means_the_unit_of_the_day_asked_for(loaded):
    assert Unit.objects.find("21205", on=BEFORE).name == "Tịnh Bắc"
    assert Unit.objects.find("21205", on=AFTER).name == "Ba Gia"


def test_a_bare_code_without_a_day_means_today_and_else_the_latest(loaded, on_day):
    on_day(AFTER)
    assert Unit.objects.find("21205").name == "Ba Gia"
    assert Unit.objects.find("527").full_name == "huyện Sơn Tịnh"
    on_day(BEFORE)
    assert Unit.objects.find("21205").name == "Tịnh Bắc"


def test_of_several_units_that_are_gone_the_latest_is_meant(loaded):
    Unit.objects.create(
        code="62",
        name="Kon Tum cũ",
        kind="tỉnh",
        level="province",
        valid_from=date(1975, 1, 1),
        valid_to=date(1980, 1, 1),
    )
    assert Unit.objects.find("62").name == "Kon Tum"


def test_every_unit_is_found_again_by_its_own_reference(loaded):
    for unit in loaded.filter(code__in=["51", "62", "527", "21205", "21548"]):
        assert Unit.objects.find(unit.ref) == unit


@pytest.mark.parametrize(
    ("ref", "on", "message"),
    [
        ("99999", None, "Không có đơn vị hành chính mang mã 99999."),
        ("527@2025-07-01", None, "Không có đơn vị hành chính mang mã 527 vào ngày 01/07/2025."),
        ("527", MERGED, "Không có đơn vị hành chính mang mã 527 vào ngày 01/07/2025."),
    ],
)
def test_a_unit_that_does_not_exist_is_named(loaded, ref, on, message):
    with pytest.raises(Unit.DoesNotExist, match=message):
        Unit.objects.find(ref, on)


@pytest.mark.parametrize(
    "ref", ["", "Sơn Tịnh", "527@", "527@hôm nay", "527@2024-02-30", "@2024-01-01", "５２７", "527 or 1=1"]
)
def test_a_malformed_reference_is_no_lookup(db, ref):
    with pytest.raises(ValueError, match="không đúng dạng"):
        Unit.objects.find(ref)


# --- what lies within ----------------------------------------------------------------------------------------------


def test_todays_commune_sees_what_it_was_made_from(loaded):
    ba_gia = Unit.objects.find("21205@2025-08-01")
    assert names(Unit.objects.within(ba_gia)) == {"Ba Gia", "Tịnh Trà", "Tịnh Hiệp", "Tịnh Bắc"}


def test_a_district_has_its_communes_and_not_what_came_after(loaded):
    son_tinh = Unit.objects.find("527")
    inside = Unit.objects.within(son_tinh)
    assert inside.count() == 12
    assert inside.communes().count() == 11
    assert all(unit.valid_to == MERGED for unit in inside)


def test_an_old_commune_sees_only_itself(loaded):
    assert names(Unit.objects.within(Unit.objects.find("21205@2024-01-01"))) == {"Tịnh Bắc"}


def test_the_new_province_sees_everything_and_the_old_one_only_its_own(loaded):
    assert Unit.objects.within(Unit.objects.find("51@2025-08-01")).count() == Unit.objects.count() == 394
    assert Unit.objects.within(Unit.objects.find("51@2024-01-01")).count() == 1 + 13 + 170
    assert Unit.objects.within(Unit.objects.find("62")).count() == 1 + 10 + 102


def test_a_split_commune_is_seen_by_its_main_successor_only(loaded):
    assert "Trà Bùi" in names(Unit.objects.within(Unit.objects.find("21136@2025-08-01")))
    assert "Trà Bùi" not in names(Unit.objects.within(Unit.objects.find("21157@2025-08-01")))


def test_the_special_zone_sees_the_district_it_was(loaded):
    assert Unit.objects.within(Unit.objects.find("21548")).filter(code="536").exists()


def test_within_follows_mergers_of_mergers_and_survives_a_circle(loaded):
    bac, ba_gia = Unit.objects.find("21205@2024-01-01"), Unit.objects.find("21205@2025-08-01")
    older = make("21204", name="Tịnh Cũ", parent=bac.parent, valid_from=date(1980, 1, 1), valid_to=FOUNDED)
    older.save()
    succeed(older, bac, FOUNDED)
    assert older in Unit.objects.within(ba_gia)
    succeed(ba_gia, older, AFTER)  # nonsense, but it must end
    assert Unit.objects.within(ba_gia).count() == 5


def test_several_units_or_a_query_of_units_may_be_asked_at_once(loaded):
    districts = list(Unit.objects.filter(code__in=["527", "531"]).order_by("-name"))
    expected = 2 + 11 + 5
    assert Unit.objects.within(districts).count() == expected
    assert Unit.objects.within(Unit.objects.filter(code__in=["527", "531"])).count() == expected
    assert Unit.objects.within(Unit.objects.filter(code__in=["527", "531"]).values("pk")).count() == expected
    of_children = Unit.objects.filter(code__in=["21205", "21217"], valid_from=FOUNDED).values("parent_id")
    assert Unit.objects.within(of_children).count() == 12
    assert not Unit.objects.within([]).exists()
    assert not Unit.objects.within(Unit.objects.none()).exists()


def test_within_is_one_condition_inside_another_query(loaded, django_assert_num_queries):
    son_tinh = Unit.objects.find("527")
    with django_assert_num_queries(1):
        inside = Unit.objects.within(son_tinh).filter(name__startswith="Tịnh").exclude(code="21220")
        rows = list(UnitSuccession.objects.filter(predecessor__in=inside, successor__name="Sơn Tịnh"))
    assert len(rows) == 2
    nested = Unit.objects.within(Unit.objects.within(son_tinh).filter(level="district"))
    assert set(nested) == set(Unit.objects.within(son_tinh))
    union = Unit.objects.within(son_tinh) | Unit.objects.within(Unit.objects.find("531"))
    assert union.count() == 12 + 6


def test_the_condition_names_the_tables_that_exist(db):
    assert {Unit._meta.db_table, UnitSuccession._meta.db_table} <= set(connection.introspection.table_names())
    assert all(table in models.WithinSubquery.template for table in ("areas_unit ", "areas_unitsuccession "))


# --- the lookup on real units --------------------------------------------------------------------------------------


def test_two_thousand_cells_ask_the_database_twice(loaded, django_assert_num_queries):
    with django_assert_num_queries(2):
        lookup = UnitLookup(Unit.objects.for_lookup())
        for _ in range(200):
            assert lookup.commune("xã Tịnh Bắc, huyện Sơn Tịnh, Quảng Ngãi", BEFORE).code == "21205"
        with pytest.raises(LookupError, match="từ 01/07/2025 là xã Sơn Tịnh"):
            lookup.commune("TT Tịnh Hà", AFTER)


def test_every_commune_is_found_by_its_full_name_and_district(loaded):
    lookup = UnitLookup(Unit.objects.for_lookup())
    for unit in Unit.objects.communes().select_related("parent"):
        assert lookup.commune(f"{unit.full_name}, {unit.parent.full_name}", unit.valid_from) == unit
        assert lookup.commune(unit.code, unit.valid_from) == unit


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint", "message"),
    [
        ({"valid_to": FOUNDED}, "areas_unit_valid_to_after_valid_from", "phải sau ngày bắt đầu"),
        ({"parent": None}, "areas_unit_only_province_without_parent", "phải thuộc một đơn vị"),
        ({"level": "province", "kind": "tỉnh"}, "areas_unit_only_province_without_parent", "Cấp tỉnh không thuộc"),
        ({"kind": "huyện"}, "areas_unit_kind_fits_level", "không hợp với cấp"),
        ({"kind": "làng"}, "areas_unit_kind_fits_level", "không hợp với cấp"),
    ],
)
def test_the_database_refuses_an_impossible_unit(values, constraint, message):
    top = province()
    top.save()
    unit = make(**{"parent": top} | values)
    with pytest.raises(ValidationError, match=message):
        unit.validate_constraints()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        unit.save()


@pytest.mark.django_db
def test_a_code_cannot_begin_twice_on_one_day_but_can_be_given_again():
    province(valid_to=MERGED).save()
    with pytest.raises(ValidationError, match="Đã có đơn vị mang mã này từ cùng ngày"):
        province().validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        province().save()
    again = province(valid_from=MERGED)
    again.full_clean()
    again.save()


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end", "fits"), [
    (date(1980, 1, 1), FOUNDED, True), (date(1980, 1, 1), date(1989, 7, 2), False), (date(1980, 1, 1), None, False),
    (date(2000, 1, 1), date(2001, 1, 1), False), (date(2025, 6, 30), None, False), (MERGED, None, True),
])  # fmt: skip
def test_a_code_belongs_to_one_unit_on_any_day(start, end, fits):
    province(valid_to=MERGED).save()
    other = province(valid_from=start, valid_to=end)
    if fits:
        other.full_clean()
    else:
        with pytest.raises(ValidationError) as refused:
            other.full_clean()
        assert "Mã này đã thuộc một đơn vị khác trong cùng thời gian." in refused.value.message_dict["code"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parent_values", "values", "message"),
    [
        ({}, {"valid_to": MERGED}, None),
        ({}, {}, "kết thúc trước đơn vị này"),
        ({}, {"valid_to": date(2025, 7, 2)}, "kết thúc trước đơn vị này"),
        ({}, {"valid_from": date(1989, 6, 30), "valid_to": MERGED}, "không tồn tại vào ngày bắt đầu"),
        ({"valid_to": None}, {}, None),
    ],
)
def test_a_unit_lives_within_the_life_of_its_parent(parent_values, values, message):
    top = province(**{"valid_to": MERGED} | parent_values)
    top.save()
    unit = make(**{"parent": top} | values)
    if message is None:
        unit.full_clean()
    else:
        with pytest.raises(ValidationError, match=message):
            unit.full_clean()


@pytest.mark.django_db
def test_a_commune_is_no_parent_and_a_district_belongs_to_a_province():
    top = province()
    top.save()
    commune = make(parent=top)
    commune.save()
    district = make("976", kind="huyện", level="district", parent=commune)
    with pytest.raises(ValidationError) as refused:
        district.full_clean()
    assert "parent" in refused.value.message_dict
    district.parent = top
    district.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["5", "5270", "abc", "52700\n", "527001"])
def test_a_code_has_two_three_or_five_digits(code):
    with pytest.raises(ValidationError) as refused:
        make(code).full_clean()
    assert "code" in refused.value.message_dict


@pytest.mark.django_db
def test_a_name_is_stored_in_nfc():
    unit = province()
    unit.name = "  Quảng\u00a0Nga\u0303i "
    unit.save()
    unit.refresh_from_db()
    assert unit.name == "Quảng Ngãi"
    assert str(unit) == "tỉnh Quảng Ngãi"


def test_a_succession_fits_the_lives_of_both_units(loaded):
    old, other = Unit.objects.find("21205@2024-01-01"), Unit.objects.find("21136@2025-08-01")
    decree = UnitSuccession.objects.get(predecessor=old).decree
    with pytest.raises(ValidationError, match="đã có một đơn vị mới nhận phần chính"):
        UnitSuccession(predecessor=old, successor=other, on=MERGED, decree=decree).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        succeed(old, other, MERGED)
    UnitSuccession(predecessor=old, successor=other, on=MERGED, is_main=False, decree=decree).full_clean()
    with without_guards():
        UnitSuccession.objects.filter(predecessor=old).delete()
    with pytest.raises(ValidationError, match="Đơn vị cũ không kết thúc vào ngày này"):
        UnitSuccession(predecessor=old, successor=other, on=AFTER, decree=decree).full_clean()
    with pytest.raises(ValidationError, match="Đơn vị mới không tồn tại vào ngày này"):
        UnitSuccession(predecessor=old, successor=Unit.objects.find("527"), on=MERGED, decree=decree).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        succeed(old, old, MERGED)


def test_a_unit_that_something_hangs_on_is_not_deleted(loaded):
    with pytest.raises(IntegrityError, match="referenced through restricted foreign keys"):
        Unit.objects.find("527").delete()
