"""Errors that service functions raise for the user; accounts/forms/submission.py shows each on the page."""


class Refused(ValueError):
    """A service function refuses a request. str() is the Vietnamese reason and what to do."""


class NeedsNextStep(Refused):
    """The request continues on another page: the form redirects the user to `next_address()`."""

    def next_address(self) -> str:
        """The address of the page on which the request continues; subclasses say it."""
        raise NotImplementedError


class EditConflict(Exception):
    """Somebody else saved the record in the meantime.

    `current`: the row as it is now. `description`: (label, value) pairs of the stored record, for what the form's own
    fields do not show. `version`: what a form sends to overwrite it deliberately; "": the row's own version.
    """

    def __init__(self, current, message: str = "", *, version: str = "", description=()):
        super().__init__(message)
        self.current, self.version, self.description = current, version, list(description)
