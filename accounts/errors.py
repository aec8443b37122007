"""What a verb may answer instead of doing its work; pages turn each into words for the user (pages.py)."""


class Refused(ValueError):
    """The verb does not do this; str() says why in Vietnamese and what to do."""


class Changed(Exception):
    """Somebody else saved in the meantime; `current` is the row as it is now."""

    def __init__(self, current, message: str = ""):
        super().__init__(message)
        self.current = current
