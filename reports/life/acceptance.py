"""Who wants to know that a report was accepted: functions of higher packages, called in the transaction of the acceptance."""

from collections.abc import Callable

from reports.models import Report

Listener = Callable[[Report], None]
_listeners: list[Listener] = []


def on_acceptance(function: Listener) -> Listener:
    """Decorator: register a function that is called with each accepted report (see docs/architecture.md §5)."""
    _listeners.append(function)
    return function


def announce(report: Report) -> None:
    """Call every registered function."""
    for listener in _listeners:
        listener(report)
