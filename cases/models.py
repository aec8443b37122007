"""All models of the app, imported from the subject packages, because Django looks for them here."""

from cases.expungement.models import ExpungementReview, SealedCaseAccess, SealedText
from cases.facts.models import Reoffence, Stay
from cases.household.models import HouseholdMember
from cases.judgments.models import AdditionalPenalty, CivilObligation, Judgment, NewSentence, Offence
from cases.notices.models import Notice
from cases.outcomes.models import AdministrativePenalty, PersonalPaper, WorkCheck
from cases.papers.models import CaseDocument
from cases.people.models import IdentityNumber, Person
from cases.people.record_models import DistinctPeople, OtherName, PersonMerge
from cases.probation.models import Absence, Breach, MoveRequest, Shortening
from cases.records.models import Case
from cases.reoffences.models import ReoffenceConfirmation
from cases.residence.models import Residence
from cases.second_person.models import SecondPersonRequest
from cases.supervision.models import Assignment, Classification, Contact, Snooze
from cases.support.models import Employment, Need, SupportAction
from cases.transfers.models import TransferRequest
from cases.worklist.models import DutyAnswer, StoredDuty

__all__ = [
    "Absence",
    "AdministrativePenalty",
    "AdditionalPenalty",
    "Assignment",
    "Breach",
    "Case",
    "CaseDocument",
    "CivilObligation",
    "Classification",
    "Contact",
    "DutyAnswer",
    "Employment",
    "ExpungementReview",
    "HouseholdMember",
    "IdentityNumber",
    "Judgment",
    "MoveRequest",
    "Need",
    "NewSentence",
    "Notice",
    "Offence",
    "OtherName",
    "Person",
    "PersonMerge",
    "PersonalPaper",
    "Reoffence",
    "ReoffenceConfirmation",
    "Residence",
    "SealedCaseAccess",
    "SealedText",
    "SecondPersonRequest",
    "Shortening",
    "Snooze",
    "Stay",
    "StoredDuty",
    "SupportAction",
    "TransferRequest",
    "WorkCheck",
    "DistinctPeople",
]
