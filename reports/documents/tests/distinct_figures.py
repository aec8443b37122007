"""Figures of a report in which no two numbers are equal, and what each label of a table must stand beside.

A label printed beside another's number, a number of the year before, or a sum with a part missing is then a wrong number. The
labels are written out here as an official reads them; the code under test has its own.
"""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from core.dates import Period
from reports.documents.tests.sample_content import report_content, report_figures

UNITS = {"21205": "xã Tịnh Bắc", "21220": "xã Tịnh Hà"}
NAMES = {**UNITS, "527": "huyện Sơn Tịnh"}
PERIOD = Period(date(2023, 12, 15), date(2024, 6, 14))
CATEGORIES = {
    "Chấp hành xong án phạt tù": "completed",
    "Đặc xá": "amnesty",
    "Tha tù trước thời hạn có điều kiện": "conditional",
    "Cộng": "total",
}
UP = {"Ra trại về": "released", "Chuyển đến": "transferred_in", "Đổi diện đến": "category_in"}
DOWN = {
    "Xóa án tích": "expunged",
    "Chết": "died",
    "Rời địa bàn": "moved_away",
    "Bắt lại, án mới": "reimprisoned",
    "Hủy tha tù": "revoked",
    "Khác": "other",
    "Chuyển đi": "transferred_out",
    "Đổi diện đi": "category_out",
}
RATE = {"Quản lý": "managed", "Tái phạm": "reoffended", "Tỷ lệ (%)": "rate"}
LOANS = {
    "Người chấp hành xong án phạt tù: sản xuất, kinh doanh": ("person", "production"),
    "Người chấp hành xong án phạt tù: đào tạo nghề": ("person", "training"),
    "Cơ sở sản xuất, kinh doanh: sản xuất, kinh doanh": ("establishment", "production"),
}
QUALITY = ("late", "after_report", "corrected", "withdrawn")
TEXTS = (
    "opening", "features", "direction", "management", "support", "loans", "models", "expungement", "recidivism", "inspection",
    "strengths", "limits", "plan", "proposals",
)  # fmt: skip


def distinct_figures() -> tuple[dict, dict]:
    """The figures of a period and of the year before. Counts, amounts and rates are all different; nothing has to add up."""
    source = random.Random(1)
    counts = iter(source.sample(range(1_000, 900_000), 2_000))
    rates = iter(source.sample(range(100, 9_900), 100))
    loans = {
        span: {
            **dict.fromkeys(("loans", "people", "amount"), 0),
            "by": [{"borrower": who, "purpose": why, "loans": 0, "amount": 0} for who, why in LOANS.values()],
        }
        for span in ("period", "since_2023_10_10")
    }
    requests = dict.fromkeys(("received", "approved", "refused", "waiting"), 0) | {"median_days": 12.5}
    more: dict[str, Any] = {
        "loans": {**loans, "outstanding": 0, "overdue": 0, "requests": requests},
        "data_quality": {kind: dict.fromkeys(QUALITY, 0) for kind in ("stays", "reoffences")},
        "definition_changes": [{"valid_from": "2024-06-01", "decided_on": "2024-06-13", "document": "21/CV-CAH"}],
    }
    pair = []
    for period, not_attributed, unconfirmed in ((PERIOD, 3, 7), (PERIOD.year_before(), 5, 9)):
        made = report_figures(1, period, units=UNITS, **more)
        made["unconfirmed"] = [{"case": f"HS-{place}", "counted_on": "2024-03-01"} for place in range(unconfirmed)]
        made["unconfirmed_by_cell"] = [
            {"unit": "21205", "category": "total", "reoffences": unconfirmed - 1},
            {"unit": "21220", "category": "total", "reoffences": 1},
            {"unit": "527", "category": "total", "reoffences": unconfirmed},
        ]
        made["not_attributed"] = [
            {"case": f"HS-{place}", "counted_on": f"2024-03-{10 + place}"} for place in range(not_attributed)
        ]
        pair.append(_with_other_numbers(made, counts, rates))
    return pair[0], pair[1]


