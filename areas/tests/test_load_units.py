import json
import unicodedata
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from areas.management.commands import load_units
from areas.models import Unit, UnitSuccession
from areas.tests.factories import without_guards

BEFORE, AFTER = date(2024, 6, 14), date(2025, 8, 1)
NOTHING_NEW = {"created": 0, "kept": 0, "updated": 0}


def load(*options):
    out, err = StringIO(), StringIO()
    call_command("load_units", "--json", *options, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def everything():
    return list(Unit.objects.order_by("pk").values()), list(UnitSuccession.objects.order_by("pk").values())


def test_quang_ngai_in_2024_has_13_districts_and_170_communes(loaded):
    old = Unit.objects.within(Unit.objects.find("51", on=BEFORE)).on(BEFORE)
    assert old.filter(level="district").count() == 13
    assert old.communes().count() == 170
    assert Unit.objects.on(BEFORE).filter(parent__code="527").count() == 11
    assert not Unit.objects.filter(parent__code="536").exists()


def test_kon_tum_in_2024_has_10_districts_and_102_communes(loaded):
    old = Unit.objects.within(Unit.objects.find("62", on=BEFORE)).on(BEFORE)
    assert old.filter(level="district").count() == 10
    assert old.communes().count() == 102


def test_since_1_july_2025_there_are_96_communes_right_below_the_province(loaded):
    province = Unit.objects.find("51", on=AFTER)
    now = Unit.objects.on(AFTER)
    assert now.count() == 97
    assert now.filter(parent=province).communes().count() == 96
    kinds = {kind: now.filter(kind=kind).count() for kind in ("xã", "phường", "đặc khu")}
    assert kinds == {"xã": 86, "phường": 9, "đặc khu": 1}


def test_son_tinh_became_four_communes(loaded):
    """docs/law.md §8.2."""
    expected = {
        "Thọ Phong": {"Tịnh Thọ", "Tịnh Phong"},
        "Ba Gia": {"Tịnh Trà", "Tịnh Hiệp", "Tịnh Bắc"},
        "Sơn Tịnh": {"Tịnh Bình", "Tịnh Sơn", "Tịnh Hà"},
        "Trường Giang": {"Tịnh Đông", "Tịnh Giang", "Tịnh Minh"},
    }
    found: dict[str, set[str]] = {}
    for link in UnitSuccession.objects.filter(predecessor__parent__code="527").select_related():
        found.setdefault(link.successor.name, set()).add(link.predecessor.name)
    assert found == expected


def test_every_old_commune_and_province_has_one_main_successor_and_districts_but_ly_son_none(loaded):
    gone = Unit.objects.exclude(valid_to=None)
    for level, count in (("province", 2), ("commune", 272), ("district", 1)):
        main = UnitSuccession.objects.filter(predecessor__in=gone.filter(level=level), is_main=True)
        assert main.count() == count
    assert [unit.full_name for unit in Unit.objects.find("536").successors()] == ["đặc khu Lý Sơn"]
    assert Unit.objects.find("62").successors() == [Unit.objects.find("51", on=AFTER)]
    assert not UnitSuccession.objects.exclude(on=date(2025, 7, 1)).exists()


def test_every_new_commune_was_made_from_something(loaded):
    assert not Unit.objects.on(AFTER).filter(predecessor_links=None).exists()


def test_tra_bui_was_split_and_the_larger_part_is_the_main_one(loaded):
    halves = Unit.objects.find("21142").successors()
    assert [unit.name for unit in halves] == ["Cà Đam", "Tây Trà Bồng"]
    assert UnitSuccession.objects.filter(is_main=False).count() == 1


def test_tinh_ha_is_one_unit_and_a_xa(loaded):
    tinh_ha = Unit.objects.get(name="Tịnh Hà")
    assert tinh_ha.full_name == "xã Tịnh Hà"
    assert "chưa xác minh" in tinh_ha.source_note


def test_every_text_is_in_nfc_and_every_name_without_its_kind(loaded):
    for unit in loaded:
        assert unicodedata.is_normalized("NFC", unit.name + unit.kind + unit.source_note)
        assert unit.name == " ".join(unit.name.split())
        assert not unit.name.startswith(("Xã ", "Phường ", "Thị trấn ", "Huyện "))
        assert unit.source_note


def test_every_row_passes_the_rules_of_the_forms(loaded):
    for row in (*loaded.select_related("parent"), *UnitSuccession.objects.select_related()):
        row.full_clean()


def test_a_second_run_changes_nothing_and_says_so(no_units):
    first, _ = load()
    assert first["units"] == NOTHING_NEW | {"created": 394, "unchanged": 0}
    assert first["successions"] == NOTHING_NEW | {"created": 276, "unchanged": 0}
    before = everything()
    second, noise = load()
    assert second["units"] == NOTHING_NEW | {"unchanged": 394}
    assert second["successions"] == NOTHING_NEW | {"unchanged": 276}
    assert everything() == before
    assert noise == ""


def test_an_administrators_edit_is_kept_and_reported(loaded):
    Unit.objects.filter(name="Tịnh Hà").update(source_note="Thị trấn từ 01/01/2025, đã kiểm tra.")
    counts, noise = load()
    assert counts["units"] == NOTHING_NEW | {"unchanged": 393, "kept": 1}
    assert Unit.objects.get(name="Tịnh Hà").source_note == "Thị trấn từ 01/01/2025, đã kiểm tra."
    assert "xã Tịnh Hà" in noise
    assert "source_note" in noise


def test_overwrite_puts_the_data_files_back(loaded):
    before = everything()
    Unit.objects.filter(name="Tịnh Hà").update(source_note="", kind="thị trấn")
    UnitSuccession.objects.filter(is_main=False).update(source_note="khác")
    counts, _ = load("--overwrite")
    assert (counts["units"]["updated"], counts["successions"]["updated"]) == (1, 1)
    assert everything() == before


@pytest.mark.parametrize("field", ["valid_to", "parent"])
def test_what_a_decree_changed_is_not_overwritten(loaded, field):
    """The people of a merged commune would no longer count in its successor."""
    value = {"valid_to": date(2026, 1, 1), "parent": Unit.objects.find("528")}[field]
    Unit.objects.filter(code="21205", valid_from=date(2025, 7, 1)).update(**{field: value}, source_note="")
    _counts, noise = load("--overwrite")
    ba_gia = Unit.objects.find("21205@2025-07-01")
    assert (getattr(ba_gia, field), ba_gia.source_note != "") == (value, True)
    assert f"Giữ nguyên xã Ba Gia dù khác tệp dữ liệu ở: {field} (chỉ thay đổi bằng apply_decree)." in noise
    Unit.objects.filter(pk=ba_gia.pk).update(source_note=ba_gia.source_note)
    assert load("--overwrite")[0]["units"] == NOTHING_NEW | {"unchanged": 393, "kept": 1}


def test_what_is_missing_comes_back_and_what_was_added_stays(loaded):
    with without_guards():
        UnitSuccession.objects.filter(predecessor__code="536").delete()
    Unit.objects.create(code="01", name="Hà Nội", kind="thành phố", level="province", valid_from=date(1945, 1, 1))
    counts, _ = load()
    assert counts["successions"]["created"] == 1
    assert counts["units"] == NOTHING_NEW | {"unchanged": 394}
    assert Unit.objects.filter(code="01").exists()


def test_a_failure_half_way_leaves_nothing(no_units, monkeypatch):
    def broken(row, units):
        raise KeyError(row["predecessor"])

    monkeypatch.setattr(load_units, "_succession_values", broken)
    with pytest.raises(KeyError):
        load()
    assert not Unit.objects.exists()


def test_people_read_a_sentence_without_json(loaded, capsys):
    call_command("load_units")
    assert "Đơn vị: tạo mới 0, không đổi 394" in capsys.readouterr().out
