"""Amounts of money as people type them, as pages print them and as words. All amounts are whole đồng. Pure.

How an amount is read:

- A number without a unit is a number of đồng. Groups of three digits may stand between dots, commas or spaces, so `5.000` and
  `5,000` are five thousand đồng: đồng have no decimals, and nobody writes three of them.
- `5,5`, `5.50` and `5.00` without a unit are refused: they are 5 đồng for one reader, 5,5 million or a slip for another.
- With a unit (nghìn, triệu, tỷ and their short forms) one or two digits after a comma or a dot are decimals: `5,5 triệu` and
  `1.5 triệu`. Three digits may be either (`5.500 triệu`) and are refused, unless zero stands before them (`0,125 tỷ`).
- Every message says what to type instead.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text import fold, narrow, nfc

# No amount of this site is larger; a larger number is a typing error.
LARGEST = 10**12
LONGEST = 80
MOST_DIGITS = 18
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
_UNITS = {
    "k": THOUSAND, "ngan": THOUSAND, "nghin": THOUSAND, "tr": MILLION, "trd": MILLION, "trieu": MILLION,
    "ti": BILLION, "ty": BILLION,
}  # fmt: skip
_CURRENCY = {"d", "dong", "vnd", "₫"}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d(?:[\d.,]|\s(?=\d))*)|(?P<word>[a-z₫]+))", re.ASCII)
# What closes an amount on paper: "50.000.000,-", "50.000.000/-", "50 triệu đồng chẵn".
_CLOSING = re.compile(r"(?<=\d)\s*[,./]?\s*[-–=]+$|(?<=[a-z₫])\s+chan$")
_PLAIN = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*", re.ASCII)
_ONE_MARK = re.compile(r"(\d+)[.,](\d+)", re.ASCII)
_TWO_MARKS = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+(?=,)|[1-9]\d{0,2}(?:,\d{3})+(?=\.))[.,](\d+)", re.ASCII)
# A zero fraction where the mark before it can be no grouping: 5.000.000,00 and 5000000.00.
_EMPTY_FRACTION = re.compile(r"(\d{1,3}(?:([. ])\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.)|\d{4,})[.,]0{1,2}", re.ASCII)
_IN_BRACKETS = re.compile(r"(?P<amount>.+?)\s*\(\s*(?:bằng chữ\s*:?)?\s*(?P<words>[^()\d]+?)[\s./]*\)", re.IGNORECASE)


def parse_money(text: str) -> int:
    """The đồng that `text` means (see above). Raises ValueError with a Vietnamese message that says what to type."""
    shown = nfc(text)
    if not shown:
        raise ValueError(_("Hãy ghi số tiền, ví dụ 5.000.000."))
    if len(shown) > 3 * LONGEST:
        raise _not_read(shown)
    if bracket := _IN_BRACKETS.fullmatch(shown):
        amount = _parse(bracket["amount"])
        if _spelled(bracket["words"]) != _spelled(money_in_words(amount)):
            raise ValueError(_("Số tiền bằng số và bằng chữ không khớp: «%s». Hãy chỉ ghi chữ số.") % shown)
        return amount
    return _parse(shown)


def _parse(shown: str) -> int:
    if shown.lstrip("₫ ").startswith(("-", "\u2212", "\u2013")):
        raise ValueError(_("Số tiền không thể âm. Hãy ghi, ví dụ, 5.000.000."))
    if sum(sign.isdigit() for sign in shown) > MOST_DIGITS:
        raise _too_large(shown)
    tokens = _without_currency(_tokens(shown), shown)
    first, *others = tokens
    amount = _dong(first, shown) if isinstance(first, str) and not others else _sum_of_parts(tokens, shown)
    if amount > LARGEST:
        raise _too_large(shown)
    return amount


def _tokens(shown: str) -> list[str | int]:
    """Numbers as written, units as their factors, the currency as 1, a half ("rưỡi") as 0."""
    folded = _CLOSING.sub("", fold(narrow(shown)).rstrip(".;"))
    found: list[str | int] = []
    place = 0
    while place < len(folded):
        token = _TOKEN.match(folded, place)
        if token is None:
            raise _not_read(shown)
        place = token.end()
        if token["number"]:
            found.append(token["number"].strip())
        elif token["word"] in _CURRENCY:
            found.append(1)
        elif token["word"] == "ruoi":
            found.append(0)
        elif token["word"] in _UNITS:
            found.append(_UNITS[token["word"]])
        else:
            raise _not_read(shown)
    return found


def _without_currency(tokens: list[str | int], shown: str) -> list[str | int]:
    """The tokens without the currency, which may be written once, before or after the number."""
    places = [place for place, token in enumerate(tokens) if token == 1]
    if places not in ([], [0], [len(tokens) - 1]):
        raise _not_read(shown)
    kept = [token for token in tokens if token != 1]
    ends_with_digit = len(kept) > 2 and isinstance(kept[-1], str)
    if not kept or (places and ends_with_digit):
        raise _not_read(shown)
    return kept


def _dong(number: str, shown: str) -> int:
    """The amount of a number without a unit."""
    if _PLAIN.fullmatch(number) or _GROUPED.fullmatch(number):
        return int(re.sub(r"\D", "", number))
    if found := _EMPTY_FRACTION.fullmatch(number):
        return int(re.sub(r"\D", "", found[1]))
    if _ONE_MARK.fullmatch(number):
        raise ValueError(
            _("Không rõ «%s» là bao nhiêu đồng. Hãy ghi đủ số, ví dụ 5.500.000, hoặc ghi đơn vị, ví dụ 5,5 triệu.")
            % shown
        )
    raise _not_read(shown)


def _sum_of_parts(tokens: list[str | int], shown: str) -> int:
    """The amount of one or more parts with units: 5,5 triệu; 1 tỷ 200 triệu; 5 triệu rưỡi; 5tr5."""
    parts, last = (tokens, None) if len(tokens) % 2 == 0 else (tokens[:-1], tokens[-1])
    total, smallest = Decimal(0), LARGEST
    for number, unit in zip(parts[::2], parts[1::2], strict=True):
        if not isinstance(number, str) or isinstance(unit, str) or unit == 0 or unit >= smallest or total % smallest:
            raise _not_read(shown)
        part = _in_unit(number, unit, shown) * unit
        if total and part >= smallest:
            raise _not_read(shown)
        total, smallest = total + part, unit
    if last is not None:
        total += _behind(last, total, smallest, shown)
    if total != int(total):
        raise ValueError(_("Số tiền «%s» không tròn đồng. Hãy ghi đủ số đồng, ví dụ 5.500.000.") % shown)
    return int(total)


def _behind(last: str | int, total: Decimal, unit: int, shown: str) -> int:
    """What a half or one digit after the last unit adds. Two digits may be hundredths or thousands, and are refused."""
    if not total or total % unit:
        raise _not_read(shown)
    if last == 0:
        return unit // 2
    if isinstance(last, str) and len(last) == 1 and last != "0":
        return int(last) * (unit // 10)
    raise _not_read(shown)


def _in_unit(number: str, unit: int, shown: str) -> Decimal:
    if _PLAIN.fullmatch(number):
        return Decimal(number)
    one_mark = _ONE_MARK.fullmatch(number)
    if one_mark and len(one_mark[2]) == 3 and int(one_mark[1]):
        whole = int(one_mark[1] + one_mark[2])
        values = {"text": shown, "more": format_money(whole * unit), "less": format_money(whole * unit // 1000)}
        raise ValueError(_("«%(text)s» có thể là %(more)s hoặc %(less)s. Hãy ghi đủ số đồng.") % values)
    if one_mark:
        return Decimal(f"{one_mark[1]}.{one_mark[2]}")
    if _GROUPED.fullmatch(number):
        return Decimal(re.sub(r"\D", "", number))
    if two_marks := _TWO_MARKS.fullmatch(number):
        return Decimal(f"{re.sub(r'[.,]', '', two_marks[1])}.{two_marks[2]}")
    raise _not_read(shown)


def _not_read(shown: str) -> ValueError:
    return ValueError(
        _("Không hiểu số tiền «%s». Hãy ghi số đồng, ví dụ 5.000.000, hoặc 5 triệu, 500 nghìn.") % _short(shown)
    )


def _too_large(shown: str) -> ValueError:
    return ValueError(_("Số tiền «%s» quá lớn. Hãy xem lại số chữ số 0.") % _short(shown))


def _short(shown: str) -> str:
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


# --- printing ------------------------------------------------------------------------------------------------------------


def grouped(number: int) -> str:
    """A whole number with dots between the groups of digits: 100.000.000."""
    return f"{number:,}".replace(",", ".")


def format_money(amount: int) -> str:
    """An amount with its unit: 5.000.000 đồng."""
    return _("%s đồng") % grouped(amount)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((MILLION, "triệu"), (THOUSAND, "nghìn"), (1, ""))


def money_in_words(amount: int) -> str:
    """ "năm triệu đồng". Raises ValueError below zero."""
    return _("%s đồng") % number_in_words(amount)


def number_in_words(number: int) -> str:
    """A whole number as it is read aloud: 1.005.024 is "một triệu không trăm linh năm nghìn không trăm hai mươi tư"."""
    if number < 0:
        raise ValueError(f"{number} is below zero")
    return " ".join(_words(number, is_first=True)) or _DIGITS[0]


def _words(number: int, *, is_first: bool) -> list[str]:
    """The words of a number. After other words (`is_first` false) missing hundreds are read: "không trăm linh năm"."""
    billions, rest = divmod(number, BILLION)
    found = [*_words(billions, is_first=is_first), "tỷ"] if billions else []
    for size, name in _GROUPS:
        group, rest = divmod(rest, size)
        if group:
            found += _group(group, is_first=is_first and not found)
            found += [name] if name else []
    return found


def _group(group: int, *, is_first: bool) -> list[str]:
    """The words of a number from 1 to 999."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    found = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 1:
        found.append("mười")
    elif tens:
        found += [_DIGITS[tens], "mươi"]
    elif ones and found:
        found.append("linh")
    if ones == 1 and tens > 1:
        found.append("mốt")
    elif ones == 4 and (tens > 1 or (not tens and found)):
        found.append("tư")
    elif ones == 5 and tens:
        found.append("lăm")
    elif ones:
        found.append(_DIGITS[ones])
    return found


