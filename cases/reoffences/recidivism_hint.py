"""Whether a recorded reoffence may be recidivism in the sense of BLHS Điều 53. Only a hint: the court decides.

It is asked about every judgment of the person, in whichever case it was entered. What nobody has recorded is not assumed:
the answer names it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from cases.choices import NOT_COUNTED, Outcome
from cases.judgments import convictions
from cases.judgments.convictions import Records
from cases.models import Case, Reoffence
from cases.worklist.worklist import law_for
from core.dates import today, vn_date
from core.table_union import read_tables
from law.rules.convictions import Conviction
from law.rules.expungement import Status, expungement
from law.rules.recidivism import Crime, CrimeClass, Previous, Recidivism, recidivism
from law.timeline import Law


def recidivism_hints(case: Case, reoffences: Iterable[Reoffence]) -> dict[int, Recidivism]:
    """Return the hint about each of these reoffences of the case, by primary key; none for a dropped charge. One query."""
    charged = [row for row in reoffences if row.outcome not in NOT_COUNTED]
    if not charged:
        return {}
    rows = read_tables(convictions.selections([case.person_id]))
    records, law = convictions.records_of(rows), law_for(case)[0].on(today())
    cases = [one for one in rows["cases"] if one.key == case.person_id]
    found = convictions.convictions_from(rows)
    answers = {}
    for row in charged:
        previous = [
            earlier
            for one in cases
            for earlier in (
                *_of_case(one, records[one.id], found[one.id].own, row, law),
                *_of_new_sentences(one, records[one.id], cases, row),
            )
        ]
        crime = Crime(row.act_on, row.is_intentional, CrimeClass(row.crime_class) if row.crime_class else None)
        answers[row.pk] = recidivism(crime, previous, law)
    return answers


def _of_case(case, records: Records, conviction: Conviction | None, new: Reoffence, law: Law) -> Iterator[Previous]:
    """The offences of the judgments of one case, if they were judged before the new act."""
    by_then = new.act_on or new.prosecuted_on
    judged_on = min((row.on for row in records.judgments), default=None)
    # Without the day of a judgment: a release after the prosecution is taken to be from the sentence for this crime.
    if (judged_on > by_then) if judged_on else (case.release_on > new.prosecuted_on):
        return
    is_open = _is_open(conviction, law, new.act_on)
    recidivist = any(row.found_recidivist for row in records.judgments) if records.judgments else None
    label = _("Hồ sơ %s") % case.code
    if not records.offences:
        yield Previous(is_open, None, None, recidivist, label)
    for row in records.offences:
        crime_class = CrimeClass(row.crime_class) if row.crime_class else None
        yield Previous(is_open, row.is_intentional, crime_class, recidivist, label)


def _is_open(conviction: Conviction | None, law: Law, act_on: date | None) -> bool | None:
    """Whether the record was open on the day of the act; None: that day or what decides it is not recorded."""
    if conviction is None:
        return None
    if conviction.leaves_no_record:
        return False
    if act_on is None:
        return None
    # Only crimes before this one restart the period; this one is the one asked about.
    earlier = tuple(one for one in conviction.new_crimes if one.latest_act_on and one.latest_act_on < act_on)
    answer = expungement(replace(conviction, new_crimes=earlier), law)
    if answer.status == Status.NO_RECORD:
        return False
    if answer.cleared_from is not None:
        return act_on < answer.cleared_from
    is_undecided = answer.status in (Status.NEEDS_ANSWER, Status.NEEDS_CONFIRMATION)
    return None if is_undecided and (answer.period_end is None or act_on > answer.period_end) else True


def _of_new_sentences(case, records: Records, cases: Sequence, new: Reoffence) -> Iterator[Previous]:
    """Earlier reoffences of the case that ended in a conviction, unless a later case of the person is that conviction."""
    by_then = new.act_on or new.prosecuted_on
    sentences = {row.prosecuted_on: row for row in records.new_sentences}
    for row in records.reoffences:
        if row.outcome != Outcome.CONVICTED or row.prosecuted_on == new.prosecuted_on or row.convicted_on > by_then:
            continue
        if any(one.release_on > row.prosecuted_on for one in cases):
            continue
        sentence = sentences.get(row.prosecuted_on)
        is_served = sentence is not None and sentence.completed_on is not None and sentence.completed_on <= by_then
        crime_class = CrimeClass(row.crime_class) if row.crime_class else None
        label = _("Bản án về lần khởi tố ngày %s") % vn_date(row.prosecuted_on)
        # A sentence that was not served yet leaves an open record; when it is cleared afterwards is not computed here.
        yield Previous(None if is_served else True, row.is_intentional, crime_class, None, label)
