"""The acts that the built-in values come from, with the days they apply, and a short way to write the values down."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from law.value_types import Article, Code, Confidence, Kind, LawValue

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW

# Luật Thi hành án hình sự 127/2025/QH15 in force. Its article text was not found: the values go on, to be checked.
NEW_EXECUTION_LAW = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class LegalAct:
    """A law, decree, decision or circular, and the days on which it applies."""

    name: str
    valid_from: date
    # The first day on which another act applies, and how the article is written from then on.
    replaced_on: date | None = None
    text_after: str = ""


EXECUTION = LegalAct(
    "Luật Thi hành án hình sự 2019",
    date(2020, 1, 1),
    NEW_EXECUTION_LAW,
    "theo Luật Thi hành án hình sự 2025 — kiểm tra số điều",
)
CIRCULAR_10 = LegalAct(
    "Thông tư 10/2024/TT-BCA",
    date(2024, 5, 1),
    NEW_EXECUTION_LAW,
    "theo văn bản hướng dẫn Luật Thi hành án hình sự 2025 — kiểm tra số điều",
)
CIRCULAR_65 = LegalAct(
    "Thông tư 65/2019/TT-BCA",
    date(2020, 1, 1),
    NEW_EXECUTION_LAW,
    "theo văn bản hướng dẫn Luật Thi hành án hình sự 2025 — kiểm tra số điều",
)
PENAL_CODE = LegalAct("Bộ luật Hình sự 2015", date(2018, 1, 1))
JUDGES_2018 = LegalAct("Nghị quyết 01/2018/NQ-HĐTP", date(2018, 6, 9))
RESIDENCE = LegalAct("Luật Cư trú 2020", date(2021, 7, 1))
DECREE_49 = LegalAct("Nghị định 49/2020/NĐ-CP", date(2020, 6, 15))
DECISION_22 = LegalAct("Quyết định 22/2023/QĐ-TTg", date(2023, 10, 10))
DECREE_9 = LegalAct("Nghị định 09/2019/NĐ-CP", date(2019, 3, 12))
# For values that no act sets and the office decides itself.
OWN_PLAN = LegalAct("Kế hoạch công tác của đơn vị", date(2020, 1, 1))


# What a page shows: a text, or one that is translated when it is shown.
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One code with its built-in values."""

    code: Code
    values: tuple[LawValue, ...]


def line(
    code: str, label: Text, kind: Kind, value: str, act: LegalAct, place: str, confidence: Confidence, source: Text
) -> Line:
    """A code whose value the act gives at the article `place`.

    If another act follows, its row repeats the value with lower confidence.
    """
    article = Article(f"{act.name}, {place}" if place else act.name)
    first = LawValue(code, value, article, act.valid_from, act.replaced_on, source, confidence, is_default=True)
    values = [first]
    if act.replaced_on is not None:
        values.append(
            LawValue(
                code, value, Article(act.text_after), act.replaced_on, None, source, Confidence.LOW, is_default=True
            )
        )
    return Line(Code(code, label, kind), tuple(values))


def body(code: str, label: Text, *names: tuple[date, str, str, Confidence], source: Text) -> Line:
    """The body that does something, by date: (first day, name, basis, confidence), oldest first."""
    ends = [*(name[0] for name in names[1:]), None]
    values = [
        LawValue(code, name, Article(basis), start, end, source, confidence, is_default=True)
        for (start, name, basis, confidence), end in zip(names, ends, strict=True)
    ]
    return Line(Code(code, label, Kind.TEXT), tuple(values))
