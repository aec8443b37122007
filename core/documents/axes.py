"""The levels of an axis, with their numbers as printed."""

import math

from core.documents.drawings import Tick
from core.documents.model import NO_BREAK, number


def axis(largest: float, *, unit: str = "", parts: int = 5, whole: bool = False) -> tuple[Tick, ...]:
    """The levels from 0 to `largest` or a little above, in at most `parts` steps of 1, 2 or 5.

    Arguments: `unit` stands after each number; `whole`: no step is smaller than 1, because halves of it do not exist.
    """
    largest = max(largest, 1.0 if whole else 0.1)
    power = 10.0 ** math.floor(math.log10(largest / parts))
    steps = [digit * power for digit in (1, 2, 5, 10) if not whole or digit * power >= 1]
    step = next((one for one in steps if math.ceil(largest / one - 1e-9) <= parts), steps[-1])
    levels = [place * step for place in range(math.ceil(largest / step - 1e-9) + 1)]
    return tuple(Tick(round(level, 6), _level_text(level, step) + unit) for level in levels)


def _level_text(level: float, step: float) -> str:
    if step >= 1:
        return number(round(level))
    places = -math.floor(math.log10(step) + 1e-9)
    return f"{level:.{places}f}".replace(".", ",")


def per_cent_axis(largest: float) -> tuple[Tick, ...]:
    """An axis in per cent, never beyond 100."""
    return tuple(tick for tick in axis(largest, unit=f"{NO_BREAK}%") if tick.value <= 100)
