"""What a verb may answer instead of doing its work; pages turn each into words for the user (pages.py)."""


class Refused(ValueError):
    """The verb does not do this; str() says why in Vietnamese and what to do."""


class Changed(Exception):
    """Somebody else saved in the meantime; `current` is the row as it is now.

    `told`: how it stands, as (label, text), where the fields of the form do not say it; `version`: what a form sends that saves
    over it all the same (empty: the row's own).
    """

    def __init__(self, current, message: str = "", *, version: str = "", told=()):
        super().__init__(message)
        self.current, self.version, self.told = current, version, list(told)
