"""Loads areas/data/*.csv. Creates missing rows and leaves existing ones unchanged unless --overwrite is given.

Never overwritten is what decides in which unit's figures people count: it changes by a decree (accounts/decrees), with an audit
event. A decree that was applied would else be undone by data files that do not know of it.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from areas.decrees.models import Decree, link, links_text
from areas.models import Level, Unit, UnitSuccession
from core.text import nfc

DATA = Path(__file__).resolve().parents[2] / "data"
BY_DECREE = {"level", "parent", "valid_to", "on", "is_main"}


class Command(BaseCommand):
    """`load_units [--overwrite] [--json]`: run once for a new installation, and again after the data files changed."""

    help = _("Nạp đơn vị hành chính kèm ngày hiệu lực từ areas/data. Chạy lại không thay đổi gì.")

    def add_arguments(self, parser):
        """Whether rows that differ from the files are overwritten, and the output format."""
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help=_("Ghi đè tên, loại và ghi chú khác với tệp dữ liệu. Mặc định: giữ bản đang có và báo ra."),
        )

    @transaction.atomic
    def handle(self, *args, **options):
        """Loads units, then successions, in one transaction; prints how many rows were created, changed or left."""
        self.overwrite = options["overwrite"]
        counts = {"units": self._load_units(), "successions": self._load_successions()}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, label in (("units", _("Đơn vị")), ("successions", _("Sáp nhập, chia tách"))):
            line = _(
                "%(label)s: tạo mới %(created)d, không đổi %(unchanged)d, ghi đè %(updated)d, giữ nguyên %(kept)d."
            )
            self.stdout.write(line % {"label": label, **counts[name]})

    def _load_units(self) -> dict[str, int]:
        rows, counts = list(data_rows("units")), _no_counts()
        for level in Level.values:  # from the top, so that every parent is there
            units = _units_by_ref()
            values = [_unit_values(row, units) for row in rows if row["level"] == level]
            self._load(Unit, ("code", "valid_from"), values, counts)
        return counts

    def _load_successions(self) -> dict[str, int]:
        units, counts = _units_by_ref(), _no_counts()
        values = [_succession_values(row, units) for row in data_rows("successions")]
        decrees = {day: _decree_of_data(day, [one for one in values if one["on"] == day]) for day in _days(values)}
        self._load(UnitSuccession, ("predecessor", "successor"), values, counts, decrees)
        return counts

    def _load(self, model, key: tuple[str, str], rows: list[dict], counts: dict[str, int], decrees=None) -> None:
        """`decrees`: by day, what orders the rows that are created; it is no part of the comparison."""
        known = {tuple(getattr(row, name) for name in key): row for row in model.objects.select_related()}
        missing = []
        for values in rows:
            row = known.get(tuple(values[name] for name in key))
            ordered = {"decree": decrees[values["on"]]} if decrees else {}
            if row is None:
                missing.append(model(**values, **ordered))
            else:
                counts[self._compare(row, values)] += 1
        for one in {row.decree.digest: row.decree for row in missing if decrees}.values():
            _store(one)
        counts["created"] += len(model.objects.bulk_create(missing))

    def _compare(self, row, values: dict) -> str:
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return "unchanged"
        written = [name for name in changed if self.overwrite and name not in BY_DECREE]
        if kept := [name for name in changed if name not in written]:
            text = (
                _("Giữ nguyên %(row)s dù khác tệp dữ liệu ở: %(fields)s (chỉ thay đổi bằng apply_decree).")
                if self.overwrite
                else _("Giữ nguyên %(row)s dù khác tệp dữ liệu ở: %(fields)s (--overwrite để ghi đè).")
            )
            self.stderr.write(text % {"row": row, "fields": ", ".join(kept)})
        if not written:
            return "kept"
        for name in written:
            setattr(row, name, values[name])
        row.save(update_fields=written)
        return "updated"


def _days(successions: list[dict]) -> list[date]:
    return sorted({one["on"] for one in successions})


def _decree_of_data(day: date, successions: list[dict]) -> Decree:
    """The data files as the decree of a day: the stored one, or one to store when a row is written."""
    links = links_text(
        link(one["predecessor"].ref, one["successor"].ref, is_main=one["is_main"]) for one in successions
    )
    digest = hashlib.sha256(links.encode()).hexdigest()
    stored = Decree.objects.filter(digest=digest).first()
    return stored or Decree(
        document=_("Danh mục đơn vị hành chính kèm theo phần mềm"), on=day, content=links, digest=digest, links=links
    )


def _store(decree: Decree) -> None:
    if decree.pk is None:
        decree.save(force_insert=True)


def _no_counts() -> dict[str, int]:
    return {"created": 0, "unchanged": 0, "kept": 0, "updated": 0}


def data_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a data file, "units" or "successions"."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: nfc(value) for column, value in row.items()}


def _units_by_ref() -> dict[str, Unit]:
    return {unit.ref: unit for unit in Unit.objects.all()}


def _unit_values(row: dict[str, str], units: dict[str, Unit]) -> dict:
    return row | {
        "parent": units[row["parent"]] if row["parent"] else None,
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    }


def _succession_values(row: dict[str, str], units: dict[str, Unit]) -> dict:
    return {
        "predecessor": units[row["predecessor"]],
        "successor": units[row["successor"]],
        "on": date.fromisoformat(row["on"]),
        "is_main": row["is_main"] == "1",
        "source_note": row["source_note"],
    }
