"""The values stored in records are those that the rules of law expect."""

from cases.choices import CrimeClass as StoredClass
from cases.expungement.models import ExpungementReview
from cases.judgments.models import MainPenalty
from cases.models import Classification
from law.choices import AdditionalPenaltyKind
from law.rules.convictions import TIMED, Penalty
from law.rules.expungement import Path
from law.rules.recidivism import CrimeClass
from law.rules.supervision import Group


def test_penalties_and_paths_are_those_of_the_rules():
    assert {one.value for one in Penalty} == set(MainPenalty.values)
    assert set(AdditionalPenaltyKind.values) >= TIMED
    assert {one.value for one in Path} == set(ExpungementReview.Path.values)


def test_crime_classes_are_those_of_the_rules():
    assert [one.value for one in CrimeClass] == StoredClass.values


def test_supervision_groups_are_those_of_the_rules():
    assert [one.value for one in Group] == Classification.Group.values
