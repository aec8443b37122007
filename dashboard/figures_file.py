"""All figures of a dashboard as a workbook: names, numbers and definitions, and the data of each chart. It names nobody."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from core.charts import Chart
from core.dates import VIETNAM, vn_date
from dashboard import wording
from dashboard.content import Dashboard
from dashboard.pictures import Pictures
from law.choices import Category
from reports.measures.dashboard.registry import FIGURES
from reports.measures.management import TOTAL

WIDTH = 26
HEAD = {"bold": True, "text_wrap": True}


def figures_workbook(dashboard: Dashboard) -> bytes:
    """One sheet with every figure, and one for each chart."""
    stream = io.BytesIO()
    book = _new_book(stream)
    bold = book.add_format(HEAD)
    _figures_sheet(book, bold, dashboard)
    for chart in Pictures(dashboard, is_now=True).all():
        _chart_sheet(book, bold, chart)
    book.close()
    return stream.getvalue()


def chart_workbook(dashboard: Dashboard, name: str) -> bytes | None:
    """The data of the chart of this name; None if the dashboard has no such chart."""
    chart = Pictures(dashboard, is_now=True).named(name)
    if chart is None:
        return None
    stream = io.BytesIO()
    book = _new_book(stream)
    _chart_sheet(book, book.add_format(HEAD), chart)
    book.close()
    return stream.getvalue()


def _new_book(stream: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _figures_sheet(book, bold, dashboard: Dashboard) -> None:
    question = dashboard.question
    sheet = book.add_worksheet(_("Số liệu"))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 100)
    category = _("Tất cả các diện") if question.category == TOTAL else str(Category(question.category).label)
    head = [
        wording.title(question),
        f"{vn_date(question.period.start)} – {vn_date(question.period.end)}; {category}",
        _("Số liệu biết đến %s") % f"{question.known_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        *([text] if (text := wording.map_text(question)) else []),
    ]
    for row, text in enumerate(head):
        sheet.write_string(row, 0, text)
    for column, text in enumerate((_("Chỉ số"), _("Số"), _("Cách tính"))):
        sheet.write_string(len(head) + 1, column, text, bold)
    headline = dashboard.headline
    lines = [(_("Tỷ lệ tái phạm tội (%)"), headline.per_cent, wording.chance(headline))]
    lines += [
        (str(FIGURES[name].label), value, str(FIGURES[name].definition))
        for name, value in dashboard.numbers.own.items()
    ]
    for row, (label, value, definition) in enumerate(lines, len(head) + 2):
        sheet.write_string(row, 0, label)
        if value is not None:
            sheet.write_number(row, 1, value)
        sheet.write_string(row, 2, definition)


def _chart_sheet(book, bold, chart: Chart) -> None:
    sheet = book.add_worksheet(chart.title.replace("/", "-").replace(":", "")[:31])
    sheet.set_column(0, len(chart.columns) - 1, WIDTH)
    sheet.write_string(0, 0, chart.note)
    sheet.write_string(1, 0, chart.source)
    for column, head in enumerate(chart.columns):
        sheet.write_string(2, column, head.label, bold)
    for row, one in enumerate(chart.rows, 3):
        for column, cell in enumerate(one.cells):
            if cell.value is not None:
                sheet.write_number(row, column, cell.value)
            else:
                sheet.write_string(row, column, cell.text)
