"""The sentence for a new crime is recorded under its prosecution."""

from cases.tests.form_data import NEW_SENTENCE, at, reoffended


def test_a_new_sentence_is_of_a_prosecution_that_ended_in_a_conviction(world, case, post):
    data = {**reoffended(world, case), "prosecuted_on": "2024-03-02"}
    assert post(at(case, "records/new-sentences/new/"), data).status_code == 422
    early = {**NEW_SENTENCE, "on": "01/02/2024"}
    assert "Ngày tuyên án không được trước" in post(at(case, "records/new-sentences/new/"), early).content.decode()
