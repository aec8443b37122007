"""Closing a case by hand."""

from cases.models import Stay
from cases.tests.form_data import at


def test_closing_by_hand_knows_only_plain_reasons(world, case, post):
    assert (
        post(at(case, "close/"), {"reason": "expunged", "on": "01/05/2024", "document_number": "1"}).status_code == 422
    )
    assert (
        post(at(case, "close/"), {"reason": "died", "on": "01/05/2024", "document_number": "1/KT"}).status_code == 302
    )
    assert Stay.objects.latest().get().end_reason == "died"
