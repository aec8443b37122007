"""Finds in a page what no careful writer leaves: marks that collide, names of the program, empty brackets."""

import re
from html.parser import HTMLParser

from django.apps import apps
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from cases.models import Case
from cases.records.models import Record

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
