"""Reception, family, residence and identity cards of an open case."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.choices import IdKind
from cases.models import Case, HouseholdMember, IdentityNumber, Residence
from core.dates import add_months, add_years
from demo.activity.days import ago, ahead, between, phone, workday
from demo.activity.plan import Lapse, Subject
from demo.activity.probation_scenarios import ProbationScenario
from demo.people import names
from demo.people.district import COMMUNES

# The ages at which identity cards expire (Luật Căn cước 2023, Điều 21), and the day on which all old cards expired.
CARD_ENDS = (25, 40, 60)
OLD_CARDS_END = date(2024, 12, 31)
CARDS_BY_MINISTRY = date(2024, 7, 1)
_WISHES = (
    "Có việc làm gần nhà để chăm sóc cha mẹ.",
    "Được vay vốn nuôi bò.",
    "Được học nghề và giới thiệu việc làm ở khu công nghiệp.",
    "Được giúp làm lại căn cước và nhập lại hộ khẩu.",
    "Muốn mở tiệm sửa xe, cần vốn mua đồ nghề.",
    "Mong bà con không xa lánh, có việc làm ổn định.",
    "",
)


def address(subject: Subject) -> str:
    """The address in the commune that manages the case."""
    random = subject.random("address")
    return f"Xóm {random.randint(1, 9)}, {subject.inhabitant.hamlet}"


def details(subject: Subject) -> dict:
    """The fields of the case that reception fills, up to the day of loading."""
    random = subject.random("reception")
    week = min(subject.since + timedelta(days=4), subject.on)
    known: dict[str, Any] = {
        "address": address(subject),
        "phone": phone(random) if random.random() < 0.85 else "",
        "wishes": random.choice(_WISHES),
        "presented_on": between(random, subject.since, week),
        "present_by_on": max(subject.case_history.release_on + timedelta(days=5), subject.since),
    }
    known["information_on"] = between(random, known["presented_on"], week)
    known["commitment_on"] = known["information_on"]
    if subject.is_conditional and subject.scenario != ProbationScenario.BREACH:
        known["presentation_reported_on"] = between(random, known["commitment_on"], week)
    return known


def rows(subject: Subject, case: Case) -> Iterator:
    """Yield the unsaved family members, homes and ID numbers of the case."""
    yield from _family(subject, case)
    yield from _homes(subject, case)


# --- family --------------------------------------------------------------------------------------------------------


def _family(subject: Subject, case: Case) -> Iterator[HouseholdMember]:
    """Parents, spouse and children by age. The first member is the contact; one adult may represent the household."""
    random = subject.random("family")
    who = subject.inhabitant.who
    born, family_name = who.birth[0], who.full_name.split()[0]
    spouse = ("Vợ", names.FEMALE) if who.sex == names.MALE else ("Chồng", names.MALE)
    found = []
    age = subject.on.year - born
    if age < 50 or random.random() < 0.3:
        found.append(("Mẹ", names.full_name(random, names.FEMALE), born - random.randint(21, 33)))
    if age < 45 and random.random() < 0.6:
        found.append(("Cha", _of_family(random, family_name, names.MALE), born - random.randint(22, 36)))
    if age > 27 and random.random() < 0.6:
        found.append((spouse[0], names.full_name(random, spouse[1]), born + random.randint(-4, 5)))
        sex = random.choice((names.MALE, names.FEMALE))
        found.append(
            ("Con", _of_family(random, family_name, sex), subject.on.year - random.randint(3, max(age - 22, 4)))
        )
    if not found:
        found.append(("Anh", _of_family(random, family_name, names.MALE), born - random.randint(1, 6)))
    adult = next((place for place, one in enumerate(found) if 20 <= subject.on.year - one[2] < 65), None)
    for place, (relation, full_name, year) in enumerate(found):
        yield HouseholdMember(
            case=case,
            full_name=full_name,
            relation=relation,
            birth_year=year,
            phone=phone(random) if place == 0 else "",
            is_contact=place == 0,
            can_represent=place == adult,
        )


def _of_family(random: Random, family_name: str, sex: str) -> str:
    """A full name with the given family name."""
    return " ".join([family_name, *names.full_name(random, sex).split()[1:]])


# --- homes ---------------------------------------------------------------------------------------------------------


def _homes(subject: Subject, case: Case) -> Iterator[Residence]:
    random = subject.random("homes")
    here = subject.case_history.history[-1].start_on
    home_address = f"{address(subject)}, xã {COMMUNES[subject.commune][0]}"
    registered = between(random, here, min(here + timedelta(days=20), subject.on))
    common = {
        "case": case,
        "address": home_address,
        "from_on": here,
        "registered_on": registered,
        "verified_on": registered,
    }
    is_guest = subject.lapse == Lapse.RESIDENCE or bool(subject.case_history.origin_text) or random.random() < 0.1
    if not is_guest:
        yield Residence(kind=Residence.Kind.PERMANENT, **common)
        return
    until = ago(random, subject.on, 3, 18) if subject.lapse == Lapse.RESIDENCE else ahead(random, subject.on, 12, 500)
    yield Residence(
        kind=Residence.Kind.TEMPORARY, valid_until=max(until, registered), note="Ở nhờ nhà chị gái", **common
    )


# --- identity cards -------------------------------------------------------------------------------------------------------


def set_card_dates(subject: Subject, number: IdentityNumber) -> IdentityNumber:
    """Set issue date, issuing authority and expiry date of an identity card."""
    random = subject.random(f"paper {number.kind}")
    if number.kind == IdKind.CMND:
        number.issued_on = date(random.randint(2004, 2013), random.randint(1, 12), random.randint(1, 28))
        number.issued_by, number.valid_until = "Công an tỉnh Quảng Ngãi", OLD_CARDS_END
        return number
    year, month, day = subject.inhabitant.who.birth
    born = date(year, month or 1, day or 1)
    issued = between(random, subject.since, min(add_months(subject.since, 5), subject.on))
    if (end := _card_end(born, issued)) is not None and end < subject.on + timedelta(days=45):
        issued = workday(subject.on - timedelta(days=random.randint(3, 40)))
    number.issued_on, number.valid_until = issued, _card_end(born, issued)
    by_ministry = issued >= CARDS_BY_MINISTRY
    number.issued_by = "Bộ Công an" if by_ministry else "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    return number


def _card_end(born: date, issued: date) -> date | None:
    """The expiry date: the next age limit. A card issued less than two years before a limit is valid until the one after."""
    return next((end for age in CARD_ENDS if (end := add_years(born, age)) > add_years(issued, 2)), None)
