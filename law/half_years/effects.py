"""What other half-years do to the rates of past periods. The reports app, which imports this one, registers what counts them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.dates import Preset


@dataclass(frozen=True, slots=True)
class Effect:
    """`falls`: the rates that would be lower, as dicts; `compared`: how many rates were compared."""

    falls: list[dict[str, Any]] = field(default_factory=list)
    compared: int = 0


# From the present and the proposed way to divide the year to what changes.
EffectSource = Callable[[Preset, Preset], Effect]
_sources: list[EffectSource] = []


def half_year_effect(source: EffectSource) -> EffectSource:
    """Decorator: register the function that compares rates."""
    _sources.append(source)
    return source


def effect_of(present: Preset, proposed: Preset) -> Effect:
    """What the change does, as every registered function says."""
    found = [source(present, proposed) for source in _sources]
    return Effect([fall for one in found for fall in one.falls], sum(one.compared for one in found))
