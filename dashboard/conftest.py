"""Fixtures of the tests of the dashboard."""

from reports.conftest import units, worked_example  # noqa: F401 (fixtures)
