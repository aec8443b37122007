"""Requests made from the OpenAPI document, sensible ones and others: no answer but those it describes, no error of ours."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from feed.clients.services import issue_token
from reports.indicator.services import make_indicator
from reports.models import Report
from reports.tests.sample_cases import H1, PROVINCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("accepted")]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 40
OPERATIONS = (
    "/api/v1/reports/",
    "/api/v1/reports/{public_id}/",
    "/api/v1/indicator/",
    "/api/v1/indicator/{public_id}/",
)
# The same requests in every run.
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def same_connection(db):
    """Requests run in the transaction of the test, as those of Django's own test client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(same_connection):
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture
def secret(province, client_of, settings) -> str:
    settings.API_REQUESTS_PER_MINUTE = 10**6
    return issue_token(by=None, client=client_of())[1]


@pytest.fixture
def known(province) -> dict[str, str]:
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    return {"reports": str(Report.objects.get().public_id), "indicator": str(version.public_id)}


def statuses(operation, mode, secret: str, known: dict[str, str], checks) -> set[int]:
    """The statuses of the answers to generated requests, some about what is there. Raises for an answer that fails a check."""
    found = set()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
    def ask(case, is_known):
        if is_known and "public_id" in (case.path_parameters or {}):
            case.path_parameters["public_id"] = next(key for name, key in known.items() if name in case.path)
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=checks)
        found.add(answer.status_code)

    ask()
    return found


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_is_one_that_the_document_describes(described, path, secret, known):
    found = statuses(described[path]["GET"], schemathesis.GenerationMode.POSITIVE, secret, known, CHECKS)
    assert 200 in found
    assert found <= {200, 304, 404}


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_the_document_forbids_is_refused(described, path, secret, known):
    checks = CHECKS if "{" in path else [*CHECKS, negative_data_rejection]
    found = statuses(described[path]["GET"], schemathesis.GenerationMode.NEGATIVE, secret, known, checks)
    assert found & {400, 401, 404}


def test_the_walk_is_over_all_of_the_document(described):
    assert {operation.ok().path for operation in described.get_all_operations()} == set(OPERATIONS)


def test_an_answer_that_lacks_a_key_is_found(described, secret, known, monkeypatch):
    monkeypatch.setattr("feed.handed_on.unit", lambda _row: {"code": "901"})
    with pytest.raises(FailureGroup, match="1 distinct failure"):
        statuses(described[OPERATIONS[0]]["GET"], schemathesis.GenerationMode.POSITIVE, secret, known, CHECKS)
