"""The structure of the six-month report (docs/law.md §5.3), built from its figures. No database access and no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _

from core.dates import VIETNAM, Period, vn_date
from core.documents.model import (
    Appendix,
    Block,
    Content,
    Heading,
    Letterhead,
    Paragraph,
    PictureAppendix,
    Properties,
    Table,
)
from core.text import nfc
from law.choices import Category
from reports.documents import activity_tables, activity_text, citations, narrative, tables
from reports.documents.letterhead_text import agency_in_sentence_case, clean, recipient_lines, two_digits
from reports.documents.pictures import Pictures, picture_notes
from reports.documents.sections import as_paragraphs, numbered
from reports.documents.texts import TEXTS, paragraphs
from reports.documents.wording import joined, upper_first
from reports.measures.definition import Denominator
from reports.measures.management import TOTAL

__all__ = ["TEXTS", "Letterhead", "ReportContent", "build_content"]

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
BLANK = " " * 6  # space to write by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent(Content):
    """The content of all documents of a report, including what only the workbook shows."""

    period_dates: tuple[date, date]
    # A flat row for each unit and category of both periods.
    data: Table
    # (label, value) that identify the figures: instant of known time, checksum, copy.
    facts: tuple[tuple[str, str], ...]


def build_content(
    figures: dict,
    before: dict,
    *,
    unit_names: dict[str, str],
    letterhead: Letterhead,
    definition_text: str,
    half_names: tuple[str, str],
    history_names: tuple[str, ...] = (),
    signed_on: date | None = None,
    number: str = "",
    signed: bool | None = None,
    texts: dict[str, str] | None = None,
    export_mark: str | None = None,
    replaces: str = "",
) -> ReportContent:
    """Build the content of the report's documents.

    Arguments:
        figures: result of measures.management.figures for the period.
        before: the same for the same period a year before.
        unit_names: code -> printed name ("xã Tịnh Bắc") in the order of the tables, including the unit itself.
        letterhead: the issuing agency and the signer.
        definition_text: the paragraph about the rate under the tables.
        half_names: what the period and the one after it are called (wording.half_years); ("", "") for days somebody chose.
        history_names: what the half-years of the history are called (wording.history_names).
        signed_on: None leaves space for day and month.
        number: the number in the document register, "" on a draft.
        signed: False marks the document as a draft. Default: whether there is a number.
        texts: by the keys of TEXTS; each line is a paragraph.
        export_mark: user, time and number of this copy, for the footer of every page.
        replaces: which signed version this one replaces, and why, as a sentence.

    Raises: ValueError for a unit without a name or for more than MAX_TEXT characters; KeyError for unknown keys of `texts`.
    """
    builder = _ReportBuilder(figures, before, unit_names, letterhead, definition_text, half_names)
    builder.texts = paragraphs(texts or {})
    builder.number = two_digits(nfc(number))
    builder.signed_on = signed_on
    builder.replaces = nfc(replaces)
    builder.history_names = history_names
    signed = bool(builder.number) if signed is None else signed
    return builder.content(signed, nfc(export_mark or ""))


class _ReportBuilder:
    """Builds one report. The attributes are the values that several sections use."""

    texts: dict[str, list[str]]
    number: str
    signed_on: date | None
    replaces: str
    history_names: tuple[str, ...]

    def __init__(self, figures, before, unit_names, letterhead, definition_text, half_names):
        self.figures, self.before = figures, before
        self.names = {code: nfc(name) for code, name in unit_names.items()}
        self.head = clean(letterhead)
        self.period = Period(*(date.fromisoformat(figures["period"][side]) for side in ("start", "end")))
        self.half, self.next_half = half_names
        self.known_at = datetime.fromisoformat(figures["known_at"]).astimezone(VIETNAM)
        self.own, self.own_before = tables.own_rows(figures), tables.own_rows(before)
        self.activity = activity_text.own_activity(figures)
        self.denominator = figures.get("definition", {}).get("denominator", Denominator.DURING)
        self.unit = self.names.get(figures["unit"]["code"]) or nfc(figures["unit"]["name"])
        self.agency = agency_in_sentence_case(self.head.agency, self.unit)
        self.definition = nfc(definition_text)
        self.tables_so_far = 0

    # --- header and footer -----------------------------------------------------------------------------------------------

    def content(self, signed: bool, mark: str) -> ReportContent:
        draft_mark = "" if signed else _("DỰ THẢO")
        abstract = self._abstract()
        return ReportContent(
            letterhead=self.head,
            nation=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            motto=_("Độc lập - Tự do - Hạnh phúc"),
            number=_("Số: %s") % self._number_and_symbol(),
            place_and_date=f"{self.head.place}, {self._date()}",
            draft_mark=draft_mark,
            title=_("BÁO CÁO"),
            abstract=abstract,
            period=f"({self._days()})",
            period_dates=(self.period.start, self.period.end),
            addressed_to=_("Kính gửi:"),
            blocks=tuple(self._body()),
            recipients_label=_("Nơi nhận:"),
            recipients=recipient_lines(self.head.recipients),
            appendices=tuple(self._appendices()),
            picture_appendix=self._picture_appendix(),
            data=tables.data_table(self.figures, self.before, self.names),
            footer=" · ".join(filter(None, [draft_mark, mark])),
            facts=self._facts(mark),
            properties=self._properties(" ".join(abstract), mark),
        )

    def _number_and_symbol(self) -> str:
        return f"{self.number or BLANK}/{self.head.symbol}"

    def _date(self) -> str:
        """NĐ 30/2020/NĐ-CP, Phụ lục I, II.4.b: days below 10 and months 1 and 2 have a leading zero."""
        if self.signed_on is None:
            return _("ngày%(blank)stháng%(blank)snăm %(year)d") % {"blank": BLANK, "year": self.known_at.year}
        day, month = self.signed_on.day, self.signed_on.month
        return _("ngày %(day)s tháng %(month)s năm %(year)d") % {
            "day": f"{day:02}",
            "month": f"{month:02}" if month < 3 else str(month),
            "year": self.signed_on.year,
        }

    def _days(self) -> str:
        """The days of the period; of one that is no reporting period, that somebody chose them."""
        days = self.period.label()
        return upper_first(days) if self.half else _("Kỳ tự chọn: %s") % days

    def _abstract(self) -> tuple[str, ...]:
        what = _("Kết quả công tác tái hòa nhập cộng đồng")
        return (f"{what} {self.half}".strip(), _("trên địa bàn %s") % self.unit)

    def _facts(self, mark: str) -> tuple[tuple[str, str], ...]:
        facts = (
            (_("Số liệu ghi nhận đến"), self._known_at()),
            (_("Mã kiểm tra số liệu (SHA-256)"), self.figures.get("checksum", "")),
            (_("Thay thế"), self.replaces),
            (_("Bản xuất"), mark),
        )
        return tuple((label, value) for label, value in facts if value)

    def _known_at(self) -> str:
        return f"{self.known_at:%H:%M} " + _("ngày %s") % vn_date(self.known_at.date())

    def _properties(self, abstract: str, mark: str) -> Properties:
        figures = self.figures
        return Properties(
            title=_("Báo cáo: %(abstract)s %(period)s") % {"abstract": abstract, "period": self.period.label()},
            author=self.head.agency,
            subject=_("Báo cáo 6 tháng công tác tái hòa nhập cộng đồng"),
            keywords=" ".join([figures["unit"]["code"], *figures["period"].values(), figures.get("checksum", "")]),
            comments=mark,
            moment=self.known_at,
        )

    # --- the body ------------------------------------------------------------------------------------------------

    def _body(self) -> Iterable[Block]:
        yield from as_paragraphs(self.texts["opening"])
        yield Paragraph(self._opening())
        yield from as_paragraphs(filter(None, [self.replaces]))
        yield Heading(_("I. TÌNH HÌNH"), 1)
        yield from self._situation()
        yield Heading(_("II. KẾT QUẢ CÔNG TÁC"), 1)
        yield from self._results()
        yield Heading(_("III. ĐÁNH GIÁ"), 1)
        yield from self._assessment()
        yield Heading(_("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ %s") % (self.next_half or _("thời gian tới")).upper(), 1)
        yield from as_paragraphs(self.texts["plan"] or [self._plan()])
        yield Heading(_("V. KIẾN NGHỊ, ĐỀ XUẤT"), 1)
        yield from as_paragraphs(self.texts["proposals"] or [_("Không có kiến nghị, đề xuất.")])
        yield Paragraph(
            _("Trên đây là báo cáo kết quả công tác tái hòa nhập cộng đồng %(period)s của %(agency)s./.")
            % {"period": self.half or self.period.label(), "agency": self.agency}
        )

    def _opening(self) -> str:
        sentence = _(
            "%(agency)s báo cáo kết quả quản lý, giám sát, giáo dục, giúp đỡ người chấp hành xong án phạt tù, người được đặc xá,"
            " người được tha tù trước thời hạn có điều kiện (sau đây gọi chung là người được quản lý) trên địa bàn %(unit)s"
            " %(period)s như sau:"
        ) % {"agency": self.agency, "unit": self.unit, "period": self.period.label()}
        basis = citations.basis(self.period.end)
        return _("Thực hiện %(basis)s, %(sentence)s") % {"basis": basis, "sentence": sentence} if basis else sentence

    def _plan(self) -> str:
        law = citations.in_force(citations.CRIMINAL_JUDGMENTS, self.period.end)
        sentence = _(
            "Tiếp tục thực hiện công tác quản lý, giám sát, giáo dục, giúp đỡ người được quản lý theo quy định"
        )
        return f"{sentence} " + (
            _("của %s và các văn bản hướng dẫn thi hành.") % law.short if law else _("của pháp luật.")
        )

    def _situation(self) -> Iterable[Block]:
        yield from numbered(
            [
                (
                    _("Số liệu chung"),
                    [*narrative.overall(self.own, self.own_before, self.unit, self.period, self.denominator)],
                ),
                (_("Biến động trong kỳ"), [*narrative.changes(self.own, self.own_before)]),
                (
                    _("Phân loại theo diện quản lý"),
                    [*narrative.by_category(self.own), *self._did(activity_text.groups), self._appendix_reference()],
                ),
                self._table(_("Kết quả quản lý và tái phạm tội"), self._summary),
                (str(TEXTS["features"]), self.texts["features"]),
            ]
        )

    def _appendix_reference(self) -> str:
        """NĐ 30/2020/NĐ-CP, Phụ lục I, III.1.a: the text must refer to its appendices."""
        tables_in = ROMAN[: self._number_of_tables()]
        where = _("các Phụ lục %s") % joined(tables_in) if len(tables_in) > 1 else _("Phụ lục I")
        if "history" not in self.figures:
            return _("Số liệu toàn đơn vị tại Bảng 1; số liệu chi tiết tại %s kèm theo.") % where
        return _(
            "Số liệu toàn đơn vị tại Bảng 1; số liệu chi tiết tại %(tables)s, biểu đồ tại Phụ lục %(last)s kèm theo."
        ) % {
            "tables": where,
            "last": ROMAN[len(tables_in)],
        }

    def _number_of_tables(self) -> int:
        """The appendices before that of the pictures."""
        by_unit = 2 + len(Category.choices) if tables.child_codes(self.figures, self.names) else 1
        return by_unit + len(self.activity_tables)

    def _results(self) -> Iterable[Block]:
        decision = citations.in_force(citations.LOANS, self.period.end)
        loans = self.figures.get("loans")
        loan_sentences = [*narrative.loan_sentences(loans, decision.short)] if decision else []
        yield from numbered(
            [
                self._written("direction"),
                self._written(
                    "management",
                    *narrative.reception(self.own, self.own_before),
                    *self._did(activity_text.management),
                ),
                self._written("probation", *self._did(lambda of: activity_text.probation(of, self.own))),
                self._written("support", *self._did(activity_text.support)),
                self._written("loans", *loan_sentences),
                self._table(_("Kết quả cho vay"), lambda caption: tables.loan_table(loans, caption))
                if loans and decision
                else None,
                self._written("models", *self._did(activity_text.models)),
                self._written(
                    "expungement",
                    *narrative.expungement(self.own, self.own_before),
                    *self._did(activity_text.expungement),
                ),
                self._written(
                    "recidivism",
                    *narrative.recidivism(self.own, self.own_before, self.denominator),
                    *self._did(activity_text.reoffences),
                ),
                self._table(_("Tái phạm tội theo diện quản lý"), self._recidivism_summary),
                [Paragraph(text) for text in narrative.data_quality_notes(self.figures)],
                self._inspection(),
            ]
        )

    def _did(self, sentences: Callable[[activity_text.Activity], Iterable[str]]) -> Iterable[str]:
        """What the unit did, in sentences; nothing for reports made before it was counted."""
        return sentences(self.activity) if self.activity else ()

    def _inspection(self) -> tuple[str, list[str]]:
        """Inspections are no records of the system: without a text nobody knows whether there were any."""
        unwritten = [_("Đơn vị chưa ghi nội dung này.")] if self.activity and not self.texts["inspection"] else []
        return self._written("inspection", *unwritten)

    def _assessment(self) -> Iterable[Block]:
        if self.texts["strengths"] or self.texts["limits"]:
            yield from numbered([self._written("strengths"), self._written("limits")])
        else:
            yield Paragraph(_("Không có nội dung đánh giá bổ sung ngoài các số liệu nêu trên."))

    def _written(self, key: str, *counted: str) -> tuple[str, list[str]]:
        return str(TEXTS[key]), [*counted, *self.texts[key]]

    # --- the tables ----------------------------------------------------------------------------------------------

    def _table(self, title: str, make: Callable[[str], Table]) -> list[Block]:
        self.tables_so_far += 1
        return [make(_("Bảng %(place)d. %(title)s") % {"place": self.tables_so_far, "title": title})]

    def _summary(self, caption: str) -> Table:
        return tables.summary_table(self.own, self.own_before, caption, self._notes())

    def _recidivism_summary(self, caption: str) -> Table:
        return tables.recidivism_summary(self.own, self.own_before, caption, self._rate_notes())

    def _notes(self) -> tuple[str, ...]:
        return (*map(str, tables.FIELD_NOTES), *self._rate_notes())

    def _movement_notes(self, *explained: str) -> tuple[str, ...]:
        """Under a table without a rate: how its columns are counted, or where that is said."""
        return (*explained, self.definition, *tables.definition_notes(self.figures), self._known_note())

    def _rate_notes(self) -> tuple[str, ...]:
        return (*tables.rate_notes(self.figures, self.before, self.definition, self.names), self._known_note())

    def _known_note(self) -> str:
        return _("Số liệu ghi nhận trên hệ thống đến %s.") % self._known_at()

    @cached_property
    def activity_tables(self) -> list[tuple[str, Table]]:
        """The tables of conditional release, credit and models that have any number."""
        loan_note = str(tables.LOAN_NOTE) if citations.in_force(citations.LOANS, self.period.end) else ""
        return activity_tables.activity_tables(self.figures, self.names, loan_note)

    def _appendices(self) -> Iterable[Appendix]:
        yield from (by_unit := [*self._appendices_by_category()])
        for place, (title, table) in enumerate(self.activity_tables, start=len(by_unit)):
            yield self._appendix(place, title, replace(table, notes=(*table.notes, self._known_note())))

    def _appendices_by_category(self) -> Iterable[Appendix]:
        explained = self._movement_notes(*map(str, tables.FIELD_NOTES))
        if not tables.child_codes(self.figures, self.names):
            yield self._appendix(
                0, _("Biến động hồ sơ theo diện quản lý"), tables.category_table(self.figures, explained)
            )
            return
        titles = [(TOTAL, _("Biến động hồ sơ theo đơn vị, cộng các diện quản lý"))]
        titles += [(cell, _("Biến động hồ sơ theo đơn vị, diện %s") % label) for cell, label in Category.choices]
        elsewhere = self._movement_notes(_("Cách đếm từng cột: xem ghi chú của Phụ lục I."))
        for place, (cell, title) in enumerate(titles):
            notes = elsewhere if place else explained
            yield self._appendix(place, title, tables.management_table(self.figures, self.names, cell, notes))
        by_unit = tables.recidivism_table(self.figures, self.before, self.names, self._rate_notes())
        yield self._appendix(len(titles), _("Tái phạm tội theo đơn vị và diện quản lý"), by_unit)

    def _picture_appendix(self) -> PictureAppendix | None:
        """None for reports made before the years before were counted."""
        if "history" not in self.figures:
            return None
        source = _("Nguồn: số liệu quản lý của %(unit)s, ghi nhận trên hệ thống đến %(at)s.")
        pictures = Pictures(
            self.figures,
            self.own[TOTAL],
            self.names,
            self.history_names,
            source % {"unit": self.unit, "at": self._known_at()},
        ).all()
        return PictureAppendix(
            _("Phụ lục %s") % ROMAN[self._number_of_tables()],
            _("Biểu đồ").upper(),
            self._reference(),
            pictures,
            (*picture_notes(), *self._rate_notes()[:-1]),  # when it was known stands below each picture
        )

    def _appendix(self, place: int, title: str, table: Table) -> Appendix:
        return Appendix(_("Phụ lục %s") % ROMAN[place], title.upper(), self._reference(), table)

    def _reference(self) -> str:
        return _("(Kèm theo Báo cáo số %(number)s %(date)s của %(agency)s)") % {
            "number": self._number_and_symbol(),
            "date": self._date(),
            "agency": self.agency,
        }