def _with_other_numbers(value: Any, counts: Iterator[int], rates: Iterator[int], key: str = "") -> Any:
    """The same structure with the next number in place of each, whatever keys it has."""
    if isinstance(value, dict):
        return {name: _with_other_numbers(item, counts, rates, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_other_numbers(item, counts, rates, key) for item in value]
    if key == "rate":
        return f"{next(rates) / 100:.2f}"
    if isinstance(value, int | float):
        return next(counts) + (0.5 if isinstance(value, float) else 0)
    return value


def distinct_content(**changes):
    """The content of the documents with these figures, and with a different text under every heading."""
    now, before = distinct_figures()
    arguments = {
        "figures": now,
        "before": before,
        "unit_names": NAMES,
        "texts": {key: f"Lời của đơn vị, mục {key}." for key in TEXTS},
        "signed_on": date(2024, 6, 17),
        "replaces": "Thay thế báo cáo số 44.",
        "export_mark": "Bản của Võ Văn Bắc",
    }
    return report_content(**arguments | changes)


# --- what has to stand where -------------------------------------------------------------------------------------------------

Expected = dict[tuple[str, str], float]


def of(figures: dict, unit: str, cell: str) -> dict:
    """The row of a unit and category."""
    return next(row for row in figures["management"] if (row["unit"], row["category"]) == (unit, cell))


def _sum(row: dict, names: dict[str, str]) -> int:
    return sum(row[name] for name in names.values())


def expected_summary(now: dict, before: dict) -> Expected:
    """The table of all measures of the unit: (row label, column label) -> number."""
    lines: dict[str, Any] = {
        "Hồ sơ đầu kỳ": lambda row: row["opening"],
        "Tăng trong kỳ": lambda row: _sum(row, UP),
        "Giảm trong kỳ": lambda row: _sum(row, DOWN),
        "Hồ sơ cuối kỳ": lambda row: row["closing"],
        "Người được quản lý": lambda row: row["managed"],
        "Người tái phạm tội": lambda row: row["reoffended"],
        "Tỷ lệ tái phạm tội": lambda row: float(row["rate"]),
    } | {f"- {label}": lambda row, name=name: row[name] for label, name in (UP | DOWN).items()}
    expected = {}
    for label, count in lines.items():
        for category, cell in CATEGORIES.items():
            expected[label, f"Trong kỳ báo cáo / {category}"] = count(of(now, "527", cell))
        present, then = count(of(now, "527", "total")), count(of(before, "527", "total"))
        expected[label, "Cùng kỳ năm trước"] = then
        expected[label, "Tăng, giảm"] = present - then
    return expected


def expected_loans(now: dict) -> Expected:
    """The table of loans."""
    expected = {}
    for group, span in (("Trong kỳ báo cáo", "period"), ("Lũy kế từ 10/10/2023", "since_2023_10_10")):
        counted = now["loans"][span]
        rows = {
            label: next(x for x in counted["by"] if (x["borrower"], x["purpose"]) == key)
            for label, key in LOANS.items()
        }
        for label, row in (rows | {"Cộng": counted}).items():
            expected[label, f"{group} / Số món"] = row["loans"]
            expected[label, f"{group} / Số tiền"] = row["amount"]
    return expected


def expected_recidivism_summary(now: dict, before: dict) -> Expected:
    """The rates by category beside the year before."""
    expected: Expected = {}
    for label, cell in CATEGORIES.items():
        row, then = of(now, "527", cell), of(before, "527", cell)
        for name, key in RATE.items():
            expected[label, f"Trong kỳ báo cáo / {name}"] = float(row[key])
            expected[label, f"Cùng kỳ năm trước / {name}"] = float(then[key])
            change = "Điểm %" if key == "rate" else name
            expected[label, f"Tăng, giảm / {change}"] = float(row[key]) - float(then[key])
    return expected


def expected_movements(now: dict, cell: str) -> Expected:
    """The movements by unit of one category."""
    expected: Expected = {}
    for label, code in (("Xã Tịnh Bắc", "21205"), ("Xã Tịnh Hà", "21220"), ("Toàn đơn vị", "527")):
        expected |= _movements(label, of(now, code, cell))
    return expected


def expected_movements_by_category(now: dict) -> Expected:
    """The movements of a unit without units below it."""
    lines = (_movements(label, of(now, "527", cell)) for label, cell in CATEGORIES.items())
    return {key: value for line in lines for key, value in line.items()}


def _movements(label: str, row: dict) -> Expected:
    expected: Expected = {(label, "Đầu kỳ"): row["opening"], (label, "Cuối kỳ"): row["closing"]}
    for group, names in (("Tăng trong kỳ", UP), ("Giảm trong kỳ", DOWN)):
        expected |= {(label, f"{group} / {name}"): row[key] for name, key in names.items()}
        expected[label, f"{group} / Cộng"] = _sum(row, names)
    return expected


def expected_recidivism(now: dict, before: dict) -> Expected:
    """The rates by unit and category."""
    expected: Expected = {}
    for label, code in (("Xã Tịnh Bắc", "21205"), ("Xã Tịnh Hà", "21220"), ("Toàn đơn vị", "527")):
        groups = {category: of(now, code, cell) for category, cell in CATEGORIES.items()}
        groups["Cộng, cùng kỳ năm trước"] = of(before, code, "total")
        for group, row in groups.items():
            expected |= {(label, f"{group} / {name}"): float(row[key]) for name, key in RATE.items()}
    return expected


def expected_tables(now: dict, before: dict) -> list[Expected]:
    """All tables of the documents, in order."""
    return [
        expected_summary(now, before),
        expected_loans(now),
        expected_recidivism_summary(now, before),
        *(expected_movements(now, cell) for cell in ("total", "completed", "amnesty", "conditional")),
        expected_recidivism(now, before),
    ]


def cells(columns: list[str], rows: list[list[str]]) -> Expected:
    """A printed table in the same form: labels -> number. Columns of numbers and units of measure are left out."""
    labels = next(place for place, name in enumerate(columns) if name not in ("TT", "Từ ngày", "Đến ngày", "Mã đơn vị"))
    return {
        (row[labels], column): _number(text)
        for row in rows
        for column, text in list(zip(columns, row, strict=True))[labels + 1 :]
        if column != "Đơn vị tính"
    }


def _number(text: Any) -> float:
    if isinstance(text, int | float):
        return float(text)
    return float(text.replace(".", "").replace(",", "."))
