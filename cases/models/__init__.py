"""People, cases, the facts that are counted (core, cases/facts.py) and what is recorded around them, one module a subject."""

from cases.models.changes import ReoffenceChange
from cases.models.community import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from cases.models.core import Case, IdentityNumber, Person, Reoffence, Stay
from cases.models.expunging import ExpungementReview, SealedReading
from cases.models.judgments import AdditionalPenalty, CivilObligation, Judgment, NewSentence, Offence
from cases.models.law import Holiday, LawSetting
from cases.models.moves import TransferRequest
from cases.models.notices import Notice
from cases.models.papers import CaseDocument
from cases.models.people import HouseholdMember, OtherName, PersonMerge, TwoPeople
from cases.models.probation import Absence, Breach, MoveRequest, Shortening
from cases.models.residence import Residence
from cases.models.supervision import Assignment, Classification, Contact, Snooze
from cases.models.support import Employment, Need, SupportAction

__all__ = [
    "Absence",
    "Activity",
    "AdditionalPenalty",
    "Assignment",
    "Breach",
    "Case",
    "CaseDocument",
    "CivilObligation",
    "Classification",
    "CommuneModel",
    "Contact",
    "Employment",
    "Enterprise",
    "ExpungementReview",
    "FundEntry",
    "Gift",
    "Help",
    "Holiday",
    "HouseholdMember",
    "IdentityNumber",
    "Judgment",
    "LawSetting",
    "ModelMember",
    "MoveRequest",
    "Need",
    "NewSentence",
    "Notice",
    "Offence",
    "OtherName",
    "Person",
    "PersonMerge",
    "Reoffence",
    "ReoffenceChange",
    "Residence",
    "SealedReading",
    "Shortening",
    "Snooze",
    "Stay",
    "SupportAction",
    "TransferRequest",
    "TwoPeople",
]
