"""Fixtures of the tests of the dashboard."""

from reports.conftest import worked_example  # noqa: F401 (fixture)
