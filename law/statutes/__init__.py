"""The built-in values of the law, one module a field; each says its source and how sure we are (shown at /cases/law/)."""

from law.statutes import bodies, credit, penal, periods, probation, reintegration
from law.value_types import Code, LawValue

SECTIONS = (probation, reintegration, credit, penal, periods, bodies)

_LINES = [line for section in SECTIONS for line in section.LINES]
CODES: dict[str, Code] = {line.code.code: line.code for line in _LINES}
DEFAULTS: tuple[LawValue, ...] = tuple(value for line in _LINES for value in line.values)

if len(CODES) != len(_LINES):
    raise ValueError("two lines of one code")
