"""Runs the commands of the demo."""

from io import StringIO

from django.core.management import call_command


def run(command: str, *arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()
