"""How long a district's register of 2,000 cases and 3,000 changes takes to check, to apply and to report on.

    python bench/import_2000.py        (a Python that has the requirements)

Runs the real commands in processes of their own on a database of their own: SQLite in a temporary folder, or what DATABASE_URL
names (it must be empty). Beside every time stands its ratio to a floor measured in the same run: starting the
process, reading the same cells and inserting as many bare rows. Seconds differ between machines, the ratio hardly.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parent.parent
CASES, CHANGES = 2_000, 3_000
LIMIT = 20.0  # seconds for checking and applying together, on 2 processors
REPORT_LIMIT = 1.0
COMMUNES = [
    "Tịnh Thọ", "Tịnh Trà", "Tịnh Phong", "Tịnh Hiệp", "Tịnh Bình", "Tịnh Đông", "Tịnh Bắc", "Tịnh Sơn", "Tịnh Hà",
    "Tịnh Giang", "Tịnh Minh",
]  # fmt: skip
FAMILY, MIDDLE = ["Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đỗ"], ["Văn", "Hữu", "Minh", "Đình", "Thanh"]
GIVEN = ["Anh", "Bình", "Cường", "Dũng", "Đạt", "Hùng", "Khánh", "Lâm", "Nam", "Phúc", "Quang", "Sơn", "Tâm", "Việt"]
CASE_HEADERS = [
    "STT", "Mã hồ sơ", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Dân tộc", "Xã", "Thôn", "Diện", "Tội danh",
    "Điều luật", "Mức án", "Ngày ra trại", "Ngày hết thử thách", "Ngày về địa phương", "Việc làm",
]  # fmt: skip
CHANGE_HEADERS = ["Mã hồ sơ", "Loại biến động", "Ngày", "Đến đơn vị", "Số văn bản", "Ghi chú"]
FIGURES = """
import time, django; django.setup()
from datetime import date
from areas.dates import Period
from areas.models import Unit
from reports.measures.management import figures
unit = Unit.objects.find("527", date(2024, 6, 1))
start = time.perf_counter()
lines = figures(unit, Period(date(2023, 12, 15), date(2024, 6, 14)))["management"]
print(time.perf_counter() - start, lines[-1]["managed"])
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "register.xlsx"
        cases, changes = rows(Random(2_000))
        write(book, cases, changes)
        env = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "reintegration.settings"}
        manage(env, "migrate", "-v0")
        manage(env, "load_units")
        floor = bare(env, book, folder)
        print(f"{'floor':<10}{floor:7.2f} s   process start, {CASES + CHANGES} rows read and inserted bare")
        checked, check = timed(env, book, "--check")
        applied, apply = timed(env, book)
        again, repeat = timed(env, book)
        assert checked["accepted"], checked["errors"][:3]
        assert applied["applied"], applied["errors"][:3]
        assert again["sheets"]["Danh sách"]["unchanged"] == CASES, again["sheets"]
        for name, seconds in (("check", check), ("apply", apply), ("again", repeat)):
            print(f"{name:<10}{seconds:7.2f} s   {seconds / floor:5.1f} × floor")
        report = float(run(env, sys.executable, "-c", FIGURES).split()[0])
        print(f"{'report':<10}{report:7.3f} s   limit {REPORT_LIMIT:.0f} s")
        print(f"{'total':<10}{check + apply:7.2f} s   limit {LIMIT:.0f} s, {100 * (check + apply) / LIMIT:.0f} % of it")
        return 0 if check + apply < LIMIT and report < REPORT_LIMIT else 1


# --- the register ----------------------------------------------------------------------------------------------------------


def rows(random: Random) -> tuple[list[list], list[list]]:
    """The rows of both sheets, the same every time; every case is a person of its own with one and a half changes."""
    cases, changes = [], []
    for number in range(CASES):
        code, unit = f"BM-{number:05}", random.choice(COMMUNES)
        category = random.choice(["CHXAPT", "CHXAPT", "ĐX", "TTTTH"])
        home = date(2018, 1, 1) + timedelta(days=random.randrange(2_000))
        cases.append(case_row(number, code, unit, category, home, random))
        happened = list(one_life(random, code, unit, category, home, 1 + number % 2))
        changes += happened
    random.shuffle(changes)
    assert len(changes) == CHANGES
    return cases, changes


def case_row(number: int, code: str, unit: str, category: str, home: date, random: Random) -> list:
    born = date(1960, 1, 1) + timedelta(days=random.randrange(14_000))
    return [
        number + 1, code, f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}",
        random.choice([born, f"{born:%d/%m/%Y}", str(born.year)]), "Nam", f"0510{born:%y}{number:06}", "Kinh", unit,
        f"Thôn {1 + number % 6}", category, "Trộm cắp tài sản", "Điều 173 khoản 1", "02 năm 6 tháng",
        random.choice([home, f"{home:%d/%m/%Y}"]), home + timedelta(days=400) if category == "TTTTH" else None, home,
        "Làm nông",
    ]  # fmt: skip


def one_life(random: Random, code: str, unit: str, category: str, home: date, count: int):
    day = home
    for step in range(count):
        day += timedelta(days=random.randrange(30, 300))
        last = step == count - 1
        if category == "TTTTH" and step == 0 and not last:
            yield [code, "Hết thử thách", day, None, "12/GCN", None]
        elif last and random.random() < 0.6:
            reason = random.choice(["Xóa án tích", "Chuyển đi", "Chết", "Bị bắt lại/án mới"])
            yield [code, reason, day, None, "34/QĐ", None]
        elif random.random() < 0.5:
            unit = random.choice([other for other in COMMUNES if other != unit])
            yield [code, "Chuyển đến", day, unit, None, None]
        else:
            yield [code, "Tái phạm", day, None, "56/QĐ-KTBC", None]


def write(path: Path, cases: list[list], changes: list[list]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, table in (("Danh sách", [CASE_HEADERS, *cases]), ("Biến động", [CHANGE_HEADERS, *changes])):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(table):
                sheet.write_row(place, 0, row)


# --- the clock -------------------------------------------------------------------------------------------------------------


def timed(env: dict, book: Path, *options: str) -> tuple[dict, float]:
    start = time.perf_counter()
    result = json.loads(manage(env, "import_register", str(book), "--json", *options))
    return result, time.perf_counter() - start


def bare(env: dict, book: Path, folder: str) -> float:
    """The least that any import of this workbook must do."""
    start = time.perf_counter()
    manage(env, "check", "--tag", "models")
    workbook = CalamineWorkbook.from_path(str(book))
    with sqlite3.connect(Path(folder) / "bare.sqlite3") as connection:
        for name in workbook.sheet_names:
            table = [[str(cell) for cell in row[:6]] for row in workbook.get_sheet_by_name(name).to_python()]
            connection.execute(f'CREATE TABLE "{name}" (a, b, c, d, e, f)')
            connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?, ?, ?, ?, ?)', table)
    connection.close()
    return time.perf_counter() - start


def manage(env: dict, *arguments: str) -> str:
    return run(env, sys.executable, "manage.py", *arguments)


def run(env: dict, *command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{command[1:]} failed: {done.stdout[:2000]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
