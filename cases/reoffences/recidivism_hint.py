"""Whether a recorded reoffence may be recidivism in the sense of BLHS Điều 53. Only a hint: the court decides."""

from dataclasses import replace

from cases.choices import NOT_COUNTED
from cases.models import Case, Reoffence
from cases.worklist.worklist import law_for, worklist_case_of
from core.dates import today
from law.rules.convictions import Conviction
from law.rules.expungement import is_open_on
from law.rules.recidivism import Crime, Hint, Previous, recidivism
from law.value_types import Reason


def recidivism_hint(case: Case, reoffence: Reoffence) -> Reason | None:
    """Return the sentence to show beside a reoffence; None if there is nothing to say.

    None: no record was open, the charge was dropped, or too little is entered. The day of the act and the form of guilt
    are not part of a reoffence, so the day of the prosecution is used and the sentence leaves the guilt open.
    """
    one = worklist_case_of(case)
    if one is None or reoffence.outcome in NOT_COUNTED:
        return None
    law = law_for(case)[0].on(today())
    convictions = [
        found for found in (one.facts.conviction, *one.facts.other_convictions) if isinstance(found, Conviction)
    ]
    acted_on = reoffence.act_on or reoffence.prosecuted_on
    # The crime itself restarts the period, so whether the record was open is computed without it.
    previous = [
        Previous(is_open_on(replace(found, new_crimes=()), law, acted_on), is_intentional=True) for found in convictions
    ]
    answer = recidivism(Crime(acted_on, is_intentional=None), previous, law)
    return None if answer.hint == Hint.NONE else answer.reasons[0]
