"""The command district_report: figures and documents, nothing stored."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.corrections import services as corrections_services
from cases.facts.clock import settled_time
from reports import snapshot
from reports.measures.management import checksum
from reports.models import MeasureDefinition, Report

pytestmark = pytest.mark.usefixtures("worked_example")
H1 = ("--start", "2023-12-15", "--end", "2024-06-14")


def run(*args) -> str:
    out = StringIO()
    call_command("district_report", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def total(report: dict, unit: str) -> dict:
    [line] = [row for row in report["management"] if (row["unit"], row["category"]) == (unit, "total")]
    return line


def test_the_figures_are_printed_as_json(world):
    report = json.loads(run("--unit", "527", *H1))
    assert report["schema"] == "six-month-report/1"
    assert report["unit"] == {"code": "527", "name": "Sơn Tịnh", "level": "district"}
    assert report["period"] == {"start": "2023-12-15", "end": "2024-06-14"}
    assert report["loans"]["period"]["loans"] == 0
    assert report["checksum"] == checksum(report)
    assert len(report["management"]) == 4 * 12
    assert total(report, "21205")["rate"] == "16.67"
    assert run("--unit", "527", *H1, "--json", "--known-at", report["known_at"]) == run(
        "--unit", "527", *H1, "--known-at", report["known_at"]
    )
    assert not Report.objects.exists()


def test_days_may_be_written_in_vietnamese_order(world):
    assert (
        json.loads(run("--unit", "527", "--start", "15/12/2023", "--end", "14/6/2024"))["period"]["end"] == "2024-06-14"
    )


def test_a_code_without_a_day_is_the_unit_of_the_last_day(world):
    """21205 was Tịnh Bắc and is Ba Gia since 1/7/2025 (docs/law.md §8)."""
    assert json.loads(run("--unit", "21205", *H1))["unit"]["name"] == "Tịnh Bắc"
    later = ("--start", "2025-06-15", "--end", "2025-12-14")
    assert json.loads(run("--unit", "21205", *later))["unit"]["name"] == "Ba Gia"
    assert json.loads(run("--unit", "21205@2025-06-30", *later))["unit"]["name"] == "Tịnh Bắc"


def test_known_at_counts_what_was_known_then(world, worked_example):
    at = settled_time()
    corrections_services.withdraw_case(by=None, case=worked_example["5"], why="Nhập nhầm")
    assert total(json.loads(run("--unit", "527", *H1)), "527")["managed"] == 5
    known = json.loads(run("--unit", "527", *H1, "--known-at", at.isoformat()))
    assert total(known, "527")["managed"] == 6
    assert known["checksum"] == json.loads(run("--unit", "527", *H1, "--known-at", at.isoformat()))["checksum"]


def test_an_instant_without_offset_is_vietnamese_time(world):
    report = json.loads(run("--unit", "527", *H1, "--known-at", "2024-06-15T08:00:00"))
    assert report["known_at"] == "2024-06-15T08:00:00+07:00"
    assert total(report, "527")["managed"] == 0


def test_the_definition_in_force_at_the_known_instant_is_used(world):
    before = settled_time()
    MeasureDefinition.objects.create(valid_from="2024-01-01", counted_date="conviction", denominator="end")
    assert json.loads(run("--unit", "527", *H1))["definition"]["denominator"] == "end"
    known = json.loads(run("--unit", "527", *H1, "--known-at", before.isoformat()))
    assert known["definition"] == {"counted_date": "prosecution", "denominator": "during"}


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("--unit", "999", *H1), "999"),
        (("--unit", "Sơn Tịnh", *H1), "không đúng dạng"),
        (("--unit", "527@2024-13-01", *H1), "không đúng dạng"),
        (("--unit", "527", "--start", "2025-07-01", "--end", "2025-12-14"), "14/12/2025"),
        (("--unit", "527", "--start", "2023-02-30", "--end", "2024-06-14"), "2023-02-30"),
        (("--unit", "527", "--start", "20231215", "--end", "2024-06-14"), "20231215"),
        (("--unit", "527", "--start", "١٥/١٢/٢٠٢٣", "--end", "2024-06-14"), "không đúng dạng"),
        (("--unit", "527", "--start", "2024-06-14", "--end", "2023-12-15"), "kết thúc"),
        (("--unit", "527", *H1, "--known-at", "hôm qua"), "hôm qua"),
        (("--unit", "527", *H1, "--format", "pdf"), "--out"),
        (("--unit", "527", *H1, "--out", "/không/có/thư/mục.json"), "Không ghi được"),
    ],
)
def test_error_messages_are_vietnamese(world, args, reason):
    with pytest.raises(CommandError, match=reason):
        run(*args)


def test_json_is_written_to_a_file(world, tmp_path):
    assert run("--unit", "527", *H1, "--out", str(tmp_path / "so-lieu.json")) == ""
    assert json.loads((tmp_path / "so-lieu.json").read_text())["unit"]["code"] == "527"


@pytest.mark.parametrize(("chosen", "begins"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_each_document_is_written_to_its_file(world, tmp_path, chosen, begins):
    out = tmp_path / f"bao-cao.{chosen}"
    run("--unit", "527", *H1, "--format", chosen, "--out", str(out))
    assert out.read_bytes().startswith(begins)
    assert not Report.objects.exists()


def test_every_format_has_a_renderer_and_a_content_type():
    assert set(snapshot.RENDERERS) == set(snapshot.CONTENT_TYPES) == {"docx", "pdf", "xlsx"}
