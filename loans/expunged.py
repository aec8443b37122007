"""Which texts of a loan stay when its beneficiary's conviction is expunged: the contract goes on with its other parties."""

from collections.abc import Iterable

from cases.expungement.erasure import Texts, kept_texts
from core.text import fold
from loans.models import Loan

PARTIES = ("named_borrower", "savings_group", "group_head")


@kept_texts("loans.loan")
def other_parties(loan: Loan, texts: Texts, names: set[str]) -> Iterable[str]:
    """The names of other people and of the savings group; not of the released person (BLHS Điều 69)."""
    for column in PARTIES:
        is_own = column == "named_borrower" and loan.signs_self
        if not is_own and not any(name in fold(texts.get(column, "")) for name in names):
            yield column
