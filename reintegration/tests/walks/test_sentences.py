"""Read as a careful reader would: no page runs a full stop into a comma, shows a name of the program or empty brackets."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from cases.models import Case
from cases.records.models import Record
from reintegration.testing.walk import addresses, with_ids, without_ids

# Two marks in a row, a mark behind a space, empty brackets, and words that only programs use.
SLIPS = re.compile(
    r"\.\s?[.,;:](?!\w)|[,;:]\s?[.,;:](?!\w)|\s[.,;](?:\s|$)|\(\s*\)|«\s*»|\bNone\b|\bTheo theo\b|%\(\w+\)|\{\{"
)
BLOCKS = frozenset(
    {
        *(
            "br",
            "button",
            "caption",
            "dd",
            "div",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "label",
            "legend",
            "li",
            "option",
        ),
        *("p", "section", "summary", "table", "td", "textarea", "th", "title", "tr", "ul"),
    }
)


class Lines(HTMLParser):
    """The lines of a page as they are read; what is typed into a form is its user's own."""

    def __init__(self, page: str):
        super().__init__()
        self.skipped = 0
        self.parts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in ("script", "style", "textarea", "select")
        self.parts.append("\n" if tag in BLOCKS else "")

    def handle_endtag(self, tag):
        self.skipped -= tag in ("script", "style", "textarea", "select")
        self.parts.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data):
        self.parts.append("" if self.skipped else data)

    def slips(self) -> list[str]:
        lines = (" ".join(line.split()) for line in "".join(self.parts).split("\n"))
        return [line for line in lines if SLIPS.search(line)]


def end_texts_with_a_stop() -> None:
    """What officers write in a box are sentences."""
    for model in apps.get_models():
        if issubclass(model, Record) or model is Case:
            texts = [one.name for one in model._meta.concrete_fields if type(one) is TextField]
            for name in texts:
                model._base_manager.exclude(**{name: ""}).update(**{name: Concat(F(name), Value("."))})


@pytest.mark.once
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", ["officer", "leader", "bank"])
def test_every_page_reads_as_written_by_a_person(name, marked, walks):
    end_texts_with_a_stop()
    walk, read = walks[name], 0
    slips: dict = {}
    asked = [(f"/{route.pattern}", route) for route in without_ids()]
    for made in marked.people.values():
        asked += [(address, route) for route in with_ids() for address in addresses(route, made)]
    for address, route in asked:
        answer = walk.ask("get", address, route=route)
        if answer is not None and answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            read += 1
            for line in Lines(answer.content.decode()).slips():
                slips.setdefault(line, address)
    assert slips == {}
    assert read > 10


@pytest.mark.parametrize(
    ("line", "is_slip"),
    [
        ("Họp kiểm điểm và báo cáo., quá hạn 3 ngày", True),
        ("không đến.; biên bản 4", True),
        ("Lý do: x.. Chưa có", True),
        ("Theo theo Luật", True),
        ("Diện ()", True),
        ("None", True),
        ("Tệp .xlsx, .xls hoặc .csv.", False),
        ("5.000.000 đồng; 12:30, 1/2.", False),
        ("Đang chờ…", False),
    ],
)
def test_a_slip_is_found(line, is_slip):
    assert bool(SLIPS.search(line)) == is_slip
