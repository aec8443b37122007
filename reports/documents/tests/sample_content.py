"""Invented figures of a district for the tests of documents: random from a seed, and balanced like counted figures."""

import random
from collections import Counter
from datetime import date
from typing import Any

from core.dates import Period
from law.choices import Category
from law.rules.periods import presets
from law.timeline import law_on
from reports.documents.content import Content, Letterhead, build_content
from reports.documents.wording import half_years
from reports.measures.definition import Definition
from reports.measures.management import (
    CELLS,
    DECREASES,
    INCREASES,
    MANAGEMENT_FIELDS,
    TOTAL,
    check_balance,
    checksum,
    rate,
)

COMMUNES = {
    "21175": "xã Tịnh Thọ",
    "21178": "xã Tịnh Trà",
    "21181": "xã Tịnh Phong",
    "21184": "xã Tịnh Hiệp",
    "21193": "xã Tịnh Bình",
    "21196": "xã Tịnh Đông",
    "21205": "xã Tịnh Bắc",
    "21217": "xã Tịnh Sơn",
    "21220": "xã Tịnh Hà",
    "21226": "xã Tịnh Giang",
    "21229": "xã Tịnh Minh",
}
NAMES = {**COMMUNES, "527": "huyện Sơn Tịnh"}
PERIOD = Period(date(2023, 12, 15), date(2024, 6, 14))
LETTERHEAD = Letterhead(
    parent_agency="CÔNG AN TỈNH QUẢNG NGÃI",
    agency="CÔNG AN HUYỆN SƠN TỊNH",
    symbol="BC-CAH",
    place="Sơn Tịnh",
    signer_authority="KT. TRƯỞNG CÔNG AN HUYỆN",
    signer_title="PHÓ TRƯỞNG CÔNG AN HUYỆN",
    signer_rank_name="Thượng tá Nguyễn Văn Mẫu",
    recipients=("Như trên", "Huyện ủy, HĐND, UBND huyện", "Phòng giao dịch NHCSXH huyện", "Lưu: VT, THAHS"),
    addressees=("Công an tỉnh Quảng Ngãi",),
)
LOANS: dict[str, Any] = {
    "period": {
        "loans": 7,
        "people": 7,
        "amount": 600_000_000,
        "by": [
            {"borrower": "person", "purpose": "production", "loans": 6, "amount": 550_000_000},
            {"borrower": "person", "purpose": "training", "loans": 1, "amount": 50_000_000},
        ],
    },
    "since_2023_10_10": {
        "loans": 9,
        "people": 9,
        "amount": 1_234_500_000,
        "by": [
            {"borrower": "person", "purpose": "production", "loans": 7, "amount": 650_000_000},
            {"borrower": "person", "purpose": "training", "loans": 1, "amount": 50_000_000},
            {"borrower": "establishment", "purpose": "production", "loans": 1, "amount": 534_500_000},
        ],
    },
    "outstanding": 1_180_000_000,
    "overdue": 12_500_000,
}
SAMPLE_TEXTS = {
    "direction": "Tham mưu UBND huyện chỉ đạo các ban, ngành, đoàn thể phối hợp giúp đỡ người được quản lý.\n\n"
    "Phân công cán bộ phụ trách từng xã.",
    "support": "Giới thiệu việc làm tại các cơ sở may mặc, chế biến gỗ trên địa bàn.",
    "models": "Duy trì các mô hình tái hòa nhập cộng đồng tại cơ sở.",
    "strengths": "Cấp ủy, chính quyền các xã quan tâm, phối hợp chặt chẽ.",
    "limits": "Một số người được quản lý đi làm ăn xa, việc nắm tình hình còn khó khăn.",
    "plan": "Tiếp tục rà soát, lập danh sách người có nhu cầu vay vốn.\nNhân rộng mô hình có hiệu quả.",
}


def report_content(**changes) -> Content:
    """The content of a signed report of Sơn Tịnh; `changes` are arguments of build_content."""
    arguments = {
        "figures": report_figures(1),
        "before": report_figures(2, PERIOD.year_before()),
        "unit_names": NAMES,
        "letterhead": LETTERHEAD,
        "definition_text": Definition().text,
        "number": "45",
        "signed_on": date(2024, 6, 5),
        "texts": SAMPLE_TEXTS,
    } | changes
    period = Period(*(date.fromisoformat(arguments["figures"]["period"][side]) for side in ("start", "end")))
    arguments.setdefault("half_names", half_years(period, presets(law_on((), period.end)).values()))
    return build_content(arguments.pop("figures"), arguments.pop("before"), **arguments)


def report_figures(seed: int, period: Period = PERIOD, *, units: dict[str, str] = COMMUNES, **changes) -> dict:
    """The figures of a district as measures.management.figures gives them. `units`: code -> name; `changes` replace keys."""
    counts = _random_counts(random.Random(seed), list(units))
    rows = [_row(code, cell, counts[code, cell]) for code in (*units, "527") for cell in CELLS]
    report = {
        "schema": "six-month-report/1",
        "unit": {"code": "527", "name": "Sơn Tịnh", "level": "district"},
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "known_at": "2024-06-15T08:00:00+07:00",
        "definition": {"counted_date": "prosecution", "denominator": "during"},
        "management": rows,
        "not_attributed": [],
        "unconfirmed": [],
        "unconfirmed_by_cell": [],
        "loans": None,
    } | changes
    return {**report, "checksum": checksum(report)}


def _random_counts(source: random.Random, codes: list[str]) -> dict[tuple[str, str], Counter]:
    """Counts of every cell. The rows of the district are sums of the communes without the transfers between them."""
    counts: dict[tuple[str, str], Counter] = {(code, cell): Counter() for code in (*codes, "527") for cell in CELLS}

    def add(code: str, category: str, field: str, count: int, *, district: bool = True) -> None:
        for unit in (code, "527") if district else (code,):
            for cell in (category,) if field.startswith("category_") else (category, TOTAL):
                counts[unit, cell][field] += count

    for code in codes:
        for category, size in zip(Category.values, (24, 5, 3), strict=True):
            add(code, category, "opening", source.randint(size // 2, size))
            add(code, category, "released", source.randint(0, size // 4))
            add(code, category, "transferred_in", source.randint(0, 1))
            add(code, category, "reoffended", int(source.random() < 0.04))
        for field, maximum in (
            ("expunged", 3),
            ("died", 1),
            ("moved_away", 1),
            ("reimprisoned", 1),
            ("transferred_out", 1),
        ):
            add(code, Category.COMPLETED, field, source.randint(0, maximum))
        completed = source.randint(0, 1)
        add(code, Category.CONDITIONAL, "category_out", completed)
        add(code, Category.COMPLETED, "category_in", completed)
        add(code, Category.COMPLETED, "transferred_out", 1, district=False)
        add(source.choice(codes), Category.COMPLETED, "transferred_in", 1, district=False)
    return counts


def _row(code: str, cell: str, counts: Counter) -> dict:
    row: dict[str, Any] = {"unit": code, "category": cell, **{field: counts[field] for field in MANAGEMENT_FIELDS}}
    arrivals = [field for field in INCREASES if cell != TOTAL or field != "category_in"]
    row["closing"] = row["opening"] + sum(row[f] for f in INCREASES) - sum(row[f] for f in DECREASES)
    managed = row["opening"] + sum(row[field] for field in arrivals)
    check_balance(row)
    return {
        **row,
        "managed": managed,
        "reoffended": counts["reoffended"],
        "rate": rate(counts["reoffended"], managed),
    }