# Ways of speaking that mean the same number.
_SAME_WORD = {"le": "linh", "ngan": "nghin", "ti": "ty", "tu": "bon"}
_NO_WORD = {"chan", "dong"}


def _spelled(words: str) -> list[str]:
    """Number words in one spelling, so that two ways of saying a number compare equal."""
    return [_SAME_WORD.get(word, word) for word in re.findall(r"[a-z]+", fold(words)) if word not in _NO_WORD]


# --- questions -----------------------------------------------------------------------------------------------------------


def implausible_money(amount: int, low: int, high: int) -> str:
    """What to ask about an amount outside of `low`–`high`, with the amount in digits and words; "" for a usual one.

    Zero is never asked about: it means that there is no amount.
    """
    if amount == 0 or low <= amount <= high:
        return ""
    values = {"amount": format_money(amount), "words": money_in_words(amount)}
    if amount > high:
        return _("%(amount)s (%(words)s) nhiều hơn thường lệ. Số tiền này có đúng không?") % values
    meant = next((amount * more for more in (THOUSAND, MILLION) if low <= amount * more <= high), None)
    if meant is None:
        return _("%(amount)s (%(words)s) ít hơn thường lệ. Số tiền này có đúng không?") % values
    values["meant"] = format_money(meant)
    return _("%(amount)s (%(words)s) ít hơn thường lệ. Nếu ý là %(meant)s, hãy ghi đủ các số 0.") % values
